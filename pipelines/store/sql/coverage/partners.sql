-- Grain: one partner that sent requests. Key: partner_id. Reads: request, partner.
select p.partner_id, p.name, p.kind, p.department_code, cast(count(*) as bigint) as requests
from request r
join partner p on p.partner_id = r.partner_id
where r.campaign_id = :campaign_id and r.state <> 'withdrawn'
group by p.partner_id, p.name, p.kind, p.department_code
order by requests desc, p.partner_id
