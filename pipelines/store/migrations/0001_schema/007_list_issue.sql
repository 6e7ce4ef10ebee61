-- Grain: one issue of a row; its value and message are sealed in the vault. Key: campaign_id, list_id, issue_no. Reads: nothing.
create table list_issue (
    campaign_id text not null,
    list_id text not null,
    issue_no integer not null,
    row_no integer not null,
    column_no integer,
    code text not null,
    severity text not null,
    primary key (campaign_id, list_id, issue_no)
)
