-- Grain: one erasure, newest first. Key: campaign_id, erasure_id. Reads: erasure.
select erasure_id, subject_id, reason, requests_count, receipt, erased_at, erased_by
from erasure
where campaign_id = :campaign_id
order by erasure_id desc
