"""Writes `docs/statuses.md` from the tables of the rules: what follows what, each reader's word, and the words of the paper.

Run it as `python -m pipelines.reporting.statuses_page`; a test checks that the page is what the tables say.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

from campaigns.lifecycle import KINDS, STATES, STEPS, TRANSITIONS
from campaigns.model.help_codes import ReferralState
from campaigns.statuses import REFERRAL_WORDS, REPORTS, STATUS_WORDS, Status, StatusWords

PAGE = Path(__file__).resolve().parents[2] / "docs" / "statuses.md"
HEAD = """# Les statuts, et ce que chacun fait ensuite

Cette page est écrite par `python -m pipelines.reporting.statuses_page` depuis `campaigns/lifecycle.py` et `campaigns/statuses.py` :
ne la corrigez pas à la main. Le statut d'un matériel est déduit de l'état de l'attribution et de ce qui a été noté en dernier ; personne ne le choisit.
Celui d'une famille orientée vers un atelier est ce qui a été noté d'elle.
"""


def statuses_page() -> str:
    """Return the whole page."""
    diagrams = "\n".join(diagram(kind) for kind in TRANSITIONS)
    return f"{HEAD}\n## Ce qui peut suivre\n{diagrams}\n{status_tables()}\n{report_table()}"


def diagram(kind: str) -> str:
    """Return the steps of one kind of thing as a Mermaid diagram."""
    steps = TRANSITIONS[kind]
    ends = {after for ways in steps.values() for after in ways.values()} - set(steps)
    lines = [f"    [*] --> {first_state(kind)}"]
    lines += [
        f"    {before} --> {after} : {STEPS[step].fr}" for before, ways in steps.items() for step, after in ways.items()
    ]
    lines += [f"    {end} --> [*]" for end in sorted(ends)]
    named = [f"    {state} : {STATES[state].fr}" for state in (*steps, *sorted(ends))]
    return "\n".join([f"\n### {KINDS[kind].fr}", "", "```mermaid", "stateDiagram-v2", *named, *lines, "```"])


def first_state(kind: str) -> str:
    """Return where a thing begins: the first line of its table."""
    return next(iter(TRANSITIONS[kind]))


def status_tables() -> str:
    """Return each status of a unit, then of a referral, with the word of each reader and what that reader does next."""
    units = status_table("Un mot par lecteur : le matériel", STATUS_WORDS)
    return f"{units}\n{status_table('Un mot par lecteur : les ateliers', REFERRAL_WORDS)}"


def status_table(title: str, statuses: Mapping[Status, StatusWords] | Mapping[ReferralState, StatusWords]) -> str:
    """Return one table: a line a status."""
    rows = [
        f"| `{status}` | {words.partner.fr} | {words.partner_next.fr} | {words.coordinator.fr} | {words.coordinator_next.fr} "
        f"| {words.family.fr} | {words.family_next.fr} |"
        for status, words in statuses.items()
    ]
    head = ["", f"## {title}", "", "| code | structure | que faire | coordination | que faire | famille | que faire |"]
    return "\n".join([*head, "|---|---|---|---|---|---|---|", *rows])


def report_table() -> str:
    """Return the words of the status column and what each says."""
    head = ["", "## Les mots de la colonne « statut »", "", "| mot | ce qui est noté | motif |", "|---|---|---|"]
    return "\n".join([*head, *report_rows(), ""])


def report_rows() -> Iterator[str]:
    """Return one line a word."""
    for word, report in REPORTS.items():
        reason = f"`{report.reason}`" if report.reason else ("à un proche" if report.to_proxy else "")
        yield f"| {word} | `{report.kind}` | {reason} |"


def write_page() -> None:
    """Write the page."""
    PAGE.write_text(statuses_page(), encoding="utf-8")


if __name__ == "__main__":
    write_page()
