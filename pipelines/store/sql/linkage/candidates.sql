-- Grain: one pair of an arriving request and another that shares a key with it which few share. Key: one, other. Reads: linkage_key, the staged tables arriving_key, among_request.
with stored as (
    select k.token, k.request_id
    from linkage_key k
    join (select distinct token from arriving_key) t on t.token = k.token
    left join among_request a on a.request_id = k.request_id
    where k.campaign_id = :campaign_id and a.request_id is null
),
sharing as (
    select token, request_id, 1 as is_new from arriving_key
    union all
    select token, request_id, 0 from stored
),
sized as (
    select token, count(*) as members from sharing group by token having count(*) > 1
)
select distinct a.request_id as one, s.request_id as other
from arriving_key a
join sized z on z.token = a.token and z.members <= a.most
join sharing s on s.token = a.token
where s.request_id <> a.request_id and (s.is_new = 0 or a.request_id < s.request_id)
order by 1, 2
