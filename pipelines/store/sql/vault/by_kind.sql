-- Grain: one sealed record. Key: campaign_id, subject_id, kind. Reads: sealed, the staged table wanted_subject.
select s.subject_id, s.kind, s.content
from sealed s
join wanted_subject w on w.subject_id = s.subject_id
where s.campaign_id = :campaign_id and s.kind = :kind
