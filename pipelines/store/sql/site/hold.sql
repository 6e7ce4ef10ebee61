-- Grain: one open site, held until the transaction ends so that nobody closes it meanwhile. Key: site_id. Reads: site.
update site set version = version where site_id = :site_id and closed_at is null
