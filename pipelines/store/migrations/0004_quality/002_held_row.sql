-- Grain: one row held back at its first reading, with the keyed token by which its family is found again; repeated rows are not held, they are to be deleted. Key: campaign_id, list_id, row_no. Reads: nothing.
create table held_row (
    campaign_id text not null,
    list_id text not null,
    row_no integer not null,
    match_token text not null,
    primary key (campaign_id, list_id, row_no)
)
