-- Grain: the linkage model in use. Key: campaign_id, model_id. Reads: linkage_model.
select model_id, made_at, trained_on, parameters
from linkage_model
where campaign_id = :campaign_id
order by made_at desc, model_id desc
limit 1
