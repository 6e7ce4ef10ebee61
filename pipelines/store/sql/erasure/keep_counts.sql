-- Grain: the erased households of one department. Key: campaign_id, department_code. Reads: the staged table arriving_count.
insert into kept_count (campaign_id, department_code, need_count, served_count, device_count, data_count)
select cast(:campaign_id as text), department_code, need_count, served_count, device_count, data_count
from arriving_count
where true
on conflict (campaign_id, department_code) do update
set need_count = kept_count.need_count + excluded.need_count, served_count = kept_count.served_count + excluded.served_count,
    device_count = kept_count.device_count + excluded.device_count, data_count = kept_count.data_count + excluded.data_count
