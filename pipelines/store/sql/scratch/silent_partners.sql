-- Grain: one partner that says for almost none of its families where they live. Key: partner. Reads: node.
select partner, min(request_id) as request_id from node where partner is not null group by partner
having count(*) filter (where street is null and postcode is null and commune is null) >= 0.9 * count(*)
