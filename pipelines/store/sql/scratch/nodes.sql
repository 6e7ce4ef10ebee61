-- Grain: one request as it is compared. Key: unique_id. Reads: node.
select * from node order by unique_id
