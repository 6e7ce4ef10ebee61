-- Grain: one family sent to one day of a workshop. Key: campaign_id, referral_id. Reads: nothing.
create table referral (
    campaign_id text not null,
    referral_id text not null,
    request_id text not null,
    code text not null,
    held_on date not null,
    km double precision not null,
    state text not null,
    referred_at timestamp not null,
    primary key (campaign_id, referral_id)
)
