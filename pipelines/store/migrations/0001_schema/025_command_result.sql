-- Grain: the first answer of a command, given again when it is sent again. Key: campaign_id, idempotency_key. Reads: nothing.
create table command_result (
    campaign_id text not null,
    idempotency_key text not null,
    action text not null,
    payload_digest text not null,
    result text not null,
    happened_at timestamp not null,
    primary key (campaign_id, idempotency_key)
)
