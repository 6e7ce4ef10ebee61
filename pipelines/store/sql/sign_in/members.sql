-- Grain: one person of the register, oldest first. Key: user_id. Reads: member, partner.
select m.user_id, m.email_token, m.subject_token, m.role, m.partner_id, p.code as partner_code, p.name as partner_name,
    m.department_code, m.role_ends_on, m.disabled_at, m.invited_at, m.version
from member m
left join partner p on p.partner_id = m.partner_id
order by m.invited_at, m.user_id
