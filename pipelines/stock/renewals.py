"""Recharges run out: the queue of families whose next one is due, the renewals granted from remote stock, and their credit.

A renewal is a grant of the same family, counted apart from those of plans. It must never serve anybody else.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from campaigns.access import Scope, check_can
from campaigns.model.actor import Actor
from campaigns.model.catalogue import Channel
from campaigns.model.codes import MovementCategory, RenewalState
from campaigns.model.outcome import Refusal, Sentence
from campaigns.model.policy import Policy
from pipelines.campaigns_desk import campaign_policy
from pipelines.commands import Command, Effect, perform
from pipelines.ids import new_id, new_ids
from pipelines.office import Office
from pipelines.planning.inputs import plannable
from pipelines.stock.ledger import Move, move_units
from pipelines.store.port import Row, Session

RENEWAL = "renewal"
ENDS = {RenewalState.CREDITED: (MovementCategory.HANDED_OVER, RENEWAL), RenewalState.CANCELLED: (MovementCategory.UNRESERVED, RENEWAL)}  # fmt: skip


def renewal_queue(office: Office, actor: Actor, campaign_id: str, until: date | None = None) -> list[Row] | Refusal:
    """Return the recharges due by a day (today by default), the earliest first, then by tier and rank.

    Returns
    -------
    list of dict or Refusal
        `plan_id, line_id, household_id, partner_id, item, number` (of the renewal), `due_on, tier, rank`.
    """
    policy = check_can(actor, "renewal.read", Scope()) or campaign_policy(office, actor, campaign_id)
    if isinstance(policy, Refusal):
        return policy
    with office.store.reading() as session:
        return due_by(session, campaign_id, policy, until or office.clock().date())


def due_by(session: Session, campaign_id: str, policy: Policy, until: date) -> list[Row]:
    """Return what is due, in the order in which it is renewed."""
    validity = {item.code: item.validity_days for item in policy.items}
    ends_on = session.rows("campaign/one", {"campaign_id": campaign_id})[0]["ends_on"]
    due = []
    for row in session.rows("renewal/handed", {"campaign_id": campaign_id}):
        days = validity.get(row["item"])
        if days is None or row["open_count"]:
            continue
        due_on = (row["last_credited_at"] or row["handed_over_at"]).date() + timedelta(days=days)
        if due_on <= min(until, ends_on):
            kept = ("plan_id", "line_id", "household_id", "partner_id", "item", "tier", "rank")
            due.append({name: row[name] for name in kept} | {"number": (row["last_number"] or 0) + 1, "due_on": due_on})
    return sorted(due, key=lambda row: (row["due_on"], row["tier"], row["rank"], row["line_id"]))


def grant_renewals(
    office: Office, actor: Actor, campaign_id: str, until: date | None = None, key: str = ""
) -> Row | Refusal:
    """Reserve a recharge for each family whose next one is due, in the order of the queue, as far as remote stock goes.

    Returns
    -------
    dict or Refusal
        `granted, short` (families due for whom no recharge is left).
    """
    policy = campaign_policy(office, actor, campaign_id)
    if isinstance(policy, Refusal):
        return policy
    last = until or office.clock().date()

    def write(session: Session) -> Effect | Refusal:
        today = office.clock().date()
        queue = due_by(session, campaign_id, policy, last)
        stock = remote_cells(session.rows("stock/cells", {"campaign_id": campaign_id}), policy, today)
        matched = matched_cells(queue, stock, policy)
        for row, cell, renewal_id in zip(*matched, new_ids(office.clock(), len(matched[0])), strict=True):
            named = {
                name: row[name] for name in ("plan_id", "line_id", "number", "household_id", "partner_id", "due_on")
            }
            named |= {
                "campaign_id": campaign_id,
                "renewal_id": renewal_id,
                "cell_id": cell["cell_id"],
                "item": cell["item"],
            }
            session.run("renewal/insert", named | {"granted_at": office.clock(), "granted_by": actor.user_id})
        moves = [Move(cell["cell_id"], MovementCategory.RESERVED, RENEWAL, 1) for cell in matched[1]]
        counts = {"granted": len(moves), "short": len(queue) - len(moves)}
        return move_units(office, session, actor, campaign_id, gathered(moves)) or Effect(counts, RENEWAL, counts)

    unique = f"renewal.grant:{key or new_id(office.clock())}"
    return perform(office, Command("renewal.grant", actor, campaign_id, unique, {"until": str(last)}), write)


def remote_cells(cells: list[Row], policy: Policy, today: date) -> list[Row]:
    """Return the cells that can be credited from afar today, those that expire first first."""
    remote = {item.code for item in policy.items if item.channel is Channel.REMOTE}
    usable = [row for row in plannable(cells, today) if row["item"] in remote and not row["earmark"]]
    usable = [row for row in usable if row["available_on"] <= today and row["on_hand"] > row["reserved"]]
    return sorted(usable, key=lambda row: (row["expires_on"] or date.max, row["available_on"], row["cell_id"]))


def matched_cells(queue: Sequence[Row], stock: Sequence[Row], policy: Policy) -> tuple[list[Row], list[Row]]:
    """Give each family of the queue the same product, else the nearest one that its bundle accepts; who gets nothing is left out."""
    left = {row["cell_id"]: row["on_hand"] - row["reserved"] for row in stock}
    rows, cells = [], []
    for row in queue:
        for item in acceptable(policy, row["item"]):
            cell = next((cell for cell in stock if cell["item"] == item and left[cell["cell_id"]]), None)
            if cell is not None:
                left[cell["cell_id"]] -= 1
                rows.append(row)
                cells.append(cell)
                break
    return rows, cells


def acceptable(policy: Policy, item: str) -> list[str]:
    """Return an item, then what stands for it in the bundles that give it, the least penalty first."""
    others = {
        accepted.item: accepted.penalty
        for bundle in policy.bundles
        if item in {accepted.item for accepted in bundle.accepts}
        for accepted in bundle.accepts
        if accepted.item != item
    }
    return [item, *sorted(others, key=lambda other: (others[other], other))]


def gathered(moves: Iterable[Move]) -> list[Move]:
    """Add up the moves of one cell and reason."""
    sums: dict[tuple[str, MovementCategory, str], int] = {}
    for move in moves:
        key = (move.cell_id, move.category, move.reason)
        sums[key] = sums.get(key, 0) + move.quantity
    return [Move(*key, quantity) for key, quantity in sorted(sums.items())]


def credit_renewals(
    office: Office, actor: Actor, campaign_id: str, renewal_ids: Sequence[str], key: str = ""
) -> Row | Refusal:
    """Note that the operator credited some renewals: the recharge is handed over, and its next one has a new due date."""
    return settled(office, actor, campaign_id, renewal_ids, RenewalState.CREDITED, key)


def cancel_renewals(
    office: Office, actor: Actor, campaign_id: str, renewal_ids: Sequence[str], key: str = ""
) -> Row | Refusal:
    """Take some renewals back before they are credited: their recharges are free again."""
    return settled(office, actor, campaign_id, renewal_ids, RenewalState.CANCELLED, key)


def settled(
    office: Office, actor: Actor, campaign_id: str, renewal_ids: Sequence[str], state: RenewalState, key: str
) -> Row | Refusal:
    """End some renewals; returns `settled` and `unchanged` (already ended)."""

    def write(session: Session) -> Effect | Refusal:
        known = {row["renewal_id"]: row for row in session.rows("renewal/all", {"campaign_id": campaign_id})}
        if set(renewal_ids) - known.keys():
            return unknown_renewal()
        end = {
            "campaign_id": campaign_id,
            "state": state.value,
            "settled_at": office.clock(),
            "settled_by": actor.user_id,
        }
        ended = [one for one in sorted(set(renewal_ids)) if session.run("renewal/settle", end | {"renewal_id": one})]
        moves = [Move(known[one]["cell_id"], *ENDS[state], 1) for one in ended]
        counts = {"settled": len(moves), "unchanged": len(set(renewal_ids)) - len(moves)}
        return move_units(office, session, actor, campaign_id, gathered(moves)) or Effect(counts, RENEWAL, counts)

    action = "renewal.credit" if state is RenewalState.CREDITED else "renewal.cancel"
    unique = f"{action}:{key or new_id(office.clock())}"
    return perform(office, Command(action, actor, campaign_id, unique, {"renewals": list(renewal_ids)}), write)


def list_renewals(office: Office, actor: Actor, campaign_id: str) -> list[Row] | Refusal:
    """Return every renewal, in order of due date, with its state."""
    refusal = check_can(actor, "renewal.read", Scope())
    if refusal is not None:
        return refusal
    with office.store.reading() as session:
        return session.rows("renewal/all", {"campaign_id": campaign_id})


def unknown_renewal() -> Refusal:
    """Say that one of these renewals does not exist."""
    return Refusal(
        "unknown_renewal",
        Sentence(
            "Un de ces renouvellements n'existe pas dans cette campagne. Rien n'a été modifié ; rechargez la page.",
            "One of these renewals does not exist in this campaign. Nothing was changed; reload the page.",
        ),
    )
