-- Grain: one partner whose rows never say where, and the address at which the families it names live by other lists. Key: partner. Reads: node, weighed.
with placeless as (
    select unique_id, partner from node
    where partner is not null and street is null and postcode is null and commune is null
),
silent as (
    select partner from node where partner is not null group by partner
    having count(*) filter (where street is null and postcode is null and commune is null) >= 0.9 * count(*)
),
sure as (
    select l as one, r as other from weighed where weight >= 5
    union all
    select r, l from weighed where weight >= 5
),
told as (
    select p.partner, s.one, m.street, m.house_number, m.postcode, m.commune, m.request_id
    from sure s
    join placeless p on p.unique_id = s.one
    join node m on m.unique_id = s.other
    where m.street is not null
),
counted as (
    select partner, street, house_number, count(distinct one) as families,
        min(request_id) filter (where postcode is not null and commune is not null) as request_id
    from told
    group by partner, street, house_number
),
heard as (
    select partner, count(distinct one) as families from told group by partner
)
select c.partner, c.request_id
from counted c
join heard h on h.partner = c.partner
join silent s on s.partner = c.partner
where c.families >= 5 and c.families > 0.6 * h.families and c.request_id is not null
order by c.partner
