-- Grain: one plan, site and item that serve a partner, with the units now at each step. Key: plan_id, site_id, item. Reads: plan_grant, plan, site, partner.
select p.plan_id, s.site_id, s.code as site_code, s.name as site_name, r.code as partner_code, g.item,
    cast(count(case when g.state = 'granted' then 1 end) as bigint) as granted,
    cast(count(case when g.state = 'released' then 1 end) as bigint) as released,
    cast(count(case when g.state = 'delivered' then 1 end) as bigint) as delivered,
    cast(count(case when g.state = 'handed_over' then 1 end) as bigint) as handed_over,
    cast(count(case when g.state = 'returned' then 1 end) as bigint) as returned
from plan_grant g
join plan p on p.campaign_id = g.campaign_id and p.plan_id = g.plan_id
join site s on s.site_id = coalesce(g.via_site_id, g.site_id)
join partner r on r.partner_id = g.partner_id
where g.campaign_id = :campaign_id and g.partner_id = :partner_id and p.state = 'adopted'
group by p.plan_id, s.site_id, s.code, s.name, r.code, g.item, p.adopted_at
order by p.adopted_at desc, p.plan_id, s.name, s.site_id, g.item
