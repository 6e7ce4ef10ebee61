-- Grain: the campaign. Key: campaign_id. Reads: request_list, movement.
select
    (
        select cast(count(*) as bigint) from request_list
        where campaign_id = :campaign_id and state = 'accepted' and decided_at > :since
    ) as lists,
    (
        select cast(coalesce(sum(quantity), 0) as bigint) from movement
        where campaign_id = :campaign_id and category = 'received' and happened_at > :since
    ) as units
