-- Grain: one sign-in with whoever is behind it. Key: session_hash. Reads: sign_in_session, member, access_code, partner.
select s.session_hash, s.user_id, s.way, s.signed_in_at, s.last_seen_at, s.ended_at,
    m.role, coalesce(m.partner_id, c.partner_id) as partner_id, m.department_code, m.role_ends_on,
    coalesce(m.disabled_at, c.revoked_at) as disabled_at, p.name as partner_name
from sign_in_session s
left join member m on m.user_id = s.user_id
left join access_code c on c.code_id = s.user_id
left join partner p on p.partner_id = c.partner_id
where s.session_hash = :session_hash and (m.user_id is not null or c.code_id is not null)
