-- Grain: one sealed subject (request or row) whose key an erasure destroys. Key: campaign_id, subject_id. Reads: nothing.
create table erased_subject (
    campaign_id text not null,
    subject_id text not null,
    erasure_id text not null,
    primary key (campaign_id, subject_id)
)
