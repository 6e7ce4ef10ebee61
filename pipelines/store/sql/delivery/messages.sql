-- Grain: one message to a partner, newest first. Key: message_id. Reads: message, partner.
select m.message_id, m.batch_id, m.partner_id, p.code as partner_code, p.name as partner_name, m.subject, m.body, m.state,
    m.prepared_at, m.prepared_by, m.sent_at, m.sent_by
from message m
join partner p on p.partner_id = m.partner_id
where m.campaign_id = :campaign_id
order by m.batch_id desc, p.name, m.message_id
