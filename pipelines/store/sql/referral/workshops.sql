-- Grain: one day of a workshop. Key: code, held_on. Reads: workshop.
select code, held_on, place, commune_code, hours, places, taken
from workshop
where campaign_id = :campaign_id
order by held_on, code
