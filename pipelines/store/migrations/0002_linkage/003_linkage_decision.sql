-- Grain: one decision of a person on a pair of requests, append-only; the newest holds. Key: campaign_id, decision_id. Reads: nothing.
create table linkage_decision (
    campaign_id text not null,
    decision_id text not null,
    left_id text not null,
    right_id text not null,
    answer text not null,
    evidence_hash text not null,
    decided_at timestamp not null,
    actor_id text not null,
    primary key (campaign_id, decision_id)
)
