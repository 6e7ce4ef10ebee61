-- Grain: one message. Key: campaign_id, message_id. Reads: message.
update message
set state = :state, sent_at = :sent_at, sent_by = :sent_by
where campaign_id = :campaign_id and message_id = :message_id and state = :state_before
