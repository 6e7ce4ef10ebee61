-- Grain: one site and partner under a plan. Key: site_id, partner_id. Reads: plan_grant, grant_event, site, partner.
select s.site_id, s.code as site_code, s.name as site_name, g.partner_id, p.code as partner_code, p.name as partner_name,
    p.department_code, cast(count(*) as bigint) as units, cast(count(distinct g.household_id) as bigint) as households,
    cast(count(*) filter (where g.state <> 'granted' and g.state <> 'returned') as bigint) as released,
    cast(count(*) filter (where g.state in ('delivered', 'handed_over')) as bigint) as delivered,
    cast(count(*) filter (where g.state = 'handed_over') as bigint) as handed_over,
    cast(count(*) filter (where g.state = 'returned') as bigint) as returned,
    cast(count(*) filter (where g.state = 'released' and g.mode <> 'remote' and e.line_id is null) as bigint) as to_ship,
    cast(count(*) filter (where g.state = 'released' and e.line_id is not null) as bigint) as on_the_way,
    max(case when g.state = 'released' then e.shipped_on end) as shipped_on
from plan_grant g
join site s on s.site_id = coalesce(g.via_site_id, g.site_id)
join partner p on p.partner_id = g.partner_id
left join (
    select plan_id, line_id, side, max(happened_on) as shipped_on
    from grant_event
    where campaign_id = :campaign_id and plan_id = :plan_id and kind = 'shipped'
    group by plan_id, line_id, side
) e on e.plan_id = g.plan_id and e.line_id = g.line_id and e.side = g.side
where g.campaign_id = :campaign_id and g.plan_id = :plan_id
group by s.site_id, s.code, s.name, g.partner_id, p.code, p.name, p.department_code
order by s.name, p.name, s.site_id, g.partner_id
