-- Grain: one transfer; no row where more would arrive than was sent. Key: campaign_id, transfer_id. Reads: transfer.
update transfer
set received_count = received_count + :received, lost_count = lost_count + :lost, settled_at = :settled_at
where campaign_id = :campaign_id and transfer_id = :transfer_id
    and received_count + lost_count + :received + :lost <= quantity
