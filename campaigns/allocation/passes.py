"""Declared passes of a problem: who may enter each one, up to how many a group, and which cells are open by then.

Reserves and department floors are passes: lines join in rank order, and nobody who joined in an earlier pass is lost.
Without any, there is one pass, open to all. It checks tables and never decides who joins.
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from campaigns.allocation.columns import (
    DUPLICATE,
    NEGATIVE,
    TOO_LARGE,
    Fault,
    codes_of,
    faults_where,
    integer_column,
    repeated,
    text_column,
)
from campaigns.model.outcome import Sentence

# Optional tables. `passes`: a blank type_id stands for every type that its pass does not name; a blank group has no quota.
# `quotas`: a group has room in a pass while its lines that joined since `from_pass` are fewer than `quota`. `openings`: cells
# closed before a pass; the others never are.
PASS_COLUMNS = {
    "passes": ("pass_no", "type_id", "group_id"),
    "quotas": ("pass_no", "group_id", "quota", "from_pass"),
    "openings": ("cell_id", "pass_no"),
}
PASS_SCHEMAS = {
    "passes": pa.schema([("pass_no", pa.int64()), ("type_id", pa.string()), ("group_id", pa.string())]),
    "quotas": pa.schema(
        [("pass_no", pa.int64()), ("group_id", pa.string()), ("quota", pa.int64()), ("from_pass", pa.int64())]
    ),
    "openings": pa.schema([("cell_id", pa.string()), ("pass_no", pa.int64())]),
}

# Optional too: lines from one `first_rank` to the next share a level. As many lines of the best level as can be are served, then
# of the next; within a level the cheapest units decide, and ranks between equal costs. Without it each line stands alone.
LEVEL_COLUMNS = {"levels": ("first_rank",)}
LEVEL_SCHEMA = pa.schema([("first_rank", pa.int64())])

# Optional as well, and only with levels: types whose lines need both units from one site (`*`: every type that needs both).
# Data that is at no site goes with no device then.
SAME_SITE_COLUMNS = {"same_site": ("type_id",)}
EVERY_KIT = "*"
SAME_SITE_SCHEMA = pa.schema([("type_id", pa.string())])

UNKNOWN_PASS = Sentence("absent de la table passes", "absent from table passes")
LEVELS_WITH_PASSES = Sentence("les niveaux ne vont pas avec des passes", "levels don't go with passes")
NEEDS_LEVELS = Sentence("la table same_site demande la table levels", "table same_site needs table levels")
UNKNOWN_CELL = Sentence("absente de la table cells", "absent from table cells")


def no_passes(name: str) -> pa.Table:
    """Return one of the optional tables without a row."""
    return PASS_SCHEMAS[name].empty_table()


def checked_passes(
    passes: pa.Table, quotas: pa.Table, openings: pa.Table, cell_ids: pa.Array, faults: list[Fault]
) -> tuple[pa.Table, pa.Table, pa.Table]:
    """Check the optional tables and put them in canonical order; faults are added to `faults`."""
    entries = _entries(passes, faults)
    known = pc.unique(entries["pass_no"].combine_chunks())
    limits, opened = _limits(quotas, known, faults), _opened(openings, known, cell_ids, faults)
    return (
        entries.sort_by([("pass_no", "ascending"), ("type_id", "ascending")]),
        limits.sort_by([("pass_no", "ascending"), ("group_id", "ascending")]),
        opened.sort_by("cell_id"),
    )


def checked_levels(levels: pa.Table, passes: pa.Table, faults: list[Fault]) -> pa.Table:
    """Check the table of levels and put it in order; faults are added to `faults`."""
    first, unread = integer_column(levels, "levels", "first_rank")
    faults += unread + faults_where(repeated(codes_of(first)), "levels", "first_rank", first, DUPLICATE)
    both = np.full(len(first), passes.num_rows > 0)
    faults += faults_where(both, "levels", "first_rank", first, LEVELS_WITH_PASSES)
    return pa.table([first], schema=LEVEL_SCHEMA).sort_by("first_rank")


def checked_same_site(same_site: pa.Table, levels: pa.Table, faults: list[Fault]) -> pa.Table:
    """Check the table of types served from one site and put it in order; faults are added to `faults`."""
    named, blank = text_column(same_site, "same_site", "type_id")
    faults += blank + faults_where(repeated(codes_of(named)), "same_site", "type_id", named, DUPLICATE)
    alone = np.full(len(named), levels.num_rows == 0)
    faults += faults_where(alone, "same_site", "type_id", named, NEEDS_LEVELS)
    return pa.table([named], schema=SAME_SITE_SCHEMA).sort_by("type_id")


def _entries(source: pa.Table, faults: list[Fault]) -> pa.Table:
    pass_no, unread = integer_column(source, "passes", "pass_no")
    type_id, _ = text_column(source, "passes", "type_id", optional=True)
    group_id, _ = text_column(source, "passes", "group_id", optional=True)
    faults += unread + _negative("passes", pass_no) + _again("passes", "type_id", type_id, pass_no)
    return pa.table([pass_no, type_id, group_id], schema=PASS_SCHEMAS["passes"])


def _limits(source: pa.Table, known: pa.Array, faults: list[Fault]) -> pa.Table:
    pass_no, unread = integer_column(source, "quotas", "pass_no")
    group_id, blank = text_column(source, "quotas", "group_id")
    quota, no_quota = integer_column(source, "quotas", "quota")
    since, no_start = integer_column(source, "quotas", "from_pass")
    faults += unread + blank + no_quota + no_start + _undeclared("quotas", pass_no, known)
    faults += faults_where(_flags(pc.greater(since, pass_no)), "quotas", "from_pass", since, TOO_LARGE)
    faults += _again("quotas", "group_id", group_id, pass_no)
    faults += faults_where(_flags(pc.less(quota, 0)), "quotas", "quota", quota, NEGATIVE)
    return pa.table([pass_no, group_id, quota, since], schema=PASS_SCHEMAS["quotas"])


def _opened(source: pa.Table, known: pa.Array, cell_ids: pa.Array, faults: list[Fault]) -> pa.Table:
    cell_id, blank = text_column(source, "openings", "cell_id")
    pass_no, unread = integer_column(source, "openings", "pass_no")
    faults += blank + unread + _undeclared("openings", pass_no, known)
    unknown = pc.and_(pc.is_valid(cell_id), pc.invert(pc.is_in(cell_id, value_set=cell_ids)))
    faults += faults_where(_flags(unknown), "openings", "cell_id", cell_id, UNKNOWN_CELL)
    faults += faults_where(repeated(codes_of(cell_id)), "openings", "cell_id", cell_id, DUPLICATE)
    return pa.table([cell_id, pass_no], schema=PASS_SCHEMAS["openings"])


def _negative(table: str, pass_no: pa.Array) -> list[Fault]:
    return faults_where(_flags(pc.less(pass_no, 0)), table, "pass_no", pass_no, NEGATIVE)


def _undeclared(table: str, pass_no: pa.Array, known: pa.Array) -> list[Fault]:
    absent = pc.and_(pc.is_valid(pass_no), pc.invert(pc.is_in(pass_no, value_set=known)))
    return faults_where(_flags(absent), table, "pass_no", pass_no, UNKNOWN_PASS)


def _again(table: str, column: str, values: pa.Array, pass_no: pa.Array) -> list[Fault]:
    """The same type, or the same blank, twice in one pass."""
    filled = pc.fill_null(values, "")
    keys = pc.binary_join_element_wise(pc.fill_null(pass_no.cast(pa.string()), ""), filled, " ")
    return faults_where(repeated(codes_of(keys)), table, column, values, DUPLICATE)


def _flags(values: pa.Array) -> np.ndarray:
    return np.asarray(pc.fill_null(values, False).to_numpy(zero_copy_only=False), dtype=np.bool_)
