-- Grain: every sign-in. Key: session_hash. Reads: sign_in_session.
update sign_in_session set ended_at = cast(:ended_at as timestamp)
where ended_at is null
