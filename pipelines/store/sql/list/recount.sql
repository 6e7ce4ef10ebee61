-- Grain: one list. Key: campaign_id, list_id. Reads: request_list.
update request_list
set accepted_count = :accepted_count, warned_count = :warned_count, rejected_count = :rejected_count,
    new_count = :new_count, unchanged_count = :unchanged_count, corrected_count = :corrected_count, breaker = :breaker,
    version = version + 1
where campaign_id = :campaign_id and list_id = :list_id and version = :version
