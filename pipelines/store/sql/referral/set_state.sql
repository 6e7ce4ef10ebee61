-- Grain: one referral, as it was found. Key: campaign_id, referral_id. Reads: referral.
update referral set state = :state
where campaign_id = :campaign_id and referral_id = :referral_id and state = :found
