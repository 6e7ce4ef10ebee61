-- Grain: one family awaited at a workshop whose request is no longer active. Key: referral_id. Reads: referral, request.
select f.referral_id, f.request_id, f.code, f.held_on, f.state
from referral f
join request r on r.campaign_id = f.campaign_id and r.request_id = f.request_id
where f.campaign_id = :campaign_id and f.state = 'referred' and r.state <> 'active'
order by f.referral_id
