-- Grain: one pair of requests that share a key. Key: l, r. Reads: candidate.
select join_key_l as l, join_key_r as r from candidate order by l, r
