-- Grain: one key of a request, as text; `most` requests may share it, and a negative `most` marks a weak key. Key: unique_id, key. Reads: node.
create or replace view block_key as
select unique_id, 'phone|' || phone_a as key, 60 as most from node where phone_a is not null
union all
select unique_id, 'phone|' || phone_b, 60 from node where phone_b is not null
union all
select unique_id, 'email|' || email, 60 from node where email is not null
union all
select unique_id, 'mailbox|' || mailbox, 30 from node where mailbox is not null
union all
select unique_id, 'person|' || g_skel || '|' || g_born, 60 from node where g_skel is not null and g_born is not null
union all
select unique_id, 'person|' || c_skel || '|' || c_born, 60 from node where c_skel is not null and c_born is not null
union all
select unique_id, 'born|' || g_born || '|' || unnest(surname_skeletons), 60 from node where g_born is not null
union all
select unique_id, 'born|' || c_born || '|' || unnest(surname_skeletons), 60 from node where c_born is not null
union all
select unique_id, 'day|' || g_born, -20 from node where g_born is not null
union all
select unique_id, 'home|' || street || '|' || coalesce(house_number, '') || '|' || coalesce(postcode, commune, '') || '|' || unnest(surname_skeletons), 60
from node where street is not null
union all
select unique_id, 'door|' || street || '|' || coalesce(house_number, '') || '|' || coalesce(postcode, commune, ''), 8
from node where street is not null
union all
select unique_id, 'names|' || least(g_skel, surname_skeleton) || '|' || greatest(g_skel, surname_skeleton), -20
from node where g_skel is not null and surname_skeleton is not null
union all
select unique_id, 'local|' || g_skel || '|' || coalesce(postcode, commune_skeleton) || '|' || unnest(surname_skeletons), 60
from node where g_skel is not null and coalesce(postcode, commune_skeleton) is not null
union all
select unique_id, 'local|' || c_skel || '|' || coalesce(postcode, commune_skeleton) || '|' || unnest(surname_skeletons), 60
from node where c_skel is not null and coalesce(postcode, commune_skeleton) is not null
union all
select unique_id, 'local|' || g_skel || '|' || commune_code || '|' || unnest(surname_skeletons), 60
from node where g_skel is not null and commune_code is not null
union all
select unique_id, 'local|' || c_skel || '|' || commune_code || '|' || unnest(surname_skeletons), 60
from node where c_skel is not null and commune_code is not null
union all
select unique_id, 'home|' || street || '|' || coalesce(house_number, '') || '|' || commune_code || '|' || unnest(surname_skeletons), 60
from node where street is not null and commune_code is not null
union all
select unique_id, 'near|' || g_skel || '|' || left(g_born, 6), -30 from node where g_skel is not null and g_born is not null
union all
-- Who bears another surname on another list (a maiden name, a slip in its first letter) still has a first name and a door.
select unique_id, 'roof|' || street || '|' || coalesce(house_number, '') || '|' || coalesce(postcode, commune, '') || '|' || g_skel, 20
from node where street is not null and g_skel is not null
union all
-- A slip in a first name, where no street is said.
select unique_id, 'town|' || left(g_skel, 1) || '|' || coalesce(commune_code, postcode, commune_skeleton) || '|' || unnest(surname_skeletons), 12
from node where g_skel is not null and coalesce(commune_code, postcode, commune_skeleton) is not null
