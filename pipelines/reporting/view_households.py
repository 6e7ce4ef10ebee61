"""The households of a campaign as the coordinator looks for them: filtered by place and situation, with their counts.

No name is opened here.
"""

from collections.abc import Callable

from campaigns.model.actor import Actor
from campaigns.model.outcome import Refusal
from pipelines.office import Office
from pipelines.reporting.views import households
from pipelines.store.port import Row

SITUATIONS: dict[str, Callable[[Row], bool]] = {
    "servis": lambda row: row["granted"] > 0,
    "attente": lambda row: row["granted"] == 0,
    "partages": lambda row: row["partners"] > 1,
}


def narrowed(rows: list[Row], department_code: str, situation: str) -> list[Row]:
    """Return the households that a department and a situation leave; a code that no household has leaves all.

    Parameters
    ----------
    situation
        `servis` (something is granted), `attente` (nothing is), `partages` (known from several structures).
    """
    present = {row["department_code"] for row in rows}
    kept = (
        rows if department_code not in present else [row for row in rows if row["department_code"] == department_code]
    )
    return [row for row in kept if situation not in SITUATIONS or SITUATIONS[situation](row)]


def found_households(office: Office, actor: Actor, campaign_id: str) -> Row | Refusal:
    """Return the households that the actor may see.

    Returns
    -------
    dict or Refusal
        `rows`, `ids`, `households, requests, shared` (counts), `departments` (codes present), `unlinked` (requests without a
        household), `questions` (open).
    """
    rows = households(office, actor, campaign_id)
    if isinstance(rows, Refusal):
        return rows
    named = {"campaign_id": campaign_id}
    with office.store.reading() as session:
        unlinked = session.rows("request/unlinked", named)[0]["requests"]
        questions = len(session.rows("household/questions", named))
    present = sorted({row["department_code"] for row in rows if row["department_code"]})
    return {
        "rows": rows,
        "ids": {row["household_id"] for row in rows},
        "households": len(rows),
        "requests": sum(row["requests"] for row in rows),
        "shared": sum(row["partners"] > 1 for row in rows),
        "departments": present,
        "unlinked": unlinked,
        "questions": questions,
    }
