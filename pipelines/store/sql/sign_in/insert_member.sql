-- Grain: one person of the register. Key: user_id. Reads: nothing.
insert into member (user_id, email_token, role, partner_id, department_code, role_ends_on, invited_at, invited_by, version)
values (:user_id, :email_token, :role, :partner_id, :department_code, :role_ends_on, :invited_at, :invited_by, 1)
