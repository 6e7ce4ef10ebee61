-- Grain: the newest decision on a pair of requests. Key: left_id, right_id. Reads: linkage_decision.
select d.decision_id, d.left_id, d.right_id, d.answer, d.evidence_hash, d.decided_at, d.actor_id
from linkage_decision d
where d.campaign_id = :campaign_id and not exists (
    select 1 from linkage_decision n
    where n.campaign_id = d.campaign_id and n.left_id = d.left_id and n.right_id = d.right_id and n.decision_id > d.decision_id
)
order by d.decision_id
