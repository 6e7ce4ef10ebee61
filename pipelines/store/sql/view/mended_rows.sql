-- Grain: one row of a list, held back when first read, whose family got in since: in a later list of the same structure, or in this one once corrected. Key: row_no. Reads: held_row, request_list, request, list_row.
select h.row_no, min(later.received_at) as got_in_at
from held_row h
join request_list held on held.campaign_id = h.campaign_id and held.list_id = h.list_id
join request r on r.campaign_id = h.campaign_id and r.partner_id = held.partner_id and r.match_token = h.match_token
join list_row n on n.campaign_id = r.campaign_id and n.subject_id = r.request_id and n.change is not null
    and (n.list_id <> h.list_id or n.row_no = h.row_no)
join request_list later on later.campaign_id = n.campaign_id and later.list_id = n.list_id
    and later.received_at >= held.received_at
where h.campaign_id = :campaign_id and h.list_id = :list_id
group by h.row_no
order by h.row_no
