-- Grain: one kind of evidence by which pairs are drawn to learn the others. Key: kind. Reads: node.
select 'phone' as kind, cast(coalesce(sum(n * (n - 1) / 2), 0) as bigint) as pairs
from (select count(*) as n from node where phone_a is not null group by phone_a) a
union all
select 'email', cast(coalesce(sum(n * (n - 1) / 2), 0) as bigint)
from (select count(*) as n from node where email is not null group by email) a
union all
select 'guardian', cast(coalesce(sum(n * (n - 1) / 2), 0) as bigint)
from (select count(*) as n from node where g_skel is not null and g_born is not null group by g_skel, g_born) a
union all
select 'child', cast(coalesce(sum(n * (n - 1) / 2), 0) as bigint)
from (select count(*) as n from node where c_skel is not null and c_born is not null group by c_skel, c_born) a
union all
select 'place', cast(coalesce(sum(n * (n - 1) / 2), 0) as bigint)
from (
    select count(*) as n from node where street is not null and house_number is not null and postcode is not null
    group by street, house_number, postcode
) a
