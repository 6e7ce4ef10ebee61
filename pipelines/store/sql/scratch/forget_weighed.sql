-- Grain: the pairs weighed before, all of them. Key: l, r. Reads: nothing.
drop table if exists weighed
