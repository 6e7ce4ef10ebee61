-- Grain: the balance of one cell (site x item x grade x donor x earmark x date), guarded. Key: campaign_id, cell_id. Reads: nothing.
create table stock_cell (
    campaign_id text not null,
    cell_id text not null,
    site_id text not null,
    item text not null,
    grade text not null,
    donor text not null,
    earmark text not null,
    available_on date not null,
    received integer not null check (received >= 0),
    on_hand integer not null check (on_hand >= 0),
    reserved integer not null check (reserved >= 0),
    delivered integer not null check (delivered >= 0),
    handed_over integer not null check (handed_over >= 0),
    lost integer not null check (lost >= 0),
    check (reserved <= on_hand),
    check (received = on_hand + delivered + handed_over + lost),
    primary key (campaign_id, cell_id)
)
