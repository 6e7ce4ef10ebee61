-- Grain: one renewal. Key: campaign_id, plan_id, line_id, number. Reads: nothing.
insert into renewal (campaign_id, renewal_id, plan_id, line_id, number, household_id, partner_id, cell_id, item, due_on,
    state, granted_at, granted_by)
values (:campaign_id, :renewal_id, :plan_id, :line_id, :number, :household_id, :partner_id, :cell_id, :item, :due_on,
    'granted', :granted_at, :granted_by)
