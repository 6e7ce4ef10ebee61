-- Grain: counts of failures before a moment. Key: address_token, window_at. Reads: sign_in_failure.
delete from sign_in_failure where window_at < cast(:before as timestamp)
