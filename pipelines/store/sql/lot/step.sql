-- Grain: one lot. Key: campaign_id, lot_id. Reads: lot.
update lot
set site_id = :site_id, expected_on = :expected_on, received_on = :received_on, inspected_on = :inspected_on,
    wiping_ref = :wiping_ref, collected_on = :collected_on, collection_ref = :collection_ref,
    refurbishing_on = :refurbishing_on, refurbisher = :refurbisher, wiped_on = :wiped_on, closed_at = :closed_at, close_reason = :close_reason, version = version + 1
where campaign_id = :campaign_id and lot_id = :lot_id and version = :version
