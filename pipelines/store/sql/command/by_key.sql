-- Grain: the first answer of a command. Key: campaign_id, idempotency_key. Reads: command_result.
select action, payload_digest, result
from command_result
where campaign_id = :campaign_id and idempotency_key = :idempotency_key
