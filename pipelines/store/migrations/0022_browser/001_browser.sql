-- Grain: one sign-in; what kind of browser, in one word or two (null: before it was noted). Key: session_hash. Reads: sign_in_session.
alter table sign_in_session add column browser text
