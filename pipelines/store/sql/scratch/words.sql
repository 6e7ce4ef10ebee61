-- Grain: one name or place that requests carry. Key: kind, value. Reads: said.
select distinct kind, value from said where value is not null order by kind, value
