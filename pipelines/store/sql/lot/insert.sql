-- Grain: one lot. Key: campaign_id, lot_id. Reads: nothing.
insert into lot (campaign_id, lot_id, code, wave, site_id, item, grade, donor, earmark, origin, announced_count,
    expected_on, expires_on, collection_ref, refurbisher, wiping_ref, announced_at, announced_by, close_reason, version)
values (:campaign_id, :lot_id, :code, :wave, :site_id, :item, :grade, :donor, :earmark, :origin, :announced_count,
    :expected_on, :expires_on, :collection_ref, :refurbisher, :wiping_ref, :announced_at, :announced_by, '', 1)
