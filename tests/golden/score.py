"""Compares what we read of a partner's list with its truth: rows, columns, reasons, values.

Run it: `python -m tests.golden.score [FOLDER] [--wrong]`; FOLDER holds lists beside their `NAME.truth.json`.
"""

import json
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from campaigns.model.outcome import Refusal
from pipelines.intake.reading import ListReading, RowReading, read_list
from pipelines.intake.vocabulary import plain

LISTS = Path(__file__).parent / "lists"
TODAY = date(2026, 11, 23)
# Compared without case, accents and spaces, as the truth asks.
TEXTS = frozenset(
    {
        "partner_reference", "guardian_last_name", "guardian_first_name", "guardian_full_name", "child_last_name", "child_first_name", "address",
        "commune", "need_text", "operator", "note", "email",
    }
)  # fmt: skip
PARTNER_KINDS = {
    "ecole": "school",
    "college": "school",
    "lycee": "school",
    "crous": "student_service",
    "universite": "student_service",
}
# Our decision where it differs from the truth's policy: a child's impossible date only drops the date (design, intake).
CHILD_DATE_REASONS = {"invalid_date", "future_date"}
MARKS = ("rows", "mapping", "reasons", "outcomes", "values")


@dataclass
class Score:
    """What was right and what was asked, by measure, with what was wrong."""

    right: dict[str, int] = field(default_factory=lambda: dict.fromkeys(MARKS, 0))
    asked: dict[str, int] = field(default_factory=lambda: dict.fromkeys(MARKS, 0))
    wrong: list[str] = field(default_factory=list)

    def mark(self, measure: str, good: bool, what: str) -> None:
        """Count one answer."""
        self.asked[measure] += 1
        self.right[measure] += good
        if not good:
            self.wrong.append(f"{measure}: {what}")

    def add(self, other: "Score") -> None:
        """Add the answers of another list."""
        for measure in MARKS:
            self.right[measure] += other.right[measure]
            self.asked[measure] += other.asked[measure]

    def percent(self, measure: str) -> float:
        """Return the share of right answers, in percent."""
        return 100.0 * self.right[measure] / self.asked[measure] if self.asked[measure] else 100.0


def score_list(path: Path, truth: Mapping[str, Any]) -> Score:
    """Score one list against its truth."""
    score = Score()
    kind = PARTNER_KINDS.get(truth["partner"]["kind"])
    reading = read_list(path.read_bytes(), path.name, today=TODAY, partner_kind=kind)
    if isinstance(reading, Refusal):
        for measure in MARKS:
            score.mark(measure, False, f"refused: {reading.code}")
        return score
    score_rows(score, reading, truth)
    score_mapping(score, reading, truth)
    known = {row.row: row for row in reading.rows}
    for expected in truth["rows"]:
        row = known.get(expected["row"])
        reasons = set(row.reasons) if row else set()
        wanted, allowed = set(expected["reasons"]), set(expected.get("may_also", ()))
        score.mark(
            "reasons",
            row is not None and wanted <= reasons <= wanted | allowed,
            f"row {expected['row']}: wanted {sorted(wanted)}, got {sorted(reasons)}",
        )
        outcome = {"accept": "accepted", "warn": "warned", "reject": "rejected"}[expected["expect"]]
        score.mark(
            "outcomes",
            row is not None
            and row.outcome.value in {outcome, our_outcome(expected, reading), also_outcome(expected, row)},
            f"row {expected['row']}: wanted {outcome}",
        )
        score_values(score, expected, dict(row.values) if row else {})
    return score


def our_outcome(expected: Mapping[str, Any], reading: ListReading) -> str:
    """Return the outcome under our own table, where a child's date alone never holds a row back."""
    child = any(column.target == "child_birth_date" for column in reading.columns)
    rest = set(expected["reasons"]) - CHILD_DATE_REASONS
    only_warnings = rest <= {"invalid_phone", "missing_contact"}
    return "warned" if child and only_warnings and expected["reasons"] else ""


