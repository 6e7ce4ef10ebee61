-- Grain: one row: 1 where a plan was computed under another policy than its campaign's, else 0. Key: none. Reads: plan, campaign.
select cast(count(*) as bigint) as found
from plan p
join campaign c on c.campaign_id = p.campaign_id
where p.campaign_id = :campaign_id and p.plan_id = :plan_id and p.policy_digest <> c.policy_digest
