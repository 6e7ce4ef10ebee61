-- Grain: one transfer. Key: campaign_id, transfer_id. Reads: nothing.
insert into transfer (campaign_id, transfer_id, cell_id, to_site_id, to_cell_id, quantity, received_count, lost_count,
    reason, sent_at, sent_by)
values (:campaign_id, :transfer_id, :cell_id, :to_site_id, :to_cell_id, :quantity, 0, 0, :reason, :sent_at, :sent_by)
