-- Grain: one day of a workshop. Key: campaign_id, code, held_on. Reads: workshop, the staged table arriving_workshop.
insert into workshop (campaign_id, code, held_on, place, commune_code, hours, places, taken)
select :campaign_id, code, held_on, place, commune_code, hours, places, 0
from arriving_workshop
where true
on conflict (campaign_id, code, held_on) do update
set place = excluded.place, commune_code = excluded.commune_code, hours = excluded.hours, places = excluded.places
where workshop.place is distinct from excluded.place
    or workshop.commune_code is distinct from excluded.commune_code
    or workshop.hours is distinct from excluded.hours
    or workshop.places is distinct from excluded.places
