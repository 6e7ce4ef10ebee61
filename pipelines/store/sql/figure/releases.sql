-- Grain: one release, newest first. Key: campaign_id, release_id. Reads: figure_release.
select release_id, position, as_of, made_at, made_by, threshold, digest
from figure_release
where campaign_id = :campaign_id
order by position desc
