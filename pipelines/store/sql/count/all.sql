-- Grain: one count with its site and what it found, newest first. Key: campaign_id, count_id. Reads: stock_count, stock_count_line, site.
select k.count_id, k.site_id, s.name as site_name, s.code as site_code, k.state, k.counted_at, k.counted_by, k.settled_at,
    k.settled_by, cast(coalesce(sum(n.expected), 0) as bigint) as expected,
    cast(coalesce(sum(n.counted), 0) as bigint) as counted,
    cast(coalesce(sum(case when n.counted < n.expected then n.expected - n.counted else 0 end), 0) as bigint) as missing,
    cast(coalesce(sum(case when n.counted > n.expected then n.counted - n.expected else 0 end), 0) as bigint) as found
from stock_count k
join site s on s.site_id = k.site_id
left join stock_count_line n on n.campaign_id = k.campaign_id and n.count_id = k.count_id
where k.campaign_id = :campaign_id
group by k.count_id, k.site_id, s.name, s.code, k.state, k.counted_at, k.counted_by, k.settled_at, k.settled_by
order by k.count_id desc
