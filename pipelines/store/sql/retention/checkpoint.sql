-- Grain: where the kept part of a journal begins. Key: campaign_id. Reads: journal_checkpoint.
select campaign_id, sequence, hash, signature, made_at
from journal_checkpoint
where campaign_id = :campaign_id
order by sequence desc
limit 1
