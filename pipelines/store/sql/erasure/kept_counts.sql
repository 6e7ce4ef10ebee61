-- Grain: the erased households of one department. Key: department_code. Reads: kept_count.
select department_code, need_count, served_count, device_count, data_count
from kept_count
where campaign_id = :campaign_id
