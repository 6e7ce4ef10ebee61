-- Grain: one referral, with what it should stand on, where that is there. Key: referral_id. Reads: referral, request, workshop.
select f.referral_id, f.request_id, f.code, f.held_on, f.state, r.state as request_state, w.places
from referral f
left join request r on r.campaign_id = f.campaign_id and r.request_id = f.request_id
left join workshop w on w.campaign_id = f.campaign_id and w.code = f.code and w.held_on = f.held_on
where f.campaign_id = :campaign_id
order by f.referral_id
