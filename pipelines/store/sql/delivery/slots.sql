-- Grain: one slot kept under a plan. Key: slot_id. Reads: pick_up_slot, site.
select l.slot_id, l.site_id, s.code as site_code, s.name as site_name, l.household_id, l.partner_id, l.slot_on, l.units
from pick_up_slot l
join site s on s.site_id = l.site_id
where l.campaign_id = :campaign_id and l.plan_id = :plan_id
order by l.slot_on, s.name, l.slot_id
