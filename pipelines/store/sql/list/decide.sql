-- Grain: one list. Key: campaign_id, list_id. Reads: request_list.
update request_list
set state = :state, decided_at = :decided_at, decided_by = :decided_by, refuse_reason = :refuse_reason,
    new_count = :new_count, unchanged_count = :unchanged_count, corrected_count = :corrected_count, version = version + 1
where campaign_id = :campaign_id and list_id = :list_id and version = :version
