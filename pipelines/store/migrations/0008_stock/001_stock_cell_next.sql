-- Grain: the balance of one cell (site x item x grade x donor x earmark x date x lot), guarded. Key: campaign_id, cell_id. Reads: nothing.
create table stock_cell_next (
    campaign_id text not null,
    cell_id text not null,
    site_id text not null,
    item text not null,
    grade text not null,
    donor text not null,
    earmark text not null,
    lot_id text not null,
    available_on date not null,
    received integer not null check (received >= 0),
    moved integer not null,
    corrected integer not null,
    to_inspect integer not null check (to_inspect >= 0),
    on_hand integer not null check (on_hand >= 0),
    reserved integer not null check (reserved >= 0),
    in_transit integer not null check (in_transit >= 0),
    delivered integer not null check (delivered >= 0),
    handed_over integer not null check (handed_over >= 0),
    lost integer not null check (lost >= 0),
    returned_supplier integer not null check (returned_supplier >= 0),
    check (reserved <= on_hand),
    check (
        received + moved + corrected
        = to_inspect + on_hand + in_transit + delivered + handed_over + lost + returned_supplier
    ),
    primary key (campaign_id, cell_id)
)
