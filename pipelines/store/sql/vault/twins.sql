-- Grain: the campaign; `twice` counts the keys under which more than one sealed record stands. Key: none. Reads: sealed.
select count(*) as twice
from (
    select 1 as one from sealed where campaign_id = :campaign_id group by subject_id, kind having count(*) > 1
) as twins
