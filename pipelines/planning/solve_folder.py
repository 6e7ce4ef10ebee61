"""`connexion solve` and `connexion certify`: an allocation problem in a folder of CSV or Parquet files.

Everything is read and checked before anything is written, and results appear whole: `summary.json` comes last.
It decides nothing: the engine and the verifier are in `campaigns.allocation`.
"""

import json
import os
import shutil
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
from pyarrow import csv, parquet

from campaigns.allocation.certify import certify
from campaigns.allocation.columns import Fault, integer_column, refusal_of, text_column
from campaigns.allocation.digest import BOUND_RESULT_COLUMNS, PASS_RESULT_COLUMNS, RESULT_COLUMNS, digest
from campaigns.allocation.passes import LEVEL_COLUMNS, PASS_COLUMNS, SAME_SITE_COLUMNS
from campaigns.allocation.problem import COLUMNS, Problem, problem_from_tables
from campaigns.allocation.replay import replay
from campaigns.allocation.same_site import SECONDS
from campaigns.allocation.solve import Solution, solve
from campaigns.allocation.verdict import Verdict
from campaigns.model.outcome import Refusal, Sentence

SUMMARY = "summary.json"
# One more unit is tried in that many cells by a replay; each is a plan computed anew.
CELLS_TRIED = 5
WHOLE_NUMBERS = ("pass_no", "units", "goal_no", "reached", "bound", "found_bound", "scale_bits", "value")
FIGURES = ("served", "bound", "objective")


@dataclass(frozen=True, eq=False, slots=True)
class Published:
    """A result read back from a folder."""

    grants: pa.Table
    unserved: pa.Table
    values: pa.Table
    entries: pa.Table | None
    witness: pa.Table | None
    bounds: pa.Table | None
    duals: pa.Table | None
    served: int
    bound: int
    objective: int


def solve_folder(directory: Path, out: Path, seconds: float = SECONDS) -> dict[str, object] | Refusal:
    """Solve the problem of a folder and write the plan to another.

    Parameters
    ----------
    directory
        Holds `lines`, `options`, `cells` and `sites`, each as `.csv` (UTF-8, comma) or `.parquet`; and, where passes are
        declared, `passes`, `quotas` and `openings`, or `levels` (with `same_site` where kits must come from one site).
    out
        Receives `grants.csv`, `unserved.csv`, `values.csv` and `summary.json`, and where passes are declared
        `entries.csv` and `witness.csv`, or for kits from one site `bounds.csv` and `duals.csv`; made if needed.
    seconds
        Time for the search of kits from one site; other problems need none.

    Returns
    -------
    dict | Refusal
        The summary: `served, unserved, bound` (lines), `objective`, `digest`, `seconds`, and for kits from one site `goals` (of each
        what was `reached`, its `bound` and the `gap`); or why nothing was written.

    Raises
    ------
    CannotGoOn
        When the flow solver finds no optimum; nothing is then written.
    """
    started = time.perf_counter()
    problem = read_problem(directory)
    if isinstance(problem, Refusal):
        return problem
    if out.exists() and not out.is_dir():
        return _refusal(
            "out_is_a_file",
            f"« {out.name} » est un fichier : indiquez un dossier.",
            f"“{out.name}” is a file: name a folder.",
        )
    solution = solve(problem, seconds=seconds)
    summary: dict[str, object] = {
        "served": solution.served,
        "unserved": solution.unserved.num_rows,
        "bound": solution.bound,
        "objective": solution.objective,
        "digest": solution.digest(problem),
        "seconds": round(time.perf_counter() - started, 3),
    }
    if problem.same_site.num_rows:
        summary["goals"] = told_goals(solution.bounds)
    _publish(solution, summary, out, result_columns(problem))
    return summary


