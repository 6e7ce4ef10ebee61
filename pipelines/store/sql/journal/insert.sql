-- Grain: one entry. Key: campaign_id, sequence. Reads: nothing.
insert into journal (campaign_id, sequence, happened_at, actor_id, role, action, object_id, detail, previous_hash, hash)
values (:campaign_id, :sequence, :happened_at, :actor_id, :role, :action, :object_id, :detail, :previous_hash, :hash)
