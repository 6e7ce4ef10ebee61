-- Grain: nothing. Key: none. Reads: nothing.
drop table stock_cell
