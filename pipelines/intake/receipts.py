"""The partner's own file back: same rows, same order, and what became of each, as it stands now.

Made again from the vault at each fetch for thirty days; after them the page of requests serves.
It must never say by whom or where a family is served.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from campaigns.access import Scope, check_can
from campaigns.model.actor import Actor
from campaigns.model.codes import ListState, RowOutcome
from campaigns.model.outcome import Refusal, Sentence
from pipelines.family_steps import STEP_WORDS, WAITING, FamilyStep, family_step, grants_of
from pipelines.intake.accounting import equation_text
from pipelines.intake.lists import file_gone, list_contents
from pipelines.intake.receipt import ReceiptLine, write_receipt
from pipelines.intake.stored_reading import reading_of
from pipelines.office import Office
from pipelines.sightings import note_sight
from pipelines.store.port import Row
from pipelines.wall_clock import on_the_wall

# How long the rows of a received file are kept (design, the vault).
REFRESHED = timedelta(days=30)
COMPLETE = "Complétez si vous le pouvez, puis renvoyez le fichier entier."
STATES = {
    ("accepted", "new"): ("prise en compte", ""),
    ("accepted", "unchanged"): ("déjà prise en compte", ""),
    ("accepted", "corrected"): ("correction prise en compte", ""),
    ("warned", "new"): ("prise en compte, avec une remarque", COMPLETE),
    ("warned", "unchanged"): ("déjà prise en compte", COMPLETE),
    ("warned", "corrected"): ("correction prise en compte, avec une remarque", COMPLETE),
}
TO_CORRECT = ("à corriger", "Corrigez la ligne et renvoyez le fichier entier, sans risque de doublon.")
IN_REVIEW = ("en attente de relecture", "Rien à faire : un coordinateur relit la liste.")
REFUSED = ("liste refusée", "Lisez le motif sur la page « Mes demandes », puis envoyez une liste corrigée.")
KNOWN = "Déjà connue par une autre structure : le foyer n'est servi qu'une fois, rien à faire."
MENDED = ("corrigée depuis", "Rien à faire : la ligne corrigée est arrivée le {day:%d/%m/%Y}.")
WITHDRAWN = ("retirée", "Si la famille en a encore besoin, renvoyez-la dans votre prochaine liste.")


@dataclass(frozen=True)
class Standing:
    """Where a partner's requests stand: request_id -> step of those that count, the requests withdrawn since, and row number of
    this list -> when the family of a row held back got in.
    """

    steps: dict[str, FamilyStep]
    withdrawn: frozenset[str]
    mended: dict[int, datetime]
    known: frozenset[str] = frozenset()


def receipt_file(office: Office, actor: Actor, campaign_id: str, list_id: str) -> bytes | Refusal:
    """Return the receipt of a list, in the partner's own format, with the present state of each request.

    Returns
    -------
    bytes or Refusal
        `receipt_over` more than thirty days after the reception.
    """
    contents = list_contents(office, actor, campaign_id, list_id)
    if isinstance(contents, Refusal):
        return contents
    card = contents["card"]
    refusal = check_can(actor, "identity.read", Scope(card["partner_id"], card["department_code"]))
    refusal = refusal or receipt_over(office, card["received_at"]) or file_gone(contents)
    if refusal is not None:
        return refusal
    note_sight(office, actor, campaign_id, list_id, Scope(card["partner_id"], card["department_code"]))
    counts = {
        name: card[f"{name}_count"]
        for name in ("physical", "header", "blank", "not_data", "accepted", "warned", "rejected")
    }
    received = f"{on_the_wall(card['received_at']):%d/%m/%Y %H:%M}"
    standing = partner_standing(office, campaign_id, card["partner_id"], list_id)
    lines = {row["row_no"]: receipt_line(row, card, received, standing) for row in contents["rows"]}
    reading = reading_of(contents)
    return write_receipt(reading, contents["head"]["file_name"], lines, equation_text(counts).fr)


def receipt_over(office: Office, received_at: datetime) -> Refusal | None:
    """Tell why a list received then has no receipt any more, or None while it has one."""
    if office.clock() - received_at <= REFRESHED:
        return None
    return Refusal(
        "receipt_over",
        Sentence(
            f"Le reçu de cette liste du {on_the_wall(received_at):%d/%m/%Y} n'est plus refait : il l'est pendant trente jours. "
            "La page « Mes demandes » dit où en est chaque famille, et s'exporte en tableau.",
            f"The receipt of this list of {on_the_wall(received_at):%Y-%m-%d} is no longer made: it is for thirty days. "
            "The page “My requests” says where each family stands, and can be exported as a table.",
        ),
    )


def partner_standing(office: Office, campaign_id: str, partner_id: str, list_id: str) -> Standing:
    """Return where the requests of a partner stand now, and which held rows of a list got in."""
    named = {"campaign_id": campaign_id, "partner_id": partner_id}
    with office.store.reading() as session:
        families = session.rows("view/partner_families", named)
        withdrawn = session.rows("request/withdrawn_of_partner", named)
        mended = session.rows("view/mended_rows", {"campaign_id": campaign_id, "list_id": list_id})
    steps = {row["request_id"]: family_step(row, {state for _, state in grants_of(row)}) for row in families}
    got_in = {row["row_no"]: row["got_in_at"] for row in mended}
    known = frozenset(row["request_id"] for row in families if row["known_elsewhere"])
    return Standing(steps, frozenset(row["request_id"] for row in withdrawn), got_in, known)


def receipt_line(row: Row, card: Row, received: str, standing: Standing) -> ReceiptLine:
    """Return the four cells that are added to one row."""
    motives = " ; ".join(issue["fr"] for issue in row["issues"])
    return ReceiptLine(received, *state_now(row, card, standing, motives))


def state_now(row: Row, card: Row, standing: Standing, motives: str) -> tuple[str, str, str]:
    """Return state, reason and next action of one row, the latest thing that happened to it first."""
    if card["state"] == ListState.REFUSED:
        return (REFUSED[0], motives, REFUSED[1])
    if row["outcome"] == RowOutcome.REJECTED and row["row_no"] in standing.mended:
        return (MENDED[0], motives, MENDED[1].format(day=on_the_wall(standing.mended[row["row_no"]])))
    if row["outcome"] == RowOutcome.REJECTED:
        return (TO_CORRECT[0], motives, TO_CORRECT[1])
    if card["state"] != ListState.ACCEPTED:
        return (IN_REVIEW[0], motives, IN_REVIEW[1])
    if row["subject_id"] in standing.withdrawn:
        return (WITHDRAWN[0], motives, WITHDRAWN[1])
    step = standing.steps.get(row["subject_id"], FamilyStep.RECEIVED)
    if step in WAITING:
        state, action = STATES[(row["outcome"], row["change"] or "new")]
        told = " ; ".join(part for part in (motives, KNOWN if row["subject_id"] in standing.known else "") if part)
        return (state, told, action)
    said = STEP_WORDS[step]
    return (said.word.fr.lower(), motives, said.next_action.fr)
