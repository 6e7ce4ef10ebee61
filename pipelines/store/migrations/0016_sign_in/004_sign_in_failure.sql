-- Grain: failed sign-ins from one address (its keyed token) in one stretch of time. Key: address_token, window_at. Reads: nothing.
create table sign_in_failure (
    address_token text not null,
    window_at timestamp not null,
    failures integer not null,
    primary key (address_token, window_at)
)
