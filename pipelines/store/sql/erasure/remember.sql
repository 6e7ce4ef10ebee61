-- Grain: one erasure. Key: campaign_id, erasure_id. Reads: nothing.
insert into erasure (campaign_id, erasure_id, subject_id, reason, requests_count, receipt, erased_at, erased_by)
values (:campaign_id, :erasure_id, :subject_id, :reason, :requests_count, :receipt, :erased_at, :erased_by)
