"""The tables of a folder, read as they come: CSV (comma, semicolon or tab; with or without a byte order mark) or Parquet.

It checks that files and columns are there, and nothing of what they hold.
"""

from pathlib import Path

import pyarrow as pa
from pyarrow import csv, parquet

from campaigns.model.outcome import Refusal, Sentence


def read_tables(
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
        return refused(
            "missing_file",
            fr,
            f"File absent from folder “{directory.name}”: {names} (or .parquet). Add it, then run again.",
        )
    if twice:
        names = ", ".join(twice)
        fr = f"Deux fichiers pour la même table ({names}) : gardez le .csv ou le .parquet."
        return refused("two_files", fr, f"Two files for the same table ({names}): keep the .csv or the .parquet.")
    tables: dict[str, pa.Table] = {}
    for name, path in ((name, paths[0]) for name, paths in found.items() if paths):
        try:
            tables[name] = _read(path)
        except (pa.ArrowException, UnicodeDecodeError):
            fr = f"« {path.name} » est illisible. Attendu : {_expected(path)}."
            return refused("unreadable_file", fr, f"“{path.name}” can't be read. Expected: {_expected(path)}.")
    return _missing_columns(tables, {n: c for n, c in (columns | optional).items() if n in tables}) or tables


def _read(path: Path) -> pa.Table:
    """Read one file; CSV values stay text, so that nothing is guessed before it is checked."""
    if path.suffix == ".parquet":
        return parquet.read_table(path, partitioning=None)
    parse = csv.ParseOptions(delimiter=_separator(path), newlines_in_values=True)
    with csv.open_csv(
        path, parse_options=parse, convert_options=csv.ConvertOptions(strings_can_be_null=False)
    ) as reader:
        names = reader.schema.names
    as_text = csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False)
    return csv.read_csv(path, parse_options=parse, convert_options=as_text)


def _separator(path: Path) -> str:
    """Return what parts the names of columns: a comma, unless the first line holds none and has semicolons or tabs."""
    with path.open("rb") as file:
        first = file.readline()
    others = [mark for mark in (";", "\t") if mark.encode() in first]
    return others[0] if others and b"," not in first else ","


def _expected(path: Path) -> str:
    return "Parquet" if path.suffix == ".parquet" else "CSV, UTF-8, « , » ou « ; »"


def _missing_columns(tables: dict[str, pa.Table], columns: dict[str, tuple[str, ...]]) -> Refusal | None:
    missing = [f"{t}.{c}" for t, names in columns.items() for c in names if tables[t].column_names.count(c) != 1]
    if not missing:
        return None
    names = ", ".join(missing)
    fr = f"Colonne absente ou répétée : {names}. Ajoutez-la une seule fois, puis relancez."
    return refused("missing_column", fr, f"Column absent or repeated: {names}. Add it exactly once, then run again.")


def refused(code: str, fr: str, en: str) -> Refusal:
    """Return a refusal with its sentence."""
    return Refusal(code, Sentence(fr, en))
