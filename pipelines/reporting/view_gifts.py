"""What one more unit would do, by site and item: what to ask donors for. Read from the plan, nothing computed anew."""

from campaigns.access import Scope, check_can
from campaigns.model.actor import Actor
from campaigns.model.outcome import Refusal
from pipelines.office import Office
from pipelines.store.port import Row


def gift_board(office: Office, actor: Actor, campaign_id: str, plan_id: str) -> Row | Refusal:
    """Return what the plan says of one more unit at each place.

    Returns
    -------
    dict or Refusal
        `rows`: by site and item, `site_code, site_name, item, grade` (the one that reaches the best rank), `granted,
        available` (units, over its cells), `best_rank` (of the line that one unit would serve; None: nobody) and `tier` of
        that line's household, the best rank first; `useful`: those rows that would serve somebody.
    """
    refusal = check_can(actor, "plan.read", Scope())
    if refusal is not None:
        return refusal
    with office.store.reading() as session:
        cells = session.rows("view/plan_gifts", {"campaign_id": campaign_id, "plan_id": plan_id})
    # The best rank of a place comes first, so the first cell of a place speaks for it.
    places: dict[tuple[str, str], Row] = {}
    for cell in cells:
        place = places.setdefault((cell["site_code"], cell["item"]), cell | {"granted": 0, "available": 0})
        place["granted"] += cell["granted"]
        place["available"] += cell["available"]
    rows = list(places.values())
    return {"rows": rows, "useful": [row for row in rows if row["best_rank"] is not None]}
