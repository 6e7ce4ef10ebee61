-- Grain: one layer, with how many communes it speaks of; a network imported without its origin has empty words. Key: layer. Reads: territory_layer, territory_fact, network_coverage.
with told as (
    select layer, cast(count(*) as bigint) as communes from territory_fact group by layer
    union all
    select 'network:' || operator as layer, cast(count(*) as bigint) as communes from network_coverage group by operator
)
select
    told.layer, coalesce(kept.vintage, '') as vintage, coalesce(kept.licence, '') as licence, coalesce(kept.source, '') as source,
    coalesce(kept.is_sample, false) as is_sample, coalesce(kept.covers, 'named') as covers, kept.imported_at,
    coalesce(kept.file_digest, '') as file_digest, told.communes
from told
left join territory_layer as kept on kept.layer = told.layer
order by told.layer