def certify_folder(
    directory: Path, out: Path, *, replayed: bool = False, earlier: Path | None = None
) -> dict[str, object] | Refusal:
    """Prove or refute the guarantees of a solved folder, without the solver.

    Parameters
    ----------
    replayed
        Also run the solver again for G6, G7 and G8 (see `campaigns.allocation.replay`), with one more unit in each of the
        first `CELLS_TRIED` cells.
    earlier
        The folder of the plan published before, for G6.

    Returns
    -------
    dict | Refusal
        For each guarantee `{"holds": true|false|null, "witness": …, "witness_en": …}`; the entry `digest` tells
        whether the files are those the summary was computed from.
    """
    problem = read_problem(directory)
    if isinstance(problem, Refusal):
        return problem
    tables = _read_tables(out, RESULT_COLUMNS, optional=extra_columns(problem))
    if isinstance(tables, Refusal):
        return tables
    typed = _typed_results(tables)
    if isinstance(typed, Refusal):
        return typed
    verdicts = certify(
        problem, typed["grants"], typed["unserved"], typed.get("entries"), typed.get("witness"), typed.get("bounds"),
        typed.get("duals"),
    )  # fmt: skip
    if replayed:
        before = None if earlier is None else _read_tables(earlier, {"grants": RESULT_COLUMNS["grants"]}, optional={})
        if isinstance(before, Refusal):
            return before
        cells = problem.cells["cell_id"].to_pylist()[:CELLS_TRIED]
        verdicts |= replay(problem, typed["grants"], None if before is None else before["grants"], cells)
    verdicts["digest"] = _same_digest(problem, typed, out)
    return {name: _as_json(verdict) for name, verdict in verdicts.items()}


def read_problem(directory: Path) -> Problem | Refusal:
    """Read and check the four tables of a folder, and those of its passes where there are some."""
    tables = _read_tables(directory, COLUMNS, optional=PASS_COLUMNS | LEVEL_COLUMNS | SAME_SITE_COLUMNS)
    return tables if isinstance(tables, Refusal) else problem_from_tables(**tables)


def result_columns(problem: Problem) -> dict[str, tuple[str, ...]]:
    """Return the tables of a result and their columns."""
    return RESULT_COLUMNS | extra_columns(problem)


def extra_columns(problem: Problem) -> dict[str, tuple[str, ...]]:
    """Return the tables that only some problems have a result for: where passes are declared, or kits come from one site."""
    passes = PASS_RESULT_COLUMNS if problem.passes.num_rows else {}
    return passes | (BOUND_RESULT_COLUMNS if problem.same_site.num_rows else {})


def told_goals(bounds: pa.Table) -> list[dict[str, object]]:
    """Return each goal of a plan of kits from one site with how far it may be from the best."""
    rows = bounds.select(["goal", "first_rank", "reached", "bound", "found_bound"]).to_pylist()
    return [row | {"gap": abs(row["found_bound"] - row["reached"])} for row in rows]


def _read_tables(
    directory: Path, columns: dict[str, tuple[str, ...]], optional: dict[str, tuple[str, ...]]
) -> dict[str, pa.Table] | Refusal:
    """Read a table a name; all missing files, or all missing columns, are told in one sentence."""
    found = {
        name: [p for p in (directory / f"{name}.csv", directory / f"{name}.parquet") if p.is_file()]
        for name in (*columns, *optional)
    }
    missing = [f"{name}.csv" for name in columns if not found[name]]
    twice = [name for name, paths in found.items() if len(paths) > 1]
    if missing:
        names = ", ".join(missing)
        fr = f"Fichier absent du dossier « {directory.name} » : {names} (ou .parquet). Ajoutez-le, puis relancez."
        return _refusal(
            "missing_file",
            fr,
            f"File absent from folder “{directory.name}”: {names} (or .parquet). Add it, then run again.",
        )
    if twice:
        names = ", ".join(twice)
        fr = f"Deux fichiers pour la même table ({names}) : gardez le .csv ou le .parquet."
        return _refusal("two_files", fr, f"Two files for the same table ({names}): keep the .csv or the .parquet.")
    tables: dict[str, pa.Table] = {}
    for name, path in ((name, paths[0]) for name, paths in found.items() if paths):
        try:
            tables[name] = _read(path)
        except (pa.ArrowException, UnicodeDecodeError):
            fr = f"« {path.name} » est illisible. Attendu : {_expected(path)}."
            return _refusal("unreadable_file", fr, f"“{path.name}” can't be read. Expected: {_expected(path)}.")
    return _missing_columns(tables, {n: c for n, c in (columns | optional).items() if n in tables}) or tables


def _read(path: Path) -> pa.Table:
    """Read one file; CSV values stay text, so that nothing is guessed before it is checked."""
    if path.suffix == ".parquet":
        return parquet.read_table(path, partitioning=None)
    with csv.open_csv(path, convert_options=csv.ConvertOptions(strings_can_be_null=False)) as reader:
        names = reader.schema.names
    as_text = csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False)
    return csv.read_csv(path, parse_options=csv.ParseOptions(newlines_in_values=True), convert_options=as_text)


