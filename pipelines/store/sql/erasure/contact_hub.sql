-- Grain: one shared contact of the family that no remaining request has. Key: campaign_id, kind, token. Reads: contact_hub, request_key, the staged table erased_token.
delete from contact_hub
where campaign_id = :campaign_id and exists (
    select 1 from erased_token e where e.kind = contact_hub.kind and e.token = contact_hub.token
) and not exists (
    select 1 from request_key k
    where k.campaign_id = contact_hub.campaign_id and k.kind = contact_hub.kind and k.token = contact_hub.token
)
