-- Grain: one entry of a journal. Key: campaign_id, sequence. Reads: journal.
delete from journal
where campaign_id = :campaign_id and sequence <= :sequence
