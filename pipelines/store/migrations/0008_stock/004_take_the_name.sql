-- Grain: nothing. Key: none. Reads: nothing.
alter table stock_cell_next rename to stock_cell
