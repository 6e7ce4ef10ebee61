-- Grain: one renewal; no row where it was settled before. Key: campaign_id, renewal_id. Reads: renewal.
update renewal
set state = :state, settled_at = :settled_at, settled_by = :settled_by
where campaign_id = :campaign_id and renewal_id = :renewal_id and state = 'granted'
