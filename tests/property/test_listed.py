"""A table cut from columns answers as one cut from rows: same search, same order, same portions."""

from collections.abc import Sequence

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from dashboard.parts.listed import listed, listed_table
from dashboard.parts.table import Ask, Column

COLUMNS = (Column("rank", "Rang", "number"), Column("home", "Foyer"), Column("score", "Score", "number"))
SCHEMA = pa.schema([("rank", pa.int64()), ("home", pa.string()), ("score", pa.float64())])
WORDS = st.text(alphabet="abAB1é-", max_size=3)
ROWS = st.lists(
    st.fixed_dictionaries({"home": st.none() | WORDS, "score": st.none() | st.integers(-2, 2).map(float)}), max_size=12
).map(lambda rows: [{"rank": rank, **row} for rank, row in enumerate(rows, start=1)])
ASKS = st.builds(
    Ask,
    offset=st.integers(0, 6),
    limit=st.integers(1, 6),
    sort=st.sampled_from(["", "rank", "home", "score"]),
    descending=st.booleans(),
    search=WORDS,
)


@given(rows=ROWS, ask=ASKS)
def test_columns_answer_as_rows_do(rows: Sequence[dict[str, object]], ask: Ask) -> None:
    by_rows = listed(rows, COLUMNS)(ask)
    by_columns = listed_table(pa.Table.from_pylist(list(rows), schema=SCHEMA), COLUMNS)(ask)
    assert by_columns.total == by_rows.total
    assert list(by_columns.rows) == list(by_rows.rows)
