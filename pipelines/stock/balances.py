"""Balances by site, item, grade or earmark, as they stood at the end of any day, read from the movements alone.

Conservation is checked here too: what came in is somewhere. This module must never write.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta

from campaigns.access import Scope, check_can
from campaigns.ledger import COLUMNS, Balance, added, conserved, effect_of, empty_balance, free
from campaigns.model.actor import Actor
from campaigns.model.codes import GrantState
from campaigns.model.outcome import Refusal, Sentence
from pipelines.office import Office
from pipelines.store.port import Row, Session
from pipelines.wall_clock import FRANCE

# What balances may be added up by.
WAYS = ("site_name", "item", "grade", "earmark", "donor", "lot_code")


def balances_on(
    office: Office, actor: Actor, campaign_id: str, day: date | None = None, ways: Sequence[str] = ("site_name", "item")
) -> list[Row] | Refusal:
    """Return the balances at the end of a day (French time; today by default), added up by some of `WAYS`.

    Returns
    -------
    list of dict or Refusal
        The ways, then each column of the ledger and `free` (units), in the order of the ways.
    """
    refusal = check_can(actor, "stock.read", Scope())
    if refusal is not None:
        return refusal
    unknown = next((way for way in ways if way not in WAYS), None)
    if unknown is not None:
        return Refusal(
            "unknown_way",
            Sentence(
                f"« {unknown} » n'est pas un axe du stock. Choisissez parmi : {', '.join(WAYS)}.",
                f"“{unknown}” is no axis of the stock. Choose among: {', '.join(WAYS)}.",
            ),
        )
    with office.store.reading() as session:
        cells = session.rows("stock/cells", {"campaign_id": campaign_id})
        derived, _ = derived_balances(session, campaign_id, None if day is None else end_of(day))
    sums: dict[tuple[str, ...], Balance] = defaultdict(empty_balance)
    for cell in cells:
        if any(derived[cell["cell_id"]].values()):
            key = tuple(str(cell[way] or "") for way in ways)
            sums[key] = {name: sums[key][name] + derived[cell["cell_id"]][name] for name in COLUMNS}
    return [
        dict(zip(ways, key, strict=True)) | balance | {"free": free(balance)} for key, balance in sorted(sums.items())
    ]


def end_of(day: date) -> datetime:
    """Return the first moment after a day of the French clock, in UTC without zone."""
    midnight = datetime.combine(day + timedelta(days=1), time(), FRANCE)
    return (midnight - (midnight.utcoffset() or timedelta())).replace(tzinfo=None)


def derived_balances(
    session: Session, campaign_id: str, until: datetime | None = None
) -> tuple[dict[str, Balance], list[str]]:
    """Return the balance of each cell from its movements, and a sentence for each pair that is no closed one."""
    named: dict[str, object] = {"campaign_id": campaign_id}
    rows = (
        session.rows("stock/sums", named)
        if until is None
        else session.rows("stock/sums_until", named | {"until": until})
    )
    balances: dict[str, Balance] = defaultdict(empty_balance)
    strange = []
    for row in rows:
        change = effect_of(row["category"], row["reason"])
        if change is None:
            strange.append(
                f"cell {row['cell_id']}: movements « {row['category']} » ({row['reason']}) are of no known kind"
            )
            continue
        balances[row["cell_id"]] = added(balances[row["cell_id"]], change, row["quantity"])
    return balances, strange


def conservation_faults(session: Session, campaign_id: str) -> list[str]:
    """Say where the ledger does not hold: a balance that its movements do not give, units lost between sites, a law broken."""
    derived, faults = derived_balances(session, campaign_id)
    cells = session.rows("stock/cells", {"campaign_id": campaign_id})
    for cell in cells:
        kept = {name: cell[name] for name in COLUMNS}
        differing = {name: (kept[name], derived[cell["cell_id"]][name]) for name in COLUMNS}
        wrong = {name: pair for name, pair in differing.items() if pair[0] != pair[1]}
        if wrong:
            said = ", ".join(f"{name} {pair[0]} kept, {pair[1]} moved" for name, pair in wrong.items())
            faults.append(f"{place_of(cell)}: {said}")
        if not conserved(kept):
            faults.append(f"{place_of(cell)}: what came in is not what is there ({kept})")
    # Between cells nothing may appear or vanish: what moved adds up to nothing, item by item and lot by lot.
    moved: dict[tuple[str, str], int] = defaultdict(int)
    for cell in cells:
        moved[(cell["item"], cell["lot_id"])] += cell["moved"]
    return faults + [f"item {item}, lot {lot or '-'}: units moved to nowhere: {units}" for (item, lot), units in moved.items() if units]  # fmt: skip


def transit_faults(session: Session, campaign_id: str) -> list[str]:
    """Say where the units on the way are not those of open transfers and of shipments not delivered yet."""
    between, shipped = on_the_way(session, campaign_id)
    return [
        f"{place_of(cell)}: units on the way: {cell['in_transit']}, in open transfers: {between[cell['cell_id']]}, "
        f"in shipments: {shipped[cell['cell_id']]}"
        for cell in session.rows("stock/cells", {"campaign_id": campaign_id})
        if cell["in_transit"] != between[cell["cell_id"]] + shipped[cell["cell_id"]]
    ]


def on_the_way(session: Session, campaign_id: str) -> tuple[dict[str, int], dict[str, int]]:
    """Return, by cell, the units that open transfers carry to another site, and those shipped to a structure."""
    between: dict[str, int] = defaultdict(int)
    for transfer in session.rows("transfer/all", {"campaign_id": campaign_id}):
        between[transfer["cell_id"]] += transfer["open_count"]
    grants = session.rows("delivery/adopted_grants", {"campaign_id": campaign_id})
    shipped: dict[str, int] = defaultdict(int)
    for row in grants:
        shipped[row["cell_id"]] += row["is_shipped"] and row["state"] == GrantState.RELEASED
    return between, shipped


def place_of(cell: Mapping[str, object]) -> str:
    """Name a cell by its site and item."""
    return f"site {cell['site_code']}, item {cell['item']}, cell {cell['cell_id']}"
