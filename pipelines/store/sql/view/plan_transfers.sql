-- Grain: one article moved from one site to another under a plan. Key: site_id, via_site_id, item, available_on. Reads: plan_grant, stock_cell, site.
select g.site_id, s.name as site_name, s.code as site_code, g.via_site_id, v.name as via_site_name, v.code as via_site_code,
    v.capacity_per_day as via_capacity_per_day, g.item, c.available_on, cast(count(*) as bigint) as units,
    cast(count(distinct g.household_id) as bigint) as households,
    cast(sum(case when g.transfer_id is not null then 1 else 0 end) as bigint) as on_the_way,
    cast(sum(case when c.site_id = g.via_site_id then 1 else 0 end) as bigint) as arrived
from plan_grant g
join site s on s.site_id = g.site_id
join site v on v.site_id = g.via_site_id
join stock_cell c on c.campaign_id = g.campaign_id and c.cell_id = g.cell_id
where g.campaign_id = :campaign_id and g.plan_id = :plan_id
group by g.site_id, s.name, s.code, g.via_site_id, v.name, v.code, v.capacity_per_day, g.item, c.available_on
order by s.name, v.name, g.item, c.available_on
