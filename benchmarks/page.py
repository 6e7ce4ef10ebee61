"""Writes `docs/benchmarks.md` from the records in `build/bench`, and from nothing else.

The suite says beside them on which machine they were taken and which parts failed. Every figure has a name; the winner is computed.
"""

import json
import re
import sys
from dataclasses import asdict, dataclass, field
from pathlib import Path

from benchmarks.ratios import Figure, figures
from benchmarks.records import FOLDER, OURS, read_records

PAGE, PICTURES = Path("docs/benchmarks.md"), Path("docs/benchmarks")
HEAD = """# Benchmarks

Measured by `make bench`, which writes this page; `make bench-check` compares its ratios with `benchmarks/baseline.json`.
A figure is quoted by its name (`area/name`). Each cell holds the median over the runs and, for a rival, the ratio ours/rival in brackets;
the last column says who has the best median; « not run » is said of what is not installed here, not made for that problem or that size, or
stopped on an error. Figures of allocation come from invented campaigns: they compare practices, and say nothing
of a real campaign. Seconds depend on the machine and on its load, said below.
"""
HOW_TO_READ = """`_at_30`: thirty devices in stock for a hundred families that ask, each for a device and its data; a run is a seed.
A family counts as served when it gets both. Serving fewer of tiers 3 to 5 is the price of the order of priority. Request by request
strands fewer devices because it gives them without data (`useless`). Pro rata shares each article between departments by the families
that asked, then follows priority inside each: it is the most even between departments (`gini`), and passes over more families.
Kilometres are those of families served: who serves only its own neighbours has fewer of both. Seconds are of processor."""
REPLAY = """Dates and totals of computers, recharges and structures are those made public of spring 2020; families, their priority and
where each wave arrived are invented (`benchmarks/replay/history.py` says which is which): it compares practices, and is no account of what
was done. Each Friday a practice plans what is in stock for the lists that have come; none keeps stock back for lists still to come, so who gives
out most early has least for an urgent family whose list comes after the last wave. Days are counted from a family's list, to the
last day if it is never served. A child is connected when its family has all that it lacked; urgent: of tiers 1 and 2."""
INTAKE = """`_of_golden`: lists as partners write them, with their truth. Every reader is given credit for a value that its cell says under the
right header; only ours also says why a row is refused. On the big files pandas only loads text into memory, told separator and encoding;
ours checks, repairs, encrypts and keeps each row, with the start of the reading process in its seconds."""
MAPS = """Same shapes, same figures; plain folium as its guide shows it, with the key and the tooltips. Without network every outside address
is refused. `quick_network` answers each at once from the disk, plain folium without its key: real networks take longer. With a real
network nothing was measured."""
STAGES = """One run a size, through the doors that people use, the lists written before. `whole`: from lists to map, put in force between; the
papers of the deliveries (`notes`) are apart. Megabytes are the peak so far of the larger of the application's processes."""
READ = {"allocation": HOW_TO_READ, "replay": REPLAY, "intake": INTAKE, "maps": MAPS, "end_to_end": STAGES}
SHOWN = {
    "allocation": [("first-tier.png", "Share of the first tier served, by practice and scarcity")],
    "replay": [
        ("replay-urgent-children.png", "Urgent children connected week by week in spring 2020, by practice"),
        ("replay-days-waited.png", "Mean days waited by priority in spring 2020, by practice"),
    ],
    "linkage_growth": [("linkage-growth.png", "Seconds to recognise households from scratch, by number of requests")],
}
# Told in full, but folded away: one level of scarcity and the ends of the replay are enough for a first look.
FOLDED = re.compile(r"_at_(?!30$)\d+$|^replay_weeks/")
LEFT = """## Not measured here

A million requests are behind `BENCH_FULL=1`. Plotly, frictionless, and a real network between server and browser are compared nowhere. The
third-party sets of recognition are not in the repository: `python -m benchmarks.linkage.run --sets FOLDER` measures them. What share of
the machine's physical limits each stage reaches is not told.
"""


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
    PAGE.write_text(page(figures(read_records()), context), "utf-8")
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
