-- Grain: one person of the register; a role given again opens what was closed. Key: user_id. Reads: member.
update member
set role = :role, partner_id = cast(:partner_id as text), department_code = cast(:department_code as text),
    role_ends_on = cast(:role_ends_on as date), disabled_at = null, version = version + 1
where user_id = :user_id
