-- Grain: one cell of a count. Key: campaign_id, count_id, cell_id. Reads: stock_count_line, stock_cell.
select n.cell_id, n.expected, n.counted, c.item, c.grade, c.donor, c.earmark, c.on_hand, c.reserved
from stock_count_line n
join stock_cell c on c.campaign_id = n.campaign_id and c.cell_id = n.cell_id
where n.campaign_id = :campaign_id and n.count_id = :count_id
order by n.cell_id
