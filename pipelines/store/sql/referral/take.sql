-- Grain: one day of a workshop; the check of the table refuses a place too many. Key: campaign_id, code, held_on. Reads: workshop.
update workshop set taken = taken + :places
where campaign_id = :campaign_id and code = :code and held_on = :held_on
