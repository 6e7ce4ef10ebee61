"""Where a unit is handed over: at the site that holds it, or at the one to which the plan moves it first."""

from pipelines.store.port import Row, Session


def grants_where_handed_over(session: Session, campaign_id: str, plan_id: str) -> list[Row]:
    """Return the grants of a plan, each under the site that hands it over."""
    rows = session.rows("plan/grants", {"campaign_id": campaign_id, "plan_id": plan_id})
    return [handed_over_where(grant) for grant in rows]


def handed_over_where(grant: Row) -> Row:
    """Return a grant under the site that hands it over: the one to which it is moved, where it is."""
    if grant["via_site_id"] is None:
        return grant
    return grant | {name: grant[f"via_{name}"] for name in ("site_id", "site_code", "site_name")}
