-- Grain: one device of a lot whose number is known. Key: campaign_id, serial. Reads: lot_device, lot.
select d.serial, d.imei, d.lot_id, l.code, l.item
from lot_device d
join lot l on l.campaign_id = d.campaign_id and l.lot_id = d.lot_id
where d.campaign_id = :campaign_id
order by l.code, d.serial
