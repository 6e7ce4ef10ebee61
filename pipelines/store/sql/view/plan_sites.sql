-- Grain: one site and item under a plan. Key: site_id, item. Reads: plan_grant, site.
select g.site_id, s.name as site_name, s.kind as site_kind, g.item, cast(count(*) as bigint) as units,
    cast(count(distinct g.household_id) as bigint) as households,
    cast(count(distinct g.partner_id) as bigint) as partners,
    cast(coalesce(sum(g.km) filter (where g.mode <> 'remote'), 0) as double precision) as km_sum,
    cast(avg(g.km) filter (where g.mode <> 'remote') as double precision) as mean_km,
    cast(max(g.km) filter (where g.mode <> 'remote') as double precision) as max_km,
    cast(count(*) filter (where g.mode = 'delivery') as bigint) as by_delivery,
    cast(count(*) filter (where g.mode in ('pick_up', 'moved')) as bigint) as by_pick_up,
    cast(count(*) filter (where g.mode = 'remote') as bigint) as by_remote
from plan_grant g
join site s on s.site_id = g.site_id
where g.campaign_id = :campaign_id and g.plan_id = :plan_id
group by g.site_id, s.name, s.kind, g.item
order by s.name, g.site_id, g.item
