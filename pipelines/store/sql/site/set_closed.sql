-- Grain: one site. Key: site_id. Reads: site.
update site set closed_at = :closed_at, version = version + 1 where site_id = :site_id
