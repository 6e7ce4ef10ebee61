"""Equip, connect, accompany in the reports: what was asked, planned and done of each, and the accompaniment of one territory.

Devices and connections are counted in units, accompaniment in families, as each is published. Everything is read from one release.
"""

from typing import Final

from campaigns.disclosure_steps import STEPS
from pipelines.reporting.release_help import help_row, help_rows
from pipelines.reporting.releases import Release
from pipelines.reporting.report_parts import S, Speaker, Table
from pipelines.store.port import Row

VERB_WORDS: Final = {
    "device": S("Équiper (appareils)", "Equip (devices)"),
    "data": S("Connecter (connexions)", "Connect (data bundles)"),
}
ACCOMPANY: Final = S("Accompagner (foyers)", "Accompany (households)")
STEP_WORDS: Final = {
    "asked": S("Demandent de l'aide avec leur appareil", "Ask for help with their device"),
    "referred": S("Orientés vers un atelier ou une permanence", "Referred to a workshop or drop-in"),
    "attended": S("Y sont venus", "Came"),
}
NOT_YET: Final = "–"


def verbs_table(found: Release, says: Speaker) -> Table:
    """Return the three verbs side by side, for the whole country."""
    units = {(row["side"], row["quantity"]): row["units"] for row in found.rows("quantities")}
    heads = (
        says.say("Verbe (ce qu'il compte)", "Verb (what it counts)"),
        says.say("Demandé", "Asked"),
        says.say("Prévu", "Planned"),
        says.say("Fait", "Done"),
    )
    rows = [
        (says.of(word), *(says.count(units[side, code]) for code in ("asked", "granted", "handed_over")))
        for side, word in VERB_WORDS.items()
    ]
    rows.append((says.of(ACCOMPANY), *step_cells(help_row(found.tables), says)))
    return Table(says.say("Équiper, connecter, accompagner", "Equip, connect, accompany"), heads, tuple(rows))


def help_of_place(found: Release, code: str, says: Speaker) -> Table:
    """Return who asked, was sent and came in one territory."""
    cells = step_cells(help_row(found.tables, code), says)
    words = [says.of(STEP_WORDS[name]) for name in STEPS]
    heads = (says.say("Accompagner", "Accompany"), says.say("Foyers", "Households"))
    return Table(says.say("Accompagnement", "Accompaniment"), heads, tuple(zip(words, cells, strict=True)))


def step_cells(row: Row | None, says: Speaker) -> tuple[str, ...]:
    """Write the three counts of a territory; a dash where they are not published."""
    return tuple(NOT_YET if row is None else says.count(row[name]) for name in STEPS)


def help_remarks(found: Release, code: str, says: Speaker) -> tuple[str, ...]:
    """Return what is to be known of the accompaniment: what its counts are, not yet published, or of an earlier day."""
    if help_rows(found.tables) is None:
        return (says.say("Accompagnement : pas encore publié.", "Accompaniment: not published yet."),)
    row = help_row(found.tables, code) or {}
    said = says.say(
        "Accompagnement : foyers qui demandent de l'aide avec leur appareil, orientés vers un atelier ou une permanence, et qui y sont venus.",
        "Accompaniment: households that ask for help with their device, that were referred to a workshop or drop-in, and that came.",
    )
    days = {row.get(f"{name}_on") for name in STEPS} - {None, found.as_of}
    if days:
        said += says.say(
            " Un de ces chiffres est du {day}.",
            " One of these figures is of {day}.",
            day=says.day(min(filter(None, days))),
        )
    return (said,)
