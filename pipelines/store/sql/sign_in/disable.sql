-- Grain: one person of the register. Key: user_id. Reads: member.
update member set disabled_at = cast(:disabled_at as timestamp), version = version + 1
where user_id = :user_id and disabled_at is null
