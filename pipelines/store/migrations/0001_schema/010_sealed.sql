-- Grain: one sealed record of the vault (AES-256-GCM under the subject's key). Key: campaign_id, subject_id, kind. Reads: nothing.
create table sealed (
    campaign_id text not null,
    subject_id text not null,
    kind text not null,
    content bytea not null /*duckdb: using compression uncompressed */
    /*postgres: , primary key (campaign_id, subject_id, kind) */
)
