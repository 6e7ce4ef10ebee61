-- Grain: one count, over all campaigns. Key: none. Reads: request_list.
select
    coalesce(sum(case when partner_id = :partner_id then 1 else 0 end), 0) as structure_files,
    coalesce(sum(case when partner_id = :partner_id then byte_count else 0 end), 0) as structure_size,
    coalesce(sum(case when received_by = :user_id then 1 else 0 end), 0) as person_files,
    coalesce(sum(case when received_by = :user_id then byte_count else 0 end), 0) as person_size
from request_list
where received_at > :since and received_at <= :until and (partner_id = :partner_id or received_by = :user_id)
