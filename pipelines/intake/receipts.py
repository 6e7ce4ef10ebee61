"""The partner's own file back: same rows, same order, and what became of each; made again from the vault at any time."""

from campaigns.access import Scope, check_can
from campaigns.model.actor import Actor
from campaigns.model.outcome import Refusal
from pipelines.intake.accounting import equation_text
from pipelines.intake.lists import list_contents
from pipelines.intake.receipt import ReceiptLine, write_receipt
from pipelines.intake.stored_reading import reading_of
from pipelines.office import Office
from pipelines.store.port import Row

STATES = {
    ("accepted", "new"): ("prise en compte", ""),
    ("accepted", "unchanged"): ("déjà prise en compte", ""),
    ("accepted", "corrected"): ("correction prise en compte", ""),
    ("warned", "new"): (
        "prise en compte, avec une remarque",
        "Complétez si vous le pouvez, puis renvoyez le fichier entier.",
    ),
    ("warned", "unchanged"): ("déjà prise en compte", "Complétez si vous le pouvez, puis renvoyez le fichier entier."),
    ("warned", "corrected"): (
        "correction prise en compte, avec une remarque",
        "Complétez si vous le pouvez, puis renvoyez le fichier entier.",
    ),
}
TO_CORRECT = ("à corriger", "Corrigez la ligne et renvoyez le fichier entier, sans risque de doublon.")
IN_REVIEW = ("en attente de relecture", "Rien à faire : un coordinateur relit la liste.")


def receipt_file(office: Office, actor: Actor, campaign_id: str, list_id: str) -> bytes | Refusal:
    """Return the receipt of a list, in the partner's own format."""
    contents = list_contents(office, actor, campaign_id, list_id)
    if isinstance(contents, Refusal):
        return contents
    card = contents["card"]
    refusal = check_can(actor, "identity.read", Scope(card["partner_id"], card["department_code"]))
    if refusal is not None:
        return refusal
    counts = {
        name: card[f"{name}_count"]
        for name in ("physical", "header", "blank", "not_data", "accepted", "warned", "rejected")
    }
    received = f"{card['received_at']:%d/%m/%Y %H:%M}"
    lines = {row["row_no"]: receipt_line(row, card, received) for row in contents["rows"]}
    reading = reading_of(contents)
    return write_receipt(reading, contents["head"]["file_name"], lines, equation_text(counts).fr)


def receipt_line(row: Row, card: Row, received: str) -> ReceiptLine:
    """Return the four cells that are added to one row."""
    motives = " ; ".join(issue["fr"] for issue in row["issues"])
    if row["outcome"] == "rejected":
        return ReceiptLine(received, TO_CORRECT[0], motives, TO_CORRECT[1])
    if card["state"] != "accepted":
        return ReceiptLine(received, IN_REVIEW[0], motives, IN_REVIEW[1])
    state, action = STATES[(row["outcome"], row["change"] or "new")]
    return ReceiptLine(received, state, motives, action)
