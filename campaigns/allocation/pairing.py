"""Rows of two tables that belong together, as numbers: much lighter than a join, which copies every column of each pair.

It knows nothing of what the columns mean.
"""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from campaigns.allocation.columns import Ints, codes_of, whole


def numbered_alike(left: pa.Table, right: pa.Table, columns: Sequence[str]) -> tuple[Ints, Ints]:
    """Number the rows of two tables so that two rows bear the same number where all of these columns agree.

    A null agrees with nothing.
    """
    keys = np.zeros(left.num_rows + right.num_rows, dtype=np.int64)
    for name in columns:
        codes = codes_of(pa.concat_arrays([whole(left[name]), whole(right[name])]))
        width = 2 * len(codes) + 1  # nulls have negative codes
        keys = np.unique(keys * width + codes, return_inverse=True)[1].astype(np.int64)
    return keys[: left.num_rows], keys[left.num_rows :]


def matches(left: Ints, right: Ints) -> tuple[Ints, Ints]:
    """Return every pair of rows, one of each side, that bear the same number, in the order of the left ones."""
    order = np.argsort(right, kind="stable")
    begin, end = (np.searchsorted(right[order], left, side=side) for side in ("left", "right"))
    count = end - begin
    rows = np.repeat(np.arange(len(left)), count)
    nth = np.arange(len(rows)) - np.repeat(np.cumsum(count) - count, count)
    return rows, order[begin[rows] + nth]
