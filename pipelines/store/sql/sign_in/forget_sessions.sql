-- Grain: sign-ins that began before a moment. Key: session_hash. Reads: sign_in_session.
delete from sign_in_session where signed_in_at < cast(:before as timestamp)
