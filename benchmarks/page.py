"""Writes `docs/benchmarks.md` from the records in `build/bench`, and from nothing else.

The suite says beside them on which machine they were taken and which parts failed. Every figure has a name; the winner is computed.
"""

import json
import re
import sys
from dataclasses import asdict, dataclass, field
from pathlib import Path

from benchmarks.costs import what_was_done
from benchmarks.page_texts import HEAD, LEFT, READ
from benchmarks.quotes import requoted, values_of
from benchmarks.ratios import Figure, figures
from benchmarks.records import FOLDER, OURS, read_records

PAGE, PICTURES = Path("docs/benchmarks.md"), Path("docs/benchmarks")
SHOWN = {
    "allocation": [("first-tier.png", "Share of the first tier served, by practice and scarcity")],
    "replay": [
        ("replay-urgent-children.png", "Urgent children connected week by week in spring 2020, by practice"),
        ("replay-days-waited.png", "Mean days waited by priority in spring 2020, by practice"),
    ],
    "linkage_growth": [("linkage-growth.png", "Seconds to recognise households from scratch, by number of requests")],
}
# Told in full, but folded away: one level of scarcity, the ends of the replay and the largest size are enough for a first look.
FOLDED = re.compile(r"_at_(?!30$)\d+$|^replay_weeks/|_(?:10000|30000)_requests$|^solving/.*_2000$")
# Documents that quote figures by their names.
QUOTING = (Path("README.md"), Path("CONTRIBUTING.md"), *sorted(Path("docs").glob("*.md")))


@dataclass(frozen=True, slots=True)
class Context:
    """Machine, versions, date and load of a run, how each part of it ended (an empty text: well), and its processor seconds."""

    machine: str
    versions: str
    date: str
    load: str
    parts: dict[str, str]
    took: dict[str, float] = field(default_factory=dict)

    def write(self, folder: Path = FOLDER) -> None:
        """Leave it beside the records."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "context.json").write_text(json.dumps(asdict(self)), "utf-8")


def main() -> int:
    """Write the page."""
    context = Context(**json.loads((FOLDER / "context.json").read_text("utf-8")))
    text = page(figures(read_records()), context)
    PAGE.write_text(text, "utf-8")
    for document in QUOTING:
        if document != PAGE:
            document.write_text(requoted(document.read_text("utf-8"), values_of(text)), "utf-8")
    return 0


def page(found: list[Figure], context: Context) -> str:
    """Return the page."""
    said = [
        f"- Machine: {context.machine}",
        f"- Versions: {context.versions}",
        f"- Date: {context.date}",
        f"- Load average (one minute): {context.load}",
    ]
    if context.took:
        said.append("- Processor seconds: " + "; ".join(f"{part}: {taken:.0f}" for part, taken in context.took.items()))
    failed = [f"- **{part}** failed, its figures are missing: {why}" for part, why in context.parts.items() if why]
    areas = dict.fromkeys(figure.name.split("/")[0] for figure in found)
    blocks = [HEAD, "\n".join(said) + "\n"]
    if failed:
        blocks.append("## What failed\n\n" + "\n".join(failed) + "\n")
    blocks.append(summary(found))
    blocks += [section(area, [f for f in found if f.name.startswith(f"{area}/")]) for area in areas]
    return "\n".join([*blocks, LEFT])


def summary(found: list[Figure]) -> str:
    """Count, by area, where ours is ahead, level, and behind."""
    lines = ["## Ahead and behind", "", "| area | figures compared | ours alone is best | level with the best | a rival wins |",
             "|---|---:|---:|---:|---:|"]  # fmt: skip
    for area in dict.fromkeys(figure.name.split("/")[0] for figure in found):
        best = [figure.ahead() for figure in found if figure.name.startswith(f"{area}/") and figure.ahead()]
        if best:
            alone, beaten = sum(who == (OURS,) for who in best), sum(OURS not in who for who in best)
            lines.append(f"| {area} | {len(best)} | {alone} | {len(best) - alone - beaten} | {beaten} |")
    return "\n".join(lines) + "\n"


def section(area: str, own: list[Figure]) -> str:
    """Return the pictures, what is to be known, and the table of one area; figures of detail are folded."""
    if area == "profile":
        return "\n".join(["## Profile", "", READ[area], "", *costs(own)]) + "\n"
    lines = [f"## {area.capitalize().replace('_', ' ')}", ""]
    for name, told in SHOWN.get(area, ()):
        if (PICTURES / name).exists():
            lines += [f"![{told}]({PICTURES.name}/{name})", ""]
    if area in READ:
        lines += [READ[area], ""]
    first = [figure for figure in own if not FOLDED.search(figure.name)]
    rest = [figure for figure in own if FOLDED.search(figure.name)]
    lines += table(first) if first else []
    if rest:
        lines += ["", f"<details><summary>{len(rest)} figures more</summary>", "", *table(rest), "", "</details>"]
    return "\n".join(lines) + "\n"


def table(own: list[Figure]) -> list[str]:
    """Return a row a figure and a column for each who."""
    names = list(dict.fromkeys(who for figure in own for who in figure.medians))
    return [
        "| figure | unit | runs | " + " | ".join(names) + " | best |",
        "|---|---|---:|" + "---:|" * len(names) + "---|",
        *(
            f"| `{figure.name}` | {figure.unit}{better(figure)} | {figure.runs} | "
            + " | ".join(cell(figure, who) for who in names)
            + f" | {verdict(figure)} |"
            for figure in own
        ),
    ]


def costs(own: list[Figure]) -> list[str]:
    """Return a row for each dear function, with what was done about it."""
    return [
        "| figure | unit | runs | ours | what was done |",
        "|---|---|---:|---:|---|",
        *(
            f"| `{figure.name}` | {figure.unit} | {figure.runs} | {number(figure.medians[OURS])} | {what_was_done(figure.name)} |"
            for figure in own
        ),
    ]


def better(figure: Figure) -> str:
    """Say which way is better."""
    return f", {figure.better} is better" if figure.better else ""


def cell(figure: Figure, who: str) -> str:
    """Return a median, with the ratio ours/rival of a rival."""
    if who not in figure.medians:
        return "not run"
    ratio = None if who == OURS or not figure.better else figure.ratio(who)
    return number(figure.medians[who]) + (f" ({ratio:.2f})" if ratio is not None else "")


def number(value: float) -> str:
    """Write three or four meaningful digits.

    >>> number(12345.6), number(0.0714), number(88.0)
    ('12,346', '0.0714', '88')
    """
    if value == int(value) or abs(value) >= 1_000:
        return f"{value:,.0f}"
    return f"{value:.3g}" if abs(value) < 1 else f"{value:.2f}"


def verdict(figure: Figure) -> str:
    """Say who is best."""
    best = figure.ahead()
    if not best:
        return ""
    if OURS in best:
        return "ours" if best == (OURS,) else "level: " + ", ".join(best)
    return "a rival wins here: " + ", ".join(best) + (" (one run)" if figure.unit == "s" and figure.runs == 1 else "")


if __name__ == "__main__":
    sys.exit(main())
