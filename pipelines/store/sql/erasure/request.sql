-- Grain: one request; its needs and its department stay, to the month. Key: campaign_id, request_id. Reads: request, the staged table erased_request.
update request
set state = 'erased', content_token = '', match_token = '', commune_code = null, school_level = null, exam_year = null,
    children_count = null, students_count = null, household_size = null, housing_kind = null, device_situation = null,
    connection_situation = null, operator = null, scholarship_level = null, urgency = null, information_given = null,
    help_wanted = null,
    has_phone = false, has_address = false, received_at = cast(date_trunc('month', received_at) as timestamp),
    version = version + 1
where campaign_id = :campaign_id and request_id in (select request_id from erased_request)
