-- Grain: the campaign. Key: campaign_id. Reads: request, household_member, household_question, contact_hub.
select
    (select cast(count(*) as bigint) from request r
     where r.campaign_id = :campaign_id and r.state = 'active' and r.households_count is null) as requests,
    (select cast(count(distinct household_id) as bigint) from household_member m where m.campaign_id = :campaign_id) as households,
    (select cast(count(*) as bigint) from household_question q
     where q.campaign_id = :campaign_id and q.state = 'open') as questions,
    (select cast(count(*) as bigint) from contact_hub h where h.campaign_id = :campaign_id) as hubs
