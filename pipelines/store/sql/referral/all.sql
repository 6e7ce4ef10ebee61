-- Grain: one referral, its family, its structure and its day. Key: referral_id. Reads: referral, workshop, request, household_member, partner.
select f.referral_id, f.request_id, f.code, f.held_on, f.km, f.state, f.referred_at, w.place, w.commune_code, w.hours,
    m.household_id, r.state as request_state, r.partner_id, p.name as partner_name, p.department_code
from referral f
join workshop w on w.campaign_id = f.campaign_id and w.code = f.code and w.held_on = f.held_on
join request r on r.campaign_id = f.campaign_id and r.request_id = f.request_id
join partner p on p.partner_id = r.partner_id
left join household_member m on m.campaign_id = f.campaign_id and m.request_id = f.request_id
where f.campaign_id = :campaign_id
order by f.held_on, f.code, f.referred_at, f.referral_id
