-- Grain: one request; where its partner houses the families it names, and nothing else says where, it lives there. Key: unique_id. Reads: node, residence.
create or replace table node as
select n.* replace (
    case when n.street is null and n.postcode is null and n.commune is null then h.street else n.street end as street,
    case when n.street is null and n.postcode is null and n.commune is null then h.house_number else n.house_number end
        as house_number,
    case when n.street is null and n.postcode is null and n.commune is null then h.postcode else n.postcode end as postcode,
    case when n.street is null and n.postcode is null and n.commune is null then h.commune else n.commune end as commune,
    case when n.street is null and n.postcode is null and n.commune is null then h.commune_skeleton
        else n.commune_skeleton end as commune_skeleton,
    case when n.street is null and n.postcode is null and n.commune is null then h.commune_code else n.commune_code end
        as commune_code
)
from node n
left join residence r on r.partner = n.partner
left join node h on h.request_id = r.request_id
