-- Grain: one operator in one commune. Key: commune_code, operator. Reads: network_coverage, the staged table arriving_network.
insert into network_coverage (commune_code, operator, level)
select commune_code, operator, level
from arriving_network
where true
on conflict (commune_code, operator) do update
set level = excluded.level
where network_coverage.level is distinct from excluded.level
