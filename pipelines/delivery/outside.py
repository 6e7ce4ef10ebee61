"""What was handed over that no plan granted: recorded and counted apart, never hidden; its stock follows where it came from one.

A broken device that is exchanged is such a hand-over, for the family of the broken one. It must never touch a grant.
"""

from dataclasses import dataclass
from datetime import date

from campaigns.access import Scope, check_can
from campaigns.devices import LONGEST_SERIAL, KnownDevices, is_checked, plain_number
from campaigns.model.actor import Actor
from campaigns.model.codes import MovementCategory, OutsideReason
from campaigns.model.outcome import Refusal, Sentence
from campaigns.model.policy import parse_policy
from pipelines.commands import Command, Effect, perform
from pipelines.delivery.references import read_reference
from pipelines.delivery.round_trip import known_units
from pipelines.delivery.verdicts import Known
from pipelines.ids import new_id
from pipelines.office import Office
from pipelines.planning.stock import record_movements
from pipelines.store.port import Row, Session

STEPS = (
    ("stock/reserve", MovementCategory.RESERVED), ("stock/deliver", MovementCategory.DELIVERED),
    ("stock/hand_over", MovementCategory.HANDED_OVER),
)  # fmt: skip


@dataclass(frozen=True)
class Outside:
    """One unit handed over outside the plan.

    Attributes
    ----------
    site_code
        Whose stock it came from; empty where it came from none of ours.
    instead_of
        The reference of the unit that it takes the place of, where it is an exchange.
    """

    partner_id: str
    item: str
    reason: OutsideReason
    on: date
    site_code: str = ""
    serial: str = ""
    instead_of: str = ""


def record_outside(office: Office, actor: Actor, campaign_id: str, given: Outside) -> Row | Refusal:
    """Record a hand-over outside the plan.

    Returns
    -------
    dict or Refusal
        `outside_id`, and `from_stock` (bool).
    """
    with office.store.reading() as session:
        found = session.rows("partner/one", {"partner_id": given.partner_id})
    scope = Scope(given.partner_id, found[0]["department_code"] if found else None)
    # A structure says what it gave; only those who send may take from a site.
    refusal = check_can(actor, "delivery.ship", scope) if given.site_code else None
    if refusal is not None:
        return refusal
    payload = {name: str(value) for name, value in vars(given).items()}

    def write(session: Session) -> Effect | Refusal:
        fault = fault_of(session, campaign_id, given, is_known=bool(found), today=office.clock().date())
        if fault is not None:
            return fault
        known = known_units(session, campaign_id)
        serial = serial_free(known, given)
        household_id = family_of(known, given)
        cell_id = taken_from_stock(office, session, actor, campaign_id, given, known.devices)
        for answer in (serial, household_id, cell_id):
            if isinstance(answer, Refusal):
                return answer
        now = office.clock()
        outside_id = new_id(now)
        session.run("delivery/insert_outside", {
            "campaign_id": campaign_id, "outside_id": outside_id, "partner_id": given.partner_id,
            "household_id": household_id, "cell_id": cell_id, "item": given.item,
            "serial": serial, "reason": given.reason.value, "happened_on": given.on,
            "recorded_at": now, "actor_id": actor.user_id,
        })  # fmt: skip
        result = {"outside_id": outside_id, "from_stock": cell_id is not None}
        return Effect(result, outside_id, {"item": given.item, "reason": given.reason.value})

    key = f"handover.outside:{given.partner_id}:{given.item}:{given.serial}:{office.clock()}"
    return perform(office, Command("handover.outside", actor, campaign_id, key, payload, scope), write)


def fault_of(session: Session, campaign_id: str, given: Outside, *, is_known: bool, today: date) -> Refusal | None:
    """Return what is wrong with what was typed."""
    policy = parse_policy(session.rows("campaign/one", {"campaign_id": campaign_id})[0]["policy_toml"])
    if isinstance(policy, Refusal):
        return policy
    if not is_known or given.item not in {item.code for item in policy.items}:
        return refused(
            "unknown_item", "L'article ou la structure n'existe pas.", "The item or the structure does not exist."
        )
    if given.on > today:
        return refused("future_date", "La date est dans le futur.", "The date is in the future.")
    return None


