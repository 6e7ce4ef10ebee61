-- Grain: one release. Key: campaign_id, release_id. Reads: nothing.
insert into figure_release (campaign_id, release_id, position, as_of, made_at, made_by, threshold, digest)
values (:campaign_id, :release_id, :position, :as_of, :made_at, :made_by, :threshold, :digest)
