"""Reads a delivery note that came back: only references and the status column count; sending it twice is safe."""

from collections import defaultdict
from collections.abc import Sequence

from campaigns.access import Scope
from campaigns.model.actor import Actor
from campaigns.model.codes import GrantState
from campaigns.model.outcome import Refusal, Sentence
from pipelines.commands import Command, Effect, perform
from pipelines.delivery.moves import move_grants, steps_to
from pipelines.delivery.references import grant_reference, read_reference
from pipelines.office import Office
from pipelines.registers import canonical
from pipelines.store.port import Row, Session
from pipelines.vault import file_digest

WORDS = {
    "livre": GrantState.DELIVERED, "delivered": GrantState.DELIVERED,
    "remis": GrantState.HANDED_OVER, "remise": GrantState.HANDED_OVER, "handed_over": GrantState.HANDED_OVER,
    "retourne": GrantState.RETURNED, "returned": GrantState.RETURNED,
}  # fmt: skip
# The family did not come: the unit waits at the structure, nothing moves.
WAITING = frozenset({"", "non_retire", "non_remis", "not_collected"})


def record_handover(office: Office, actor: Actor, campaign_id: str, data: bytes, file_name: str) -> Row | Refusal:
    """Record the statuses of a returned delivery note.

    Returns
    -------
    dict or Refusal
        `updated, unchanged, waiting` (units) and `errors` (row, sentence in French and English).
    """
    table = office.reading_room.read_cells(data, file_name)
    if isinstance(table, Refusal):
        return table
    lines = note_lines(table)
    if isinstance(lines, Refusal):
        return lines
    digest = file_digest(data)
    command = Command(
        "handover.record",
        actor,
        campaign_id,
        f"handover:{digest}:{office.clock()}",
        {"sha256": digest},
        Scope(actor.partner_id),
    )
    return perform(office, command, lambda session: recorded(office, session, actor, campaign_id, lines, digest))


def note_lines(table: Sequence[Sequence[str]]) -> list[tuple[int, str, str]] | Refusal:
    """Return (row, reference, status) of each filled line below the header."""
    for number, cells in enumerate(table, start=1):
        names = [canonical(cell) for cell in cells]
        if "reference" in names and "statut" in names:
            at, status = names.index("reference"), names.index("statut")
            below = enumerate(table[number:], start=number + 1)
            return [
                (row, line[at], line[status]) for row, line in below if len(line) > max(at, status) and line[at].strip()
            ]
    return Refusal(
        "not_a_note",
        Sentence(
            "Ce fichier n'est pas un bon de livraison : il lui manque la colonne « référence » ou « statut ». "
            "Renvoyez le bon tel qu'il a été reçu, colonne « statut » remplie.",
            "This file is not a delivery note: the column “référence” or “statut” is missing. Send back the note as received, with “statut” filled.",
        ),
    )


def recorded(
    office: Office, session: Session, actor: Actor, campaign_id: str, lines: Sequence[tuple[int, str, str]], digest: str
) -> Effect | Refusal:
    """Sort the lines into buckets and move the grants they report."""
    grants = {
        grant_reference(campaign_id, row["line_id"], row["side"]): row
        for row in session.rows("delivery/adopted_grants", {"campaign_id": campaign_id})
    }
    moving: dict[str, list[Row]] = defaultdict(list)
    counts = {"updated": 0, "unchanged": 0, "waiting": 0}
    errors = []
    for number, typed, status in dict.fromkeys(lines):
        grant = grants.get(read_reference(typed) or "")
        verdict = verdict_on(actor, grant, typed, status)
        if isinstance(verdict, Sentence):
            errors.append({"row": number, "fr": verdict.fr, "en": verdict.en})
        elif verdict is None:
            counts["waiting"] += 1
        else:
            counts["updated" if verdict else "unchanged"] += 1
            for step in verdict:
                moving[step].append(grant or {})
    for step in ("deliver", "hand_over", "return", "return_handed"):
        refusal = move_grants(office, session, actor, campaign_id, step, moving[step]) if moving[step] else None
        if refusal is not None:
            return refusal
    return Effect({**counts, "errors": errors}, digest[:12], {**counts, "errors": len(errors)})


def verdict_on(actor: Actor, grant: Row | None, typed: str, status: str) -> list[str] | Sentence | None:
    """Return the steps a line asks for, None where the unit still waits, or what is wrong with the line."""
    if grant is None or (actor.partner_id and grant["partner_id"] != actor.partner_id):
        return Sentence(
            f"La référence « {typed} » n'est pas celle d'une remise de cette campagne. Vérifiez-la sur le bon.",
            f"Reference “{typed}” is not one of this campaign's hand-overs. Check it on the note.",
        )
    word = canonical(status)
    if word in WAITING:
        return None
    if word not in WORDS:
        return Sentence(
            f"Statut « {status} » inconnu pour la référence « {typed} ». Statuts possibles : livré, remis, non retiré, retourné.",
            f"Unknown status “{status}” for reference “{typed}”. Possible: livré, remis, non retiré, retourné.",
        )
    steps = steps_to(grant["state"], WORDS[word])
    return steps.sentence if isinstance(steps, Refusal) else steps
