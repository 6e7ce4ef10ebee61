-- Grain: one file received from a partner; how many bytes it had (null: received before it was noted). Key: campaign_id, list_id. Reads: request_list.
alter table request_list add column byte_count bigint
