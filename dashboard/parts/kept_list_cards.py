"""The repairs of a list already received: each is sent at once, and what it changed is said on the page drawn anew."""

from typing import Any

from dashboard.desk import Desk
from dashboard.parts.repair_cards import Edits, repair_cards
from dashboard.parts.told import tell
from dashboard.wording.numbers import number
from dashboard.wording.translation import Words
from pipelines.intake.corrections import correct_rows
from pipelines.intake.repairs import Repair
from pipelines.store.port import Row


def kept_list_cards(desk: Desk, card: Row, repairs: list[Repair], told: str) -> None:
    """Show what can be put right in a kept list.

    Parameters
    ----------
    card
        The list: its id and the version that was looked at.
    told
        Name of the page on which the answer is said (`parts.told`).
    """
    _ = desk.words

    def apply(repair: Repair, cells: Edits) -> None:
        tell(
            desk, told,
            lambda: correct_rows(desk.office, desk.actor, desk.campaign_id, card["list_id"], cells, card["version"]),
            lambda answer: corrected_sentence(answer, _),
        )  # fmt: skip

    repair_cards(repairs, _, apply, key=f"{told}_{card['list_id']}_{card['version']}")


def corrected_sentence(answer: dict[str, Any], words: Words) -> str:
    """Say what a correction did, and how many rows still wait."""
    _ = words
    counts = answer["counts"]
    taken = counts["new"] + counts["corrected"]
    left = number(counts["rejected"], words.language)
    if answer["state"] != "accepted":
        return _("Correction enregistrée. Lignes encore à corriger : {left}.", left=left)
    return _.plural(
        "{n} demande prise en compte. Lignes encore à corriger : {left}.",
        "{n} demandes prises en compte. Lignes encore à corriger : {left}.", taken, n=number(taken, words.language), left=left,
    )  # fmt: skip
