-- Grain: one site and partner under a plan. Key: site_id, partner_id. Reads: plan_grant, site, partner.
select s.site_id, s.code as site_code, s.name as site_name, g.partner_id, p.code as partner_code, p.name as partner_name,
    p.department_code, cast(count(*) as bigint) as units, cast(count(distinct g.household_id) as bigint) as households,
    cast(count(*) filter (where g.state <> 'granted' and g.state <> 'returned') as bigint) as released,
    cast(count(*) filter (where g.state in ('delivered', 'handed_over')) as bigint) as delivered,
    cast(count(*) filter (where g.state = 'handed_over') as bigint) as handed_over,
    cast(count(*) filter (where g.state = 'returned') as bigint) as returned
from plan_grant g
join site s on s.site_id = coalesce(g.via_site_id, g.site_id)
join partner p on p.partner_id = g.partner_id
where g.campaign_id = :campaign_id and g.plan_id = :plan_id
group by s.site_id, s.code, s.name, g.partner_id, p.code, p.name, p.department_code
order by s.name, p.name, s.site_id, g.partner_id
