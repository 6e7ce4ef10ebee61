-- Grain: one frozen linkage model of a campaign; the newest is in use. Key: campaign_id, model_id. Reads: nothing.
create table linkage_model (
    campaign_id text not null,
    model_id text not null,
    made_at timestamp not null,
    trained_on bigint not null,
    parameters text not null,
    primary key (campaign_id, model_id)
)
