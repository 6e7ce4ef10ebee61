-- Grain: one count; no row where it was settled before. Key: campaign_id, count_id. Reads: stock_count.
update stock_count
set state = :state, settled_at = :settled_at, settled_by = :settled_by
where campaign_id = :campaign_id and count_id = :count_id and state = 'counted'
