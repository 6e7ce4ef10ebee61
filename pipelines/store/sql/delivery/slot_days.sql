-- Grain: one site and day, whatever the campaign: a site has one door. Key: site_id, slot_on. Reads: pick_up_slot.
select site_id, slot_on, cast(sum(units) as bigint) as units
from pick_up_slot
where slot_on >= :today
group by site_id, slot_on
order by site_id, slot_on
