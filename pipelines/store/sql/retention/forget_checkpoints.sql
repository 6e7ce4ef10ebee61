-- Grain: one earlier checkpoint. Key: campaign_id, sequence. Reads: journal_checkpoint.
delete from journal_checkpoint
where campaign_id = :campaign_id
