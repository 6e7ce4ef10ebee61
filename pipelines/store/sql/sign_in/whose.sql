-- Grain: one structure behind an id of a list, a request, a household or a structure. Key: object_id, partner_id. Reads: request_list, request, household_member, partner, the staged table named_id.
select f.object_id, f.partner_id, p.department_code
from (
    select n.object_id, l.partner_id from named_id n join request_list l on l.list_id = n.object_id
    union
    select n.object_id, r.partner_id from named_id n join request r on r.request_id = n.object_id
    union
    select n.object_id, r.partner_id
    from named_id n
    join household_member m on m.household_id = n.object_id
    join request r on r.campaign_id = m.campaign_id and r.request_id = m.request_id
    union
    select n.object_id, p.partner_id from named_id n join partner p on p.partner_id = n.object_id
) f
join partner p on p.partner_id = f.partner_id
order by f.object_id, f.partner_id
