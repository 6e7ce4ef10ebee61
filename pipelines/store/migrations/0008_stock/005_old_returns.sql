-- Grain: returns of handed-over units, which used to lie on hand at once; now they wait for inspection. Key: campaign_id, movement_id. Reads: movement.
update movement set reason = 'return_uninspected' where category = 'returned' and reason = 'return_handed'
