-- Grain: one hand-over outside any plan, newest first. Key: outside_id. Reads: outside_hand_over, partner.
select o.outside_id, o.partner_id, p.name as partner_name, p.department_code, o.household_id, o.cell_id, o.item, o.serial,
    o.reason, o.happened_on, o.recorded_at, o.actor_id
from outside_hand_over o
join partner p on p.partner_id = o.partner_id
where o.campaign_id = :campaign_id
order by o.outside_id desc
