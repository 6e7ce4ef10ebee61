-- Grain: one pair of requests of one part of them, with its evidence. Key: l, r. Reads: predicted, node, rarity, level_share, weigh_part.
create or replace view weighing as
with read as (
    select unique_id_l as l, unique_id_r as r,
        round(mw_surname, 4) as surname_bits, cast(round((mw_surname - round(mw_surname, 4)) * 1e6) as tinyint) as surname_level,
        round(mw_guardian, 4) as guardian_bits, cast(round((mw_guardian - round(mw_guardian, 4)) * 1e6) as tinyint) as guardian_level,
        round(mw_child, 4) as child_bits, cast(round((mw_child - round(mw_child, 4)) * 1e6) as tinyint) as child_level,
        round(mw_phone, 4) as phone_bits, cast(round((mw_phone - round(mw_phone, 4)) * 1e6) as tinyint) as phone_level,
        round(mw_email, 4) as email_bits, cast(round((mw_email - round(mw_email, 4)) * 1e6) as tinyint) as email_level,
        round(mw_place, 4) as place_bits, cast(round((mw_place - round(mw_place, 4)) * 1e6) as tinyint) as place_level,
        round(mw_size, 4) as size_bits, cast(round((mw_size - round(mw_size, 4)) * 1e6) as tinyint) as size_level
    from predicted
    where unique_id_l % (select parts from weigh_part) = (select part from weigh_part)
),
-- A million pairs are held at once: a text is taken along only where some evidence asks for it.
facts as (
    select p.*,
        case when surname_level = 5 then list_intersect(a.surnames, b.surnames)
            when surname_level = 2 and guardian_level in (6, 10, 14, 18)
                then nullif(list_concat(list_intersect(a.surnames, [b.g_first]), list_intersect(b.surnames, [a.g_first])), []) end as words,
        case when surname_level = 4 or (surname_level = 5 and place_level > 5 and coalesce(a.partner, b.partner) is not null)
            then list_intersect(a.surname_skeletons, b.surname_skeletons) end as skeletons,
        case when surname_level = 4 and damerau_levenshtein(a.surname, b.surname) = 1 then [a.surname, b.surname] end as slips,
        case when a.g_first = b.g_first then a.g_first end as guardian,
        case when a.c_first = b.c_first then a.c_first end as child,
        case when guardian_level in (3, 5, 6, 7)
            then list_distinct([a.g_skel || '|' || a.g_last, b.g_skel || '|' || b.g_last]) end as g_persons,
        case when child_level in (3, 5, 6, 7)
            then list_distinct([a.c_skel || '|' || a.c_last, b.c_skel || '|' || b.c_last]) end as c_persons,
        case when surname_level > 3 and place_level > 5 and a.partner is not null then a.partner end as l_partner,
        case when surname_level > 3 and place_level > 5 and b.partner is not null then b.partner end as r_partner,
        case when surname_level > 3 and place_level > 5 and a.partner is not null then a.g_skel end as l_given,
        case when surname_level > 3 and place_level > 5 and b.partner is not null then b.g_skel end as r_given,
        case when a.postcode = b.postcode then 'postcode' else 'commune' end as area_kind,
        case when place_level not in (3, 4) then null when a.postcode = b.postcode then a.postcode
            else coalesce(a.commune_code, a.commune) end as area,
        case when place_level in (6, 7) and a.street is not null then list_distinct([
            a.street || '|' || coalesce(a.house_number, '') || '|' || coalesce(a.postcode, a.commune, ''),
            b.street || '|' || coalesce(b.house_number, '') || '|' || coalesce(b.postcode, b.commune, '')
        ]) end as addresses,
        case when surname_level > 2 and place_level > 5
            then coalesce(list_has_any(string_split(a.g_last, ' '), string_split(b.g_last, ' ')), false) else false end as one_surname,
        case when email_level > 1
            then coalesce(contains(a.email, a.g_first) or contains(a.email, split_part(a.surname, ' ', 1)), false)
            else false end as email_named
    from read p
    join node a on a.unique_id = p.l
    join node b on b.unique_id = p.r
),
shared as (
    select l, r, 'word' as kind, unnest(words) as value from facts where words is not null
    union all
    select l, r, 'skeleton', unnest(skeletons) from facts where surname_level = 4
    union all
    select l, r, 'slip', unnest(slips) from facts where slips is not null
    union all
    select l, r, 'address', unnest(addresses) from facts where addresses is not null
    union all
    select l, r, area_kind, area from facts where place_level in (3, 4)
    union all
    select l, r, 'g_person', unnest(g_persons) from facts where g_persons is not null
    union all
    select l, r, 'c_person', unnest(c_persons) from facts where c_persons is not null
    union all
    select l, r, 'guardian', guardian from facts where guardian is not null
    union all
    select l, r, 'child', child from facts where child is not null
    union all
    select l, r, 'resident', l_partner || '|' || unnest(skeletons) || '|' || l_given from facts where l_partner is not null
    union all
    select l, r, 'resident', r_partner || '|' || unnest(skeletons) || '|' || r_given from facts where r_partner is not null
),
rare as (
    select s.l, s.r,
        min(greatest(coalesce(t.share, 0) - one.share, one.share, 0.0001)) filter (where s.kind = 'word') as word_share,
        min(greatest(coalesce(t.share, 0) - one.share, one.share, 0.0001)) filter (where s.kind = 'skeleton') as skeleton_share,
        max(greatest(coalesce(t.share, 0) - one.share, one.share, 0.0001)) filter (where s.kind = 'slip') as slip_share,
        max(coalesce(t.share, 0.0001)) filter (where s.kind = 'address') as address_share,
        min(coalesce(t.share, 0.0001)) filter (where s.kind in ('postcode', 'commune')) as area_share,
        min(coalesce(t.share, 0.0001)) filter (where s.kind = 'guardian') as guardian_share,
        min(coalesce(t.share, 0.0001)) filter (where s.kind = 'child') as child_share,
        max(greatest(coalesce(t.share, one.share) - 2 * one.share, 0)) filter (where s.kind = 'g_person') as g_others,
        max(greatest(coalesce(t.share, one.share) - 2 * one.share, 0)) filter (where s.kind = 'c_person') as c_others,
        min(t.share) filter (where s.kind = 'resident') as listed
    from shared s
    cross join (select share from rarity where kind = 'one') one
    left join rarity t on t.value = s.value
        and t.kind = case when s.kind in ('guardian', 'child') then 'first' when s.kind in ('g_person', 'c_person') then 'person'
            when s.kind = 'slip' then 'word'
            else s.kind end
    group by s.l, s.r
),
typical as (
    select
        max(u) filter (where kind = 'surname' and code = 'same_word') as word_u,
        max(u) filter (where kind = 'surname' and code = 'same_skeleton') as skeleton_u,
        max(u) filter (where kind = 'place' and code = 'same_address') as address_u,
        sum(u) filter (where kind = 'place' and code in ('same_area', 'same_postcode')) as area_u,
        (select max(share) from rarity where kind = 'first_u') as first_u
    from level_share
),
adjusted as (
    select f.l, f.r, case when l_partner = r_partner and listed is not null then 2.0 else listed end as listed,
        case
            when word_share is not null then least(surname_bits + log2(word_u / word_share), 10.7)
            when skeleton_share is not null
                then least(surname_bits + log2(skeleton_u / least(skeleton_share, coalesce(4 * slip_share, 1.0))), 9.0)
            else surname_bits
        end as surname_bits, surname_level,
        -- Without a common address, two like first names with two birth days are most often two persons.
        case when guardian_level = 2 and place_level < 6 then least(guardian_bits, 0.0) else guardian_bits end
            + case when guardian_level > 2 and guardian_share is not null
                then greatest(least(log2(first_u / guardian_share), 3.0), -3.0) else 0 end as guardian_bits, guardian_level,
        case when child_level = 2 and place_level < 6 then least(child_bits, 0.0) else child_bits end
            + case when child_level > 2 and child_share is not null
                then greatest(least(log2(first_u / child_share), 3.0), -3.0) else 0 end as child_bits, child_level,
        phone_bits, phone_level,
        case when email_level > 1 and email_named and surname_level > 2 then least(email_bits, 9.0) else email_bits end as email_bits,
        email_level, one_surname,
        case
            when place_level = 7 and address_share is not null then least(place_bits + log2(address_u / address_share), 13.0)
            -- A crowded address misspelt is as crowded.
            when place_level = 6 and address_share is not null then place_bits + least(log2(address_u / address_share), 0.0)
            when area_share is not null then least(place_bits + log2(area_u / area_share), 9.0)
            else place_bits
        end as place_bits, place_level, g_others, c_others,
        coalesce(word_share, least(skeleton_share, 4 * slip_share), 0.01) * coalesce(guardian_share, first_u) * 8 as g_chance,
        coalesce(word_share, least(skeleton_share, 4 * slip_share), 0.01) * coalesce(child_share, first_u) * 8 as c_chance,
        size_bits, size_level
    from facts f
    left join rare using (l, r)
    cross join typical
),
capped as (
    select * replace (
        case when g_others is not null
                then least(guardian_bits, greatest(-log2(greatest(g_others, g_chance)) - surname_bits, 0.0))
            else guardian_bits end as guardian_bits,
        case when c_others is not null
                then least(child_bits, greatest(-log2(greatest(c_others, c_chance)) - surname_bits, 0.0))
            else child_bits end as child_bits
    )
    from adjusted
),
-- Another adult is one difference: that he has another surname, number or mailbox is no second one. Where one roof houses a full name
-- that nobody else bears, it is one adult, and another number or mailbox of his is a new one; so where a town does and a street is missing,
-- among a thousand families or more: among few, that nobody else bears it says nothing.
one_adult as (
    select * replace (
        case when guardian_level = 1 and surname_level = 1 and child_level < 2 and household then 0.0 else guardian_bits end
            as guardian_bits,
        case when phone_level > 1 or not household then phone_bits when is_own_name then 0.0
            when guardian_level = 1 then phone_bits / 2 else phone_bits end as phone_bits,
        case when email_level > 1 or not household then email_bits when is_own_name then 0.0
            when guardian_level = 1 then email_bits / 2 else email_bits end as email_bits
    )
    from (
        select *,
            (place_level > 5 or (place_level > 3 and is_crowd)) and guardian_level in (5, 6, 7)
                and (surname_level > 2 or guardian_level = 6) and coalesce(g_others, 1.0) = 0 as is_own_name
        from capped
        cross join (select max(share) < 0.001 as is_crowd from rarity where kind = 'one')
    )
    cross join (select max(bits) > 0 as household from level_share where kind = 'households')
),
-- Name and roof alone: relatives live together. There another number or mailbox says nothing, for spouses and cousins alike have
-- their own. But the list of a structure that houses its families tells: where it names several persons of that surname, or both
-- requests are its own, they are most often two families; where it names one, whoever else bears it there may be that family's
-- other adult, which joins them only beside a size that agrees (measured on shelters that the rule was not built on).
kin as (
    select * replace (
        case
            when is_kin and listed = 1 then least(place_bits + 2.0, 4.0 - surname_bits - prior_bits)
            when is_kin and listed > 1 then least(place_bits, -0.5 - surname_bits - prior_bits)
            when is_kin then least(place_bits, case when one_surname then 1.5 else 2.5 end - surname_bits - prior_bits)
            when household and surname_level > 2 and place_level > 5 and phone_level < 2 and email_level < 2
                then least(place_bits, 3.5 - surname_bits - prior_bits)
            else place_bits
        end as place_bits,
        case when is_kin and listed = 1 and guardian_level = 1 then 0.0 else guardian_bits end as guardian_bits,
        case when is_kin and phone_level = 1 then 0.0 else phone_bits end as phone_bits,
        case when is_kin and email_level = 1 then 0.0 else email_bits end as email_bits
    )
    from (
        select *,
            guardian_bits <= 0 and child_bits <= 0 and phone_level < 2 and email_level < 2 and surname_level > 2
                and place_level > 5 as is_kin,
            (select max(bits) from level_share where kind = 'prior') as prior_bits
        from one_adult
    )
)
select l, r, surname_level, guardian_level, child_level, phone_level, email_level, place_level, size_level,
    round(surname_bits, 2) as surname_bits, round(guardian_bits, 2) as guardian_bits, round(child_bits, 2) as child_bits,
    round(phone_bits, 2) as phone_bits, round(email_bits, 2) as email_bits, round(place_bits, 2) as place_bits,
    round(size_bits, 2) as size_bits,
    round(round(surname_bits, 2) + round(guardian_bits, 2) + round(child_bits, 2) + round(phone_bits, 2)
        + round(email_bits, 2) + round(place_bits, 2) + round(size_bits, 2)
        + (select max(bits) from level_share where kind = 'prior'), 2) as weight
from kin
