-- Grain: the newest entry of a journal that is old enough to go; the newest of all always stays. Key: campaign_id. Reads: journal.
select sequence, hash
from journal
where campaign_id = :campaign_id and happened_at <= cast(:before as timestamp) and sequence < (
    select max(sequence) from journal where campaign_id = :campaign_id
)
order by sequence desc
limit 1
