-- Grain: one address in one stretch of time. Key: address_token, window_at. Reads: sign_in_failure.
insert into sign_in_failure (address_token, window_at, failures)
values (:address_token, cast(:window_at as timestamp), 1)
on conflict (address_token, window_at) do update set failures = sign_in_failure.failures + 1
