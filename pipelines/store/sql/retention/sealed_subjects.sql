-- Grain: one subject of which something is sealed. Key: subject_id. Reads: sealed.
select distinct subject_id
from sealed
where campaign_id = :campaign_id
