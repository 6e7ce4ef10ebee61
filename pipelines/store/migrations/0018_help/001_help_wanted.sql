-- Grain: one request. Key: campaign_id, request_id. Reads: request.
alter table request add column help_wanted text
