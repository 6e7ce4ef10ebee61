-- Grain: the campaign; households with a request for a device, and for a connection. Key: campaign_id. Reads: request, household_member.
select
    cast(count(distinct case
        when coalesce(r.need_laptop, 0) + coalesce(r.need_tablet, 0) + coalesce(r.need_smartphone, 0) + coalesce(r.need_phone, 0) > 0
            then m.household_id
    end) as bigint) as device,
    cast(count(distinct case when coalesce(r.need_connection, 0) > 0 then m.household_id end) as bigint) as data
from request r
join household_member m on m.campaign_id = r.campaign_id and m.request_id = r.request_id
where r.campaign_id = :campaign_id and r.state <> 'withdrawn' and r.households_count is null
