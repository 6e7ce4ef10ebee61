-- Grain: one name or place of a request; of a full name also when and where its bearer was born and lives, and what a structure that houses its families calls one. Key: none. Reads: node.
create or replace view said as
select 'word' as kind, unnest(surnames) as value, unique_id, cast(null as text) as born, cast(null as text) as area from node
union all
select 'skeleton', unnest(surname_skeletons), unique_id, null, null from node
union all
select 'first', g_first, unique_id, null, null from node where g_first is not null
union all
select 'first', c_first, unique_id, null, null from node where c_first is not null
union all
select 'address', street || '|' || coalesce(house_number, '') || '|' || coalesce(postcode, commune, ''), unique_id, null, null
from node where street is not null
union all
select 'postcode', postcode, unique_id, null, null from node where postcode is not null
union all
select 'commune', coalesce(commune_code, commune), unique_id, null, null from node where commune is not null
union all
select 'person', g_skel || '|' || g_last, unique_id, g_born, left(postcode, 2)
from node where g_skel is not null and g_last is not null
union all
select 'person', c_skel || '|' || c_last, unique_id, c_born, left(postcode, 2)
from node where c_skel is not null and c_last is not null
union all
select 'resident', partner || '|' || unnest(surname_skeletons) || '|' || g_skel, unique_id, null, null
from node where partner is not null and g_skel is not null
