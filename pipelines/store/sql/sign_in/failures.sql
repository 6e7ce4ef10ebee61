-- Grain: one address in one stretch of time. Key: address_token, window_at. Reads: sign_in_failure.
select failures from sign_in_failure
where address_token = :address_token and window_at = cast(:window_at as timestamp)
