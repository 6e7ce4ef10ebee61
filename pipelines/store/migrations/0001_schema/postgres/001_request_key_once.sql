-- Grain: one token. Key: campaign_id, request_id, kind, token. Reads: request_key.
-- The shared store finds rows by index; the embedded one scans columns, and an index of five million tokens costs it a gigabyte.
create unique index request_key_once on request_key (campaign_id, request_id, kind, token)
