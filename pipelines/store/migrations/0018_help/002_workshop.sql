-- Grain: one day of a workshop or drop-in, the places it offers and those taken. Key: campaign_id, code, held_on. Reads: nothing.
create table workshop (
    campaign_id text not null,
    code text not null,
    held_on date not null,
    place text not null,
    commune_code text not null,
    hours text not null,
    places integer not null,
    taken integer not null,
    primary key (campaign_id, code, held_on),
    check (taken >= 0 and taken <= places)
)
