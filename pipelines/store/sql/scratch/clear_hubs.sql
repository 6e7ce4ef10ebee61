-- Grain: one request whose contacts are its own. Key: unique_id. Reads: node, hub.
create or replace table node as
select n.* replace (
    case when a.value is null then n.phone_a end as phone_a,
    case when b.value is null then n.phone_b end as phone_b,
    case when e.value is null then n.email end as email,
    case when e.value is null then n.mailbox end as mailbox
)
from node n
left join hub a on a.kind = 'phone' and a.value = n.phone_a
left join hub b on b.kind = 'phone' and b.value = n.phone_b
left join hub e on e.kind = 'email' and e.value = n.email
