-- Grain: the sign-ins of one person or code. Key: session_hash. Reads: sign_in_session.
update sign_in_session set ended_at = cast(:ended_at as timestamp)
where user_id = :user_id and ended_at is null
