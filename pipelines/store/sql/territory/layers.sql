-- Grain: one layer, with how many communes it speaks of. Key: layer. Reads: territory_layer, territory_fact, network_coverage.
select
    kept.layer, kept.vintage, kept.licence, kept.source, kept.is_sample, kept.covers, kept.imported_at,
    coalesce(facts.communes, networks.communes, 0) as communes
from territory_layer as kept
left join (
    select layer, cast(count(*) as bigint) as communes from territory_fact group by layer
) as facts on facts.layer = kept.layer
left join (
    select 'network:' || operator as layer, cast(count(*) as bigint) as communes from network_coverage group by operator
) as networks on networks.layer = kept.layer
order by kept.layer
