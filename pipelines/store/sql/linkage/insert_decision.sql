-- Grain: one decision. Key: campaign_id, decision_id. Reads: nothing.
insert into linkage_decision (campaign_id, decision_id, left_id, right_id, answer, evidence_hash, decided_at, actor_id)
values (:campaign_id, :decision_id, :left_id, :right_id, :answer, :evidence_hash, :decided_at, :actor_id)
