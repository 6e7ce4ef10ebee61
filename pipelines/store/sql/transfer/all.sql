-- Grain: one transfer with its sites, newest first. Key: campaign_id, transfer_id. Reads: transfer, stock_cell, site.
select t.transfer_id, t.cell_id, t.to_cell_id, f.name as from_name, f.code as from_code, t.to_site_id, w.name as to_name,
    w.code as to_code, c.item, c.grade, c.earmark, t.quantity, t.received_count, t.lost_count,
    t.quantity - t.received_count - t.lost_count as open_count, t.reason, t.sent_at, t.sent_by, t.settled_at
from transfer t
join stock_cell c on c.campaign_id = t.campaign_id and c.cell_id = t.cell_id
join site f on f.site_id = c.site_id
join site w on w.site_id = t.to_site_id
where t.campaign_id = :campaign_id
order by t.transfer_id desc
