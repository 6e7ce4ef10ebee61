-- Grain: one message prepared for a partner, with counts and references only. Key: campaign_id, message_id. Reads: nothing.
create table message (
    campaign_id text not null,
    message_id text not null,
    batch_id text not null,
    partner_id text not null,
    subject text not null,
    body text not null,
    state text not null,
    prepared_at timestamp not null,
    prepared_by text not null,
    sent_at timestamp,
    sent_by text,
    primary key (campaign_id, message_id)
)
