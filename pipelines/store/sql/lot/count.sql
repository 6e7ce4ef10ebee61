-- Grain: one campaign. Key: none. Reads: lot.
select cast(count(*) as bigint) as lots from lot where campaign_id = :campaign_id
