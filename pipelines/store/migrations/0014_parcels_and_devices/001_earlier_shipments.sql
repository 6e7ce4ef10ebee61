-- Grain: shipments noted before they were counted on the way; they moved nothing. Key: campaign_id, movement_id. Reads: movement.
update movement set reason = 'shipped_noted' where category = 'shipped' and reason = 'shipped'
