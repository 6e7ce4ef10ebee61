-- Grain: one list. Key: campaign_id, list_id. Reads: nothing.
insert into request_list (campaign_id, list_id, partner_id, sha256, state, received_at, received_by, decided_at, decided_by,
    refuse_reason, file_kind, encoding, separator, header_row, is_aggregate, physical_count, header_count, blank_count,
    not_data_count, accepted_count, warned_count, rejected_count, new_count, unchanged_count, corrected_count, breaker, version,
    byte_count)
values (:campaign_id, :list_id, :partner_id, :sha256, :state, :received_at, :received_by, null, null,
    null, :file_kind, :encoding, :separator, :header_row, :is_aggregate, :physical_count, :header_count, :blank_count,
    :not_data_count, :accepted_count, :warned_count, :rejected_count, 0, 0, 0, :breaker, 1,
    :byte_count)
