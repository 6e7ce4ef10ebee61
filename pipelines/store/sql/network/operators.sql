-- Grain: one operator of which something is known. Key: operator. Reads: network_coverage.
select distinct operator
from network_coverage
order by operator
