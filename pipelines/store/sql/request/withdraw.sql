-- Grain: one request. Key: campaign_id, request_id. Reads: request, the staged table arriving_absence.
update request
set state = 'withdrawn', version = version + 1
where campaign_id = :campaign_id and partner_id = :partner_id and state = 'active'
    and request_id in (select request_id from arriving_absence)
