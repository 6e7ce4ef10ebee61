-- Grain: one request of a household, with its partner. Key: request_id. Reads: household_member, request, partner.
select r.request_id, r.partner_id, p.name as partner_name, p.kind as partner_kind, p.department_code, r.received_at, r.list_id,
    r.row_no, r.need_laptop, r.need_tablet, r.need_smartphone, r.need_phone, r.need_connection, r.housing_kind,
    r.device_situation, r.connection_situation, r.children_count, r.students_count, r.school_level, r.commune_code
from household_member m
join request r on r.campaign_id = m.campaign_id and r.request_id = m.request_id
join partner p on p.partner_id = r.partner_id
where m.campaign_id = :campaign_id and m.household_id = :household_id
order by r.received_at, r.request_id
