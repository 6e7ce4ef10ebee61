-- Grain: one pair of requests with its evidence. Key: l, r. Reads: weighed.
select * from weighed order by l, r