def serial_free(known: Known, given: Outside) -> str | Refusal:
    """Return the serial number that was typed, which no other hand-over may bear."""
    serial = known.devices.serial_of(plain_number(given.serial)[:LONGEST_SERIAL])
    if serial in known.serials:
        return refused(
            "serial_used",
            f"Le numéro de série « {serial} » est déjà noté pour une autre remise. Vérifiez les deux appareils.",
            f"Serial number “{serial}” is already noted for another hand-over. Check both devices.",
        )
    return serial


def family_of(known: Known, given: Outside) -> str | Refusal | None:
    """Return the household of the unit that is exchanged, None where there is none."""
    if not given.instead_of:
        return None
    grant = known.grants.get(read_reference(given.instead_of) or "")
    if grant is None or grant["partner_id"] != given.partner_id:
        return refused(
            "unknown_reference",
            f"La référence « {given.instead_of} » n'est pas celle d'une remise de cette structure.",
            f"Reference “{given.instead_of}” is not one of this structure's hand-overs.",
        )
    return str(grant["household_id"])


def taken_from_stock(
    office: Office, session: Session, actor: Actor, campaign_id: str, given: Outside, devices: KnownDevices
) -> str | Refusal | None:
    """Take one free unit from the site's stock; None where it came from elsewhere.

    A unit of the device's own lot comes first, then one that nobody earmarked.
    """
    if not given.site_code:
        return None
    cells = [
        cell
        for cell in session.rows("stock/cells", {"campaign_id": campaign_id})
        if (cell["site_code"], cell["item"]) == (given.site_code, given.item) and cell["on_hand"] > cell["reserved"]
    ]
    if not cells:
        return refused(
            "no_free_unit",
            f"Le site « {given.site_code} » n'a plus d'unité libre de cet article. Laissez le site vide si l'appareil vient d'ailleurs.",
            f"Site “{given.site_code}” has no free unit of this item. Leave the site empty if the device came from elsewhere.",
        )
    number = plain_number(given.serial)
    asked = {cell["cell_id"]: devices.question(number, cell["lot_id"], given.site_code) for cell in cells}
    device = devices.by_number.get(number)

    def order(cell: Row) -> tuple[object, ...]:
        of_lot = device is not None and cell["lot_id"] == device.lot_id
        return (
            not of_lot,
            asked[cell["cell_id"]] is not None,
            cell["earmark"] != "",
            cell["available_on"],
            cell["cell_id"],
        )

    cell = min(cells, key=order)
    question = asked[cell["cell_id"]]
    if question is not None and not is_checked(given.serial):
        return Refusal("serial_not_of_lot", question)
    for statement, category in STEPS:
        session.run(statement, {"campaign_id": campaign_id, "cell_id": cell["cell_id"], "quantity": 1})
        record_movements(session, office, actor, campaign_id, category, [(cell["cell_id"], 1)], "outside_plan")
    return str(cell["cell_id"])


def outside_hand_overs(office: Office, actor: Actor, campaign_id: str) -> list[Row] | Refusal:
    """Return what was handed over outside any plan, newest first; a structure sees its own."""
    refusal = check_can(actor, "delivery.read", Scope(actor.partner_id, actor.department_code))
    if refusal is not None:
        return refusal
    with office.store.reading() as session:
        rows = session.rows("delivery/outside", {"campaign_id": campaign_id})
    return [
        row
        for row in rows
        if actor.partner_id in (None, row["partner_id"]) and actor.department_code in (None, row["department_code"])
    ]


def refused(code: str, fr: str, en: str) -> Refusal:
    """Return a refusal that says that nothing changed."""
    return Refusal(code, Sentence(f"{fr} Rien n'a été modifié.", f"{en} Nothing was changed."))
