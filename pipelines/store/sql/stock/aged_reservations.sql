-- Grain: one site and item with units granted long ago that have not left it. Key: site_id, item. Reads: plan_grant, plan, stock_cell, site, grant_event.
select s.site_id, s.name as site_name, g.item, cast(count(*) as bigint) as units, min(p.adopted_at) as since
from plan_grant g
join plan p on p.campaign_id = g.campaign_id and p.plan_id = g.plan_id
join stock_cell c on c.campaign_id = g.campaign_id and c.cell_id = g.cell_id
join site s on s.site_id = c.site_id
where g.campaign_id = :campaign_id and p.state = 'adopted' and g.state in ('granted', 'released') and p.adopted_at < :before
    and not exists (
        select 1 from grant_event e
        where e.campaign_id = g.campaign_id and e.plan_id = g.plan_id and e.line_id = g.line_id and e.side = g.side
            and e.kind = 'shipped'
    )
group by s.site_id, s.name, g.item
order by s.name, g.item
