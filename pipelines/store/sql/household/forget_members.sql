-- Grain: one request and its household. Key: campaign_id, request_id. Reads: household_member, the staged table arriving_member.
delete from household_member
where campaign_id = :campaign_id and request_id in (select request_id from arriving_member)
