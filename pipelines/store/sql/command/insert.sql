-- Grain: one answer. Key: campaign_id, idempotency_key. Reads: nothing.
insert into command_result (campaign_id, idempotency_key, action, payload_digest, result, happened_at)
values (:campaign_id, :idempotency_key, :action, :payload_digest, :result, :happened_at)
