-- Grain: one physical row of a list; its cells are sealed in the vault. Key: campaign_id, list_id, row_no. Reads: nothing.
create table list_row (
    campaign_id text not null,
    list_id text not null,
    row_no integer not null,
    kind text not null,
    outcome text,
    reasons text not null,
    subject_id text not null,
    change text
    /*postgres: , primary key (campaign_id, list_id, row_no) */
)
