-- Grain: one request of a household, with its partner. Key: request_id. Reads: request, household_member, partner.
select r.request_id, m.household_id, r.partner_id, p.kind as partner_kind, p.commune_code as partner_commune_code,
    p.department_code as partner_department_code, r.received_at, r.commune_code, r.department_code, r.school_level,
    r.exam_year, r.children_count, r.students_count, r.household_size, r.housing_kind, r.device_situation,
    r.connection_situation, r.need_laptop, r.need_tablet, r.need_smartphone, r.need_phone, r.need_connection,
    r.operator, r.scholarship_level, r.urgency, r.information_given, r.households_count
from request r
join household_member m on m.campaign_id = r.campaign_id and m.request_id = r.request_id
join partner p on p.partner_id = r.partner_id
where r.campaign_id = :campaign_id and r.state = 'active'
