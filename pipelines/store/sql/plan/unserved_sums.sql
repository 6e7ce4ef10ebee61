-- Grain: one reason. Key: reason. Reads: plan_line.
select reason, cast(count(*) as bigint) as lines
from plan_line
where campaign_id = :campaign_id and plan_id = :plan_id and not is_served
group by reason
order by lines desc, reason
