-- Grain: one cell and how many units a plan holds reserved in it; what travels to another site lies in none. Key: cell_id. Reads: plan_grant.
select cell_id, cast(count(*) as bigint) as quantity
from plan_grant
where campaign_id = :campaign_id and plan_id = :plan_id and state in ('granted', 'released') and transfer_id is null
group by cell_id
order by cell_id
