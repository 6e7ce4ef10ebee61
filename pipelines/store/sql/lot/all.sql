-- Grain: one lot with what became of its units. Key: campaign_id, lot_id. Reads: lot, site, stock_cell.
select l.lot_id, l.code, l.wave, l.site_id, s.code as site_code, s.name as site_name, l.item, l.grade, l.donor,
    l.earmark, l.origin, l.announced_count, l.expected_on, l.expires_on, l.collection_ref, l.refurbisher, l.wiping_ref,
    l.collected_on, l.refurbishing_on, l.wiped_on, l.announced_at, l.announced_by, l.received_on, l.inspected_on, l.closed_at, l.close_reason, l.version,
    cast(coalesce(sum(c.received), 0) as bigint) as received,
    cast(coalesce(sum(c.to_inspect), 0) as bigint) as to_inspect,
    cast(coalesce(sum(c.on_hand), 0) as bigint) as on_hand,
    cast(coalesce(sum(c.on_hand) filter (where c.grade = 'INVENDABLE'), 0) as bigint) as unfit,
    cast(coalesce(sum(c.on_hand - c.reserved) filter (where c.grade <> 'INVENDABLE' and c.available_on <= :today), 0)
        as bigint) as allocatable,
    cast(coalesce(sum(c.reserved), 0) as bigint) as reserved,
    cast(coalesce(sum(c.in_transit), 0) as bigint) as in_transit,
    cast(coalesce(sum(c.delivered), 0) as bigint) as delivered,
    cast(coalesce(sum(c.handed_over), 0) as bigint) as handed_over,
    cast(coalesce(sum(c.lost), 0) as bigint) as lost,
    cast(coalesce(sum(c.corrected), 0) as bigint) as corrected,
    cast(coalesce(sum(c.returned_supplier), 0) as bigint) as returned_supplier,
    min(c.available_on) filter (where c.on_hand > 0 and c.available_on > :today) as available_on
from lot l
join site s on s.site_id = l.site_id
left join stock_cell c on c.campaign_id = l.campaign_id and c.lot_id = l.lot_id
where l.campaign_id = :campaign_id
group by l.lot_id, l.code, l.wave, l.site_id, s.code, s.name, l.item, l.grade, l.donor, l.earmark, l.origin,
    l.announced_count, l.expected_on, l.expires_on, l.collection_ref, l.refurbisher, l.wiping_ref, l.collected_on,
    l.refurbishing_on, l.wiped_on, l.announced_at, l.announced_by, l.received_on, l.inspected_on, l.closed_at, l.close_reason, l.version
order by l.code
