-- Grain: one site and department under the adopted plans. Key: site_code, department_code. Reads: plan_grant, plan, plan_household, site.
select s.code as site_code, h.department_code, cast(count(*) as bigint) as units
from plan_grant g
join plan p on p.campaign_id = g.campaign_id and p.plan_id = g.plan_id
join plan_household h on h.campaign_id = g.campaign_id and h.plan_id = g.plan_id and h.household_id = g.household_id
join site s on s.site_id = g.site_id
where g.campaign_id = :campaign_id and p.state = 'adopted' and g.state <> 'returned' and h.department_code is not null
group by s.code, h.department_code
order by s.code, h.department_code
