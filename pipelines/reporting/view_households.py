"""The households of a campaign as the coordinator looks for them: filtered by place and situation, with their counts.

No name is opened here. The store counts and cuts: a page must never hold all the households of a large campaign.
"""

from dataclasses import dataclass

from campaigns.access import Scope, check_can
from campaigns.model.actor import Actor
from campaigns.model.outcome import Refusal
from pipelines.office import Office
from pipelines.reporting.view_families import REFERENCE_SIGNS, pattern_of
from pipelines.store.port import Row

# Something is granted, nothing is, known from several structures.
SITUATIONS = ("servis", "attente", "partages")
SORTS = ("requests", "partners", "students_count", "granted")


@dataclass(frozen=True)
class HouseholdSearch:
    """What is looked for.

    Attributes
    ----------
    department_code, situation
        Empty, or what is not known: all of them.
    text
        Part of the name of a commune, else the end of a household's reference; empty: every household.
    sort
        One of `SORTS`; empty: those asked for by most requests first, which also parts equal values.
    """

    department_code: str = ""
    situation: str = ""
    text: str = ""
    sort: str = ""
    descending: bool = False


def household_sums(office: Office, actor: Actor, campaign_id: str) -> Row | Refusal:
    """Count the households that the actor may see.

    Returns
    -------
    dict or Refusal
        `households, requests, shared` (known from several structures), `departments` (codes present), `unlinked` (requests without
        a household), `questions` (open).
    """
    refusal = check_can(actor, "household.read", Scope(None, actor.department_code))
    if refusal is not None:
        return refusal
    named = {"campaign_id": campaign_id}
    with office.store.reading() as session:
        rows = session.rows("view/household_sums", named)
        unlinked = session.rows("request/unlinked", named)[0]["requests"]
        questions = len(session.rows("household/questions", named))
    rows = [row for row in rows if actor.department_code in (None, row["department_code"])]
    sums = {name: sum(row[name] for row in rows) for name in ("households", "requests", "shared")}
    present = [row["department_code"] for row in rows if row["department_code"]]
    return sums | {"departments": present, "unlinked": unlinked, "questions": questions}


def find_households(
    office: Office, actor: Actor, campaign_id: str, search: HouseholdSearch, limit: int, offset: int = 0
) -> Row | Refusal:
    """Return some of the households that a search leaves.

    Returns
    -------
    dict or Refusal
        `rows` (household_id, requests, partners, commune_code, department_code, students_count, housing_kind, granted) and `total`.
    """
    refusal = check_can(actor, "household.read", Scope(None, actor.department_code))
    if refusal is not None:
        return refusal
    communes = office.territories.communes_named(search.text)
    named = {
        "campaign_id": campaign_id,
        "department_code": actor.department_code or search.department_code,
        "situation": search.situation if search.situation in SITUATIONS else "",
        "communes": f"|{'|'.join(communes)}|" if communes else "",
        "reference": "%" if communes else pattern_of(search.text),
        "sort": search.sort if search.sort in SORTS else "",
        "direction": -1 if search.descending else 1,
    }
    with office.store.reading() as session:
        rows = session.rows("view/households_page", named | {"limit_count": limit, "offset_count": offset})
    return {"rows": [plain_row(row) for row in rows], "total": rows[0]["total"] if rows else 0}


def plain_row(row: Row) -> Row:
    """Return a row without the count of all rows that the store puts on each."""
    return {name: value for name, value in row.items() if name != "total"}


def household_named(office: Office, actor: Actor, campaign_id: str, reference: str) -> str | None:
    """Return the one household that the actor may see whose id ends like this id or whole reference, however it was typed; else None."""
    signs = pattern_of(reference).strip("%")
    if len(signs) < REFERENCE_SIGNS:
        return None
    found = find_households(office, actor, campaign_id, HouseholdSearch(text=signs), 2)
    homes = [] if isinstance(found, Refusal) else [row["household_id"] for row in found["rows"]]
    return homes[0] if len(homes) == 1 else None
