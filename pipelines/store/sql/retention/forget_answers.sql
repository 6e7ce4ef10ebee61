-- Grain: one kept answer. Key: campaign_id, idempotency_key. Reads: command_result.
delete from command_result
where campaign_id = :campaign_id and happened_at <= cast(:before as timestamp)