def _expected(path: Path) -> str:
    return "Parquet" if path.suffix == ".parquet" else "CSV, UTF-8, « , »"


def _missing_columns(tables: dict[str, pa.Table], columns: dict[str, tuple[str, ...]]) -> Refusal | None:
    missing = [f"{t}.{c}" for t, names in columns.items() for c in names if tables[t].column_names.count(c) != 1]
    if not missing:
        return None
    names = ", ".join(missing)
    fr = f"Colonne absente ou répétée : {names}. Ajoutez-la une seule fois, puis relancez."
    return _refusal("missing_column", fr, f"Column absent or repeated: {names}. Add it exactly once, then run again.")


def _typed_results(tables: dict[str, pa.Table]) -> dict[str, pa.Table] | Refusal:
    """Ranks become integers and blanks become null; the rest is text."""
    faults: list[Fault] = []
    typed: dict[str, pa.Table] = {}
    for name, columns in (RESULT_COLUMNS | PASS_RESULT_COLUMNS | BOUND_RESULT_COLUMNS).items():
        if name not in tables:
            continue
        typed[name] = tables[name].select(list(columns))
        for place, column in enumerate(columns):
            if column.endswith("_rank") or column in WHOLE_NUMBERS:
                values, found = integer_column(tables[name], name, column, optional=column.endswith("_rank"))
                typed[name] = typed[name].set_column(place, column, values)
                faults += found
            elif name in BOUND_RESULT_COLUMNS:
                values, _ = text_column(tables[name], name, column, optional=True)
                typed[name] = typed[name].set_column(place, column, values)
    return refusal_of(faults) if faults else typed


def _same_digest(problem: Problem, tables: dict[str, pa.Table], out: Path) -> Verdict:
    """Recompute the fingerprint from the files; a summary that says another was not computed from them."""
    try:
        told = json.loads((out / SUMMARY).read_text(encoding="utf-8"))
        figures = {name: int(told[name]) for name in FIGURES}
        expected = str(told["digest"])
    except (OSError, ValueError, KeyError, TypeError):
        return Verdict(None, Sentence(f"{SUMMARY} est absent ou illisible.", f"{SUMMARY} is absent or can't be read."))
    if problem.passes.num_rows and not ("entries" in tables and "witness" in tables):
        return Verdict(
            False, Sentence("Les tables des passes manquent au résultat.", "The result lacks the tables of its passes.")
        )
    if problem.same_site.num_rows and not ("bounds" in tables and "duals" in tables):
        return Verdict(
            False, Sentence("Les tables des bornes manquent au résultat.", "The result lacks the tables of its bounds.")
        )
    grants, unserved, values = (tables[name] for name in RESULT_COLUMNS)
    entries, witness, bounds, duals = (tables.get(name) for name in (*PASS_RESULT_COLUMNS, *BOUND_RESULT_COLUMNS))
    published = Published(grants, unserved, values, entries, witness, bounds, duals, **figures)
    found = digest(problem, published)
    if found == expected:
        return Verdict(True)
    fr = f"L'empreinte recalculée est « {found} », le résumé annonce « {expected} » : un fichier a changé depuis."
    return Verdict(
        False,
        Sentence(fr, f"The digest recomputed is “{found}”, the summary says “{expected}”: a file has changed since."),
    )


def _publish(solution: Solution, summary: dict[str, object], out: Path, columns: dict[str, tuple[str, ...]]) -> None:
    """Write everything beside the target, then rename; an interruption leaves no half-written file."""
    out.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(dir=out.parent, prefix=f".{out.name}."))
    try:
        for name in columns:
            csv.write_csv(getattr(solution, name), draft / f"{name}.csv", csv.WriteOptions(quoting_style="needed"))
        text = json.dumps(summary, ensure_ascii=False, indent=2) + "\n"
        (draft / SUMMARY).write_text(text, encoding="utf-8")
        out.mkdir(exist_ok=True)
        # An earlier summary goes first and the new one comes last: a folder with a summary is a whole result.
        (out / SUMMARY).unlink(missing_ok=True)
        for name in (*(f"{name}.csv" for name in columns), SUMMARY):
            os.replace(draft / name, out / name)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _as_json(verdict: Verdict) -> dict[str, object]:
    witness = verdict.witness
    return {
        "holds": verdict.holds,
        "witness": witness.fr if witness else None,
        "witness_en": witness.en if witness else None,
    }


def _refusal(code: str, fr: str, en: str) -> Refusal:
    return Refusal(code, Sentence(fr, en))
