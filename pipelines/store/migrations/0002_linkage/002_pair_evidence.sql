-- Grain: one pair of requests with its evidence, levels and bits. Key: campaign_id, left_id, right_id. Reads: nothing.
create table pair_evidence (
    campaign_id text not null,
    left_id text not null,
    right_id text not null,
    weight double precision not null,
    prior_bits double precision not null,
    custody boolean not null,
    surname_level smallint not null,
    guardian_level smallint not null,
    child_level smallint not null,
    phone_level smallint not null,
    email_level smallint not null,
    place_level smallint not null,
    size_level smallint not null,
    surname_bits double precision not null,
    guardian_bits double precision not null,
    child_bits double precision not null,
    phone_bits double precision not null,
    email_bits double precision not null,
    place_bits double precision not null,
    size_bits double precision not null,
    primary key (campaign_id, left_id, right_id)
)
