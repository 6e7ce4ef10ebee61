-- Grain: the erased households of one department, as figures still count them. Key: campaign_id, department_code. Reads: nothing.
create table kept_count (
    campaign_id text not null,
    department_code text not null,
    need_count integer not null,
    served_count integer not null,
    device_count integer not null,
    data_count integer not null,
    primary key (campaign_id, department_code)
)
