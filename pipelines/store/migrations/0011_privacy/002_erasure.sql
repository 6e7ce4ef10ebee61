-- Grain: one erasure, by a person or by the clock; its receipt holds ids and counts. Key: campaign_id, erasure_id. Reads: nothing.
create table erasure (
    campaign_id text not null,
    erasure_id text not null,
    subject_id text not null,
    reason text not null,
    requests_count integer not null,
    receipt text not null,
    erased_at timestamp not null,
    erased_by text not null,
    primary key (campaign_id, erasure_id)
)
