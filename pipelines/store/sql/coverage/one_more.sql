-- Grain: one item under the newest adopted plan that is no exceptional grant. Key: item. Reads: plan, plan_exception, plan_value, stock_cell.
with newest as (
    select plan_id from plan
    where campaign_id = :campaign_id and state = 'adopted' and plan_id not in (
        select e.plan_id from plan_exception e where e.campaign_id = :campaign_id and e.plan_id is not null
    )
    order by adopted_at desc, plan_id desc limit 1
)
select c.item, cast(count(distinct c.site_id) as bigint) as sites,
    cast(count(distinct case when v.best_rank is not null then c.site_id end) as bigint) as sites_useful
from plan_value v
join newest n on n.plan_id = v.plan_id
join stock_cell c on c.campaign_id = v.campaign_id and c.cell_id = v.cell_id
where v.campaign_id = :campaign_id
group by c.item
order by c.item