def also_outcome(expected: Mapping[str, Any], row: RowReading) -> str:
    """Return the outcome that a row may have by the reasons that the truth also allows."""
    extra = set(row.reasons) & set(expected.get("may_also", ()))
    if not extra:
        return ""
    return "warned" if set(row.reasons) <= {"invalid_phone", "missing_contact"} else "rejected"


def score_rows(score: Score, reading: ListReading, truth: Mapping[str, Any]) -> None:
    """Score the accounting: each physical row once, with the right kind."""
    counts = reading.counts
    parts = ("header", "blank", "not_data", "accepted", "warned", "rejected")
    score.mark("rows", counts["physical"] == sum(counts[part] for part in parts), "the row equation does not hold")
    score.mark(
        "rows",
        counts["physical"] in {truth["physical_rows"], truth["physical_rows"] - truth["trailing_blank_rows"]},
        f"physical {counts['physical']}",
    )
    score.mark("rows", reading.format.header_row == truth["header_row"], f"header row {reading.format.header_row}")
    score.mark("rows", [row.row for row in reading.rows] == [row["row"] for row in truth["rows"]], "data rows differ")
    kinds = {number: kind for number, kind, _ in reading.other_rows}
    for other in truth["non_data_rows"]:
        score.mark(
            "rows",
            kinds.get(other["row"]) == other["kind"],
            f"row {other['row']} is {other['kind']}, got {kinds.get(other['row'])}",
        )


def score_mapping(score: Score, reading: ListReading, truth: Mapping[str, Any]) -> None:
    """Score what each column was taken for."""
    others = truth.get("mapping_any_of", {})
    for column in truth["columns"]:
        got = next((match.target for match in reading.columns if match.position == column["col"]), None)
        key = column["header"]
        score.mark(
            "mapping",
            got == column["canonical"] or got in others.get(key, ()),
            f"{key!r} is {column['canonical']}, got {got}",
        )


def score_values(score: Score, expected: Mapping[str, Any], got: Mapping[str, Any]) -> None:
    """Score the values that the truth states."""
    for name, value in expected["values"].items():
        allowed = [value, *expected.get("any_of", {}).get(name, ())]
        score.mark(
            "values",
            any(same(name, one, got.get(name)) for one in allowed),
            f"row {expected['row']} {name}: wanted {value!r}, got {got.get(name)!r}",
        )


def same(name: str, wanted: Any, got: Any) -> bool:
    """Tell whether a value is the wanted one."""
    if isinstance(got, date):
        return got.isoformat() == wanted
    if name in TEXTS and isinstance(got, str):
        return re.sub(r"\s", "", plain(wanted)) == re.sub(r"\s", "", plain(got))
    return bool(got == wanted) and isinstance(got, bool) == isinstance(wanted, bool)


def truths(folder: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Give each list of a folder with its truth."""
    for path in sorted(folder.glob("*.truth.json")):
        truth = json.loads(path.read_text(encoding="utf-8"))
        yield folder / truth["file"], truth


def score_folder(folder: Path) -> dict[str, Score]:
    """Score every list of a folder, by name, in order; `TOTAL` last."""
    scores = {path.name: score_list(path, truth) for path, truth in truths(folder)}
    total = Score()
    for score in scores.values():
        total.add(score)
    return scores | {"TOTAL": total}


def table(scores: Mapping[str, Score]) -> str:
    """Return the scores as a Markdown table, in percent."""
    lines = ["| list | " + " | ".join(f"{measure} %" for measure in MARKS) + " |", "|---|" + "---:|" * len(MARKS)]
    lines += [
        "| " + " | ".join([name, *(f"{score.percent(measure):.2f}" for measure in MARKS)]) + " |"
        for name, score in scores.items()
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    arguments = [argument for argument in sys.argv[1:] if not argument.startswith("--")]
    found = score_folder(Path(arguments[0]) if arguments else LISTS)
    sys.stdout.write(table(found) + "\n")
    if "--wrong" in sys.argv:
        for list_name, list_score in found.items():
            for text in list_score.wrong:
                sys.stdout.write(f"{list_name} {text}\n")
