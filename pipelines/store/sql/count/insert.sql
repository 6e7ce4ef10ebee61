-- Grain: one count. Key: campaign_id, count_id. Reads: nothing.
insert into stock_count (campaign_id, count_id, site_id, state, counted_at, counted_by)
values (:campaign_id, :count_id, :site_id, 'counted', :counted_at, :counted_by)
