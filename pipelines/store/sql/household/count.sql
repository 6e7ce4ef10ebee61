-- Grain: the campaign. Key: campaign_id. Reads: household_member.
select cast(count(distinct household_id) as bigint) as households, cast(count(*) as bigint) as requests
from household_member
where campaign_id = :campaign_id
