-- Grain: one sign-in of a person or code that was not ended, the latest seen first. Key: session_hash. Reads: sign_in_session.
select session_hash, way, signed_in_at, last_seen_at, ended_at, browser
from sign_in_session
where user_id = :user_id and ended_at is null
order by last_seen_at desc, session_hash
