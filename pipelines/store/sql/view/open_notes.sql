-- Grain: one plan in force, site and structure. Key: plan_id, site_id, partner_id. Reads: plan_grant, plan, site, partner.
select g.plan_id, s.site_id, s.code as site_code, s.name as site_name, g.partner_id, r.code as partner_code,
    r.name as partner_name, r.department_code,
    cast(count(*) filter (where g.state in ('released', 'delivered')) as bigint) as to_hand_over,
    cast(count(*) filter (where g.state = 'handed_over') as bigint) as handed_over,
    cast(count(*) filter (where g.state = 'granted') as bigint) as granted
from plan_grant g
join plan p on p.campaign_id = g.campaign_id and p.plan_id = g.plan_id
join site s on s.site_id = coalesce(g.via_site_id, g.site_id)
join partner r on r.partner_id = g.partner_id
where g.campaign_id = :campaign_id and p.state = 'adopted'
group by g.plan_id, s.site_id, s.code, s.name, g.partner_id, r.code, r.name, r.department_code, p.adopted_at
order by p.adopted_at desc, s.name, r.name, g.plan_id, s.site_id, g.partner_id
