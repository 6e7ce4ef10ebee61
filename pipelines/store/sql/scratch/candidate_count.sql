-- Grain: all pairs to compare. Key: none. Reads: candidate.
select count(*) as pairs from candidate
