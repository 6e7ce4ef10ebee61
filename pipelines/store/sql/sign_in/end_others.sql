-- Grain: another sign-in of the same person, or all the others where none is named. Key: session_hash. Reads: sign_in_session.
update sign_in_session set ended_at = cast(:ended_at as timestamp)
where user_id = :user_id and ended_at is null and session_hash <> :kept
    and (cast(:asked as text) = '' or session_hash = :asked)
