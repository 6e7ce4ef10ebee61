-- Grain: one halt. Key: campaign_id. Reads: nothing.
insert into halt (campaign_id, checked_at, broken)
values (:campaign_id, :checked_at, :broken)
on conflict (campaign_id) do update set checked_at = excluded.checked_at, broken = excluded.broken
