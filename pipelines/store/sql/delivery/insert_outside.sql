-- Grain: one hand-over outside any plan. Key: campaign_id, outside_id. Reads: nothing.
insert into outside_hand_over (campaign_id, outside_id, partner_id, household_id, cell_id, item, serial, reason,
    happened_on, recorded_at, actor_id)
values (:campaign_id, :outside_id, :partner_id, :household_id, :cell_id, :item, :serial, :reason,
    :happened_on, :recorded_at, :actor_id)
