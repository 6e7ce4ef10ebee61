-- Grain: one person of the register, known to the identity provider from the first sign-in on. Key: user_id. Reads: member.
update member set subject_token = :subject_token, version = version + 1
where user_id = :user_id and subject_token is null
