-- Grain: one active request that had come by then and asks for help; the home of a family is its own commune, else its structure's. Key: request_id. Reads: request, household_member, partner.
select r.request_id, m.household_id, r.partner_id, coalesce(r.commune_code, p.commune_code) as commune_code
from request r
join household_member m on m.campaign_id = r.campaign_id and m.request_id = r.request_id
join partner p on p.partner_id = r.partner_id
where r.campaign_id = :campaign_id and r.state = 'active' and r.help_wanted = 'oui' and r.households_count is null
    and r.received_at <= :now
order by r.received_at, r.request_id
