-- Grain: one request, its facts in clear and its structure's name. Key: request_id. Reads: request, partner.
select p.name as partner_name, r.commune_code, r.department_code, r.school_level, r.exam_year, r.children_count,
    r.students_count, r.household_size, r.housing_kind, r.device_situation, r.connection_situation, r.need_laptop,
    r.need_tablet, r.need_smartphone, r.need_phone, r.need_connection, r.operator, r.scholarship_level, r.urgency,
    r.information_given, r.help_wanted, r.households_count
from request r
join partner p on p.partner_id = r.partner_id
where r.campaign_id = :campaign_id and r.request_id = :request_id
