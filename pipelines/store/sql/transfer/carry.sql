-- Grain: units granted that leave with a transfer, or arrive (no transfer any more) in the cell of the other site. Key: plan_id, line_id, side. Reads: plan_grant, the staged table arriving_grant.
update plan_grant
set transfer_id = :transfer_id, cell_id = :cell_id
where campaign_id = :campaign_id and plan_id = :plan_id and state = 'granted' and exists (
    select 1 from arriving_grant a where a.line_id = plan_grant.line_id and a.side = plan_grant.side
)
