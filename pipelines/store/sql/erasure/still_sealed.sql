-- Grain: one sealed record of an erased subject: there must be none. Key: campaign_id, subject_id, kind. Reads: sealed, erased_subject.
select s.subject_id, s.kind
from sealed s
join erased_subject e on e.campaign_id = s.campaign_id and e.subject_id = s.subject_id
where s.campaign_id = :campaign_id
