-- Grain: one list. Key: campaign_id, list_id. Reads: list_row.
select list_id, cast(count(*) as bigint) as physical,
    cast(count(*) filter (where kind = 'header') as bigint) as header,
    cast(count(*) filter (where kind = 'blank') as bigint) as blank,
    cast(count(*) filter (where kind not in ('header', 'blank', 'data')) as bigint) as not_data,
    cast(count(*) filter (where outcome = 'accepted') as bigint) as accepted,
    cast(count(*) filter (where outcome = 'warned') as bigint) as warned,
    cast(count(*) filter (where outcome = 'rejected') as bigint) as rejected
from list_row
where campaign_id = :campaign_id
group by list_id
