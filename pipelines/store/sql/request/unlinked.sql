-- Grain: the campaign. Key: campaign_id. Reads: request, household_member.
select cast(count(*) as bigint) as requests
from request r
where r.campaign_id = :campaign_id and r.state = 'active' and r.households_count is null and not exists (
    select 1 from household_member m where m.campaign_id = r.campaign_id and m.request_id = r.request_id
)
