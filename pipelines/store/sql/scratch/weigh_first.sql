-- Grain: one pair of requests of the first part, with its evidence. Key: l, r. Reads: weighing.
create table weighed as select * from weighing
