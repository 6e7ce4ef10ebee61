-- Grain: one entry of the journal about referrals, in order. Key: sequence. Reads: journal.
select sequence, action, object_id, detail
from journal
where campaign_id = :campaign_id and action in ('referral.make', 'referral.record')
order by sequence
