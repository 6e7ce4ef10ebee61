-- Grain: where the kept part of a journal begins, signed, once older entries went. Key: campaign_id, sequence. Reads: nothing.
create table journal_checkpoint (
    campaign_id text not null,
    sequence bigint not null,
    hash text not null,
    signature text not null,
    made_at timestamp not null,
    primary key (campaign_id, sequence)
)
