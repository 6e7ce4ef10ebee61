-- Grain: one renewal, in order of due date. Key: renewal_id. Reads: renewal.
select renewal_id, plan_id, line_id, number, household_id, partner_id, cell_id, item, due_on, state, granted_at,
    settled_at
from renewal
where campaign_id = :campaign_id
order by due_on, renewal_id
