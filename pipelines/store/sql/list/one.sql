-- Grain: one list with its partner. Key: campaign_id, list_id. Reads: request_list, partner.
select l.list_id, l.partner_id, p.code as partner_code, p.name as partner_name, p.kind as partner_kind, p.department_code,
    l.state, l.received_at, l.received_by, l.decided_at, l.decided_by, l.refuse_reason, l.file_kind, l.encoding, l.separator,
    l.header_row, l.is_aggregate, l.physical_count, l.header_count, l.blank_count, l.not_data_count, l.accepted_count,
    l.warned_count, l.rejected_count, l.new_count, l.unchanged_count, l.corrected_count, l.breaker, l.version
from request_list l
join partner p on p.partner_id = l.partner_id
where l.campaign_id = :campaign_id and l.list_id = :list_id
