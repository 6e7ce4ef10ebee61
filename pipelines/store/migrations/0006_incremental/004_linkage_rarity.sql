-- Grain: one common name or place, by its keyed token, and the share of families that carry it. Key: campaign_id, kind, token (kept by the writer). Reads: nothing.
create table linkage_rarity (
    campaign_id text not null,
    kind text not null,
    token text not null,
    share double precision not null
)
