-- Grain: where the kept part of a journal begins. Key: campaign_id, sequence. Reads: nothing.
insert into journal_checkpoint (campaign_id, sequence, hash, signature, made_at)
values (:campaign_id, :sequence, :hash, :signature, :made_at)
