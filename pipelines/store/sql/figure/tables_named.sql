-- Grain: one table of that name in every release, oldest first. Key: campaign_id, release_id, name. Reads: figure_table, figure_release.
select t.release_id, t.content
from figure_table t
join figure_release r on r.campaign_id = t.campaign_id and r.release_id = t.release_id
where t.campaign_id = :campaign_id and t.name = :name
order by r.position
