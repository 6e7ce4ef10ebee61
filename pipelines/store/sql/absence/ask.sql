-- Grain: one request; one that the partner said still counts is not asked about again. Key: campaign_id, request_id. Reads: the staged table arriving_absence.
insert into absence (campaign_id, request_id, partner_id, list_id, state, asked_at, answered_at, answered_by)
select :campaign_id, a.request_id, :partner_id, :list_id, 'asked', cast(:asked_at as timestamp), null, null
from arriving_absence a
where true
on conflict (campaign_id, request_id) do update
set list_id = excluded.list_id, asked_at = excluded.asked_at
where absence.state = 'asked'
