-- Grain: one pair of requests of a further part, with its evidence. Key: l, r. Reads: weighing.
insert into weighed select * from weighing
