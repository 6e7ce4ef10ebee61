-- Grain: the campaign; `twice` counts the keys under which more than one physical row of a list stands. Key: none. Reads: list_row.
select count(*) as twice
from (
    select 1 as one from list_row where campaign_id = :campaign_id group by list_id, row_no having count(*) > 1
) as twins
