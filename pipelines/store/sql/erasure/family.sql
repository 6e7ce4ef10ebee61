-- Grain: one request of a family, by the id of a household that is open or merged into one, or of a request. Key: request_id. Reads: request, household_member, household.
select r.request_id, r.partner_id, r.list_id, r.row_no, r.state, r.match_token, r.department_code, r.received_at, m.household_id
from request r
left join household_member m on m.campaign_id = r.campaign_id and m.request_id = r.request_id
where r.campaign_id = :campaign_id and (
    r.request_id = :subject_id
    or m.household_id = coalesce(
        (select h.redirect_to from household h where h.campaign_id = :campaign_id and h.household_id = :subject_id), :subject_id
    )
    or m.household_id in (
        select o.household_id from household_member o where o.campaign_id = :campaign_id and o.request_id = :subject_id
    )
)
order by r.request_id
