-- Grain: one chain of the journal: a campaign's, or the organisation's. Key: campaign_id. Reads: journal.
select distinct campaign_id
from journal
order by campaign_id
