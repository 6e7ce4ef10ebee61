-- Grain: one linkage model. Key: campaign_id, model_id. Reads: nothing.
insert into linkage_model (campaign_id, model_id, made_at, trained_on, parameters)
values (:campaign_id, :model_id, :made_at, :trained_on, :parameters)
