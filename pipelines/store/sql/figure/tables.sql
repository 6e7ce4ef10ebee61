-- Grain: one table of one release. Key: campaign_id, release_id, name. Reads: figure_table.
select name, content
from figure_table
where campaign_id = :campaign_id and release_id = :release_id
order by name
