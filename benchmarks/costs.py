"""What was done about each function that the profile names among the dearest, as far as it is recorded in the decisions."""

# By stage and function where they differ, else by function.
DUCKDB, ROWS, RUN = (
    "duckdb._seam.submit",
    "pipelines.store.duckdb_store.DuckSession.rows",
    "pipelines.store.duckdb_store.DuckSession.run",
)
ARROW, PARQUET = (
    "pyarrow.compute._make_generic_wrapper.<locals>.wrapper",
    "pyarrow.parquet.core.ParquetWriter.write_table",
)
KNOWN: dict[str, str] = {
    ARROW: "Arrow itself, on whole columns: it took the place of rows in Python",
    DUCKDB: "DuckDB itself",
    ROWS: "DuckDB behind our door, answers made into rows",
    RUN: "DuckDB behind our door",
    "pipelines.store.duckdb_store.DuckStore.writing.<locals>.<lambda>": "DuckDB behind our door: a transaction kept on the disk",
    f"receive/{DUCKDB}": "DuckDB itself; bulk tables have no key index in the embedded store, and ciphertext is not compressed (ADR 0040)",
    "receive/sqlite3.Connection.__exit__": "keys reach the disk before what they seal does; those of a block together, not one by one",
    f"recognise/{DUCKDB}": "DuckDB itself; only pairs that our keys give are compared (ADR 0017), a million at a time",
    "pipelines.store.scratch.Scratch.run": "DuckDB behind our door, in a database of the comparison's own (ADR 0018)",
    f"plan/{DUCKDB}": "DuckDB itself; requests that no rule tells apart are planned as one (ADR 0037)",
    f"plan/{PARQUET}": "the plan's tables are kept, so that anyone can check them (ADR 0021): nothing yet",
    f"adopt/{RUN}": "DuckDB behind our door: the grants that come into force, in one transaction",
    f"publish/{ROWS}": "DuckDB behind our door; facts are read a column at a time, eligible units counted without ranking",
    "pyproj.transformer.TransformerFromCRS.__call__": "once a process: shapes that were laid out are kept (`geo/insets.py`); this is the first map",
    "pyarrow.parquet.core.ParquetDataset.read": "once a process; this is the first map",
    "pipelines.intake.vocabulary.unaccented": "a text with accents that was spelt once is kept, signs are looked up in one table",
    "re.Pattern.sub": "Python itself; plain shapes take a quick way before any pattern (`pipelines/intake/plain_shapes.py`)",
}


def what_was_done(figure: str) -> str:
    """Return what was done about the function of a figure; where nothing is known, that nothing was.

    >>> what_was_done("profile/adopt/duckdb._seam.submit"), what_was_done("profile/adopt/x.y"), what_was_done("profile/adopt/our_own_code")
    ('DuckDB itself', 'nothing yet', '')
    """
    _, stage, function = figure.split("/", 2)
    if function == "our_own_code":
        return ""
    return KNOWN.get(f"{stage}/{function}", KNOWN.get(function, "nothing yet"))
