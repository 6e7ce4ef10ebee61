"""The oracle of the allocation engine: small problems solved by trying everything, in plain Python.

It shares no code with the engine. Its own tests are cases solved by hand.
"""

from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import combinations

import pyarrow as pa
from hypothesis import strategies as st

SIDES = ("device", "data")


@dataclass(frozen=True)
class Small:
    """lines (rank, type) in rank order; options {(type, side, cell): penalty}; cells {cell: (side, site, quantity)}."""

    lines: tuple[tuple[int, str], ...]
    options: tuple[tuple[tuple[str, str, str], int], ...]
    cells: tuple[tuple[str, tuple[str, str | None, int]], ...]
    sites: tuple[tuple[str, int | None], ...]

    def tables(self):
        """The four tables of the folder format; line ids are made from the ranks."""
        columns = {
            "lines": (("line_id", "rank", "type_id"), [(f"line-{r}", r, t) for r, t in self.lines]),
            "options": (("type_id", "side", "cell_id", "penalty"), [(*key, p) for key, p in self.options]),
            "cells": (("cell_id", "side", "site_id", "quantity"), [(c, *rest) for c, rest in self.cells]),
            "sites": (("site_id", "capacity"), list(self.sites)),
        }
        return {
            name: pa.table({column: [row[i] for row in rows] for i, column in enumerate(names)})
            for name, (names, rows) in columns.items()
        }

    def with_one_more(self, cell_id):
        cells = tuple((c, (s, w, q + (c == cell_id))) for c, (s, w, q) in self.cells)
        return replace(self, cells=cells)

    def with_line(self, rank, type_id):
        return replace(self, lines=tuple(sorted([*self.lines, (rank, type_id)])))

    def with_open_sites(self):
        return replace(self, sites=tuple((s, None) for s, _ in self.sites))


@lru_cache(maxsize=200_000)
def cheapest(small: Small, side: str, types: tuple[str, ...]) -> int | None:
    """Least total penalty of one unit of this side for each of these lines, or None when there are not enough."""
    cells, sites = dict(small.cells), dict(small.sites)

    def place(rest, left, room):
        if not rest:
            return 0
        totals = []
        for (type_id, option_side, cell_id), penalty in small.options:
            site_id = cells[cell_id][1] if side == "device" else None
            if (type_id, option_side) != (rest[0], side) or not left[cell_id] or room.get(site_id) == 0:
                continue
            taken_room = {s: k if k is None or s != site_id else k - 1 for s, k in room.items()}
            total = place(rest[1:], left | {cell_id: left[cell_id] - 1}, taken_room)
            totals += [] if total is None else [total + penalty]
        return min(totals, default=None)

    return place(types, {c: q for c, (_, _, q) in cells.items()}, sites)


def needs(small, type_id):
    return [side for side in SIDES if any(t == type_id and s == side for (t, s, _), _ in small.options)]


def cost(small, ranks):
    """Least total penalty of serving exactly these ranks, or None when they can't all be served."""
    types = [t for r, t in small.lines if r in ranks]
    if any(not needs(small, t) for t in types):
        return None
    sides = [cheapest(small, s, tuple(sorted(t for t in types if s in needs(small, t)))) for s in SIDES]
    return None if None in sides else sum(sides)


def servable_on(small, side, ranks):
    types = tuple(sorted(t for r, t in small.lines if r in ranks and side in needs(small, t)))
    return cheapest(small, side, types) is not None


@lru_cache(maxsize=50_000)
def plans(small: Small) -> tuple[frozenset[int], ...]:
    """Every set of ranks that can be served together."""
    ranks = [r for r, _ in small.lines]
    sets = (frozenset(c) for n in range(len(ranks) + 1) for c in combinations(ranks, n))
    return tuple(s for s in sets if cost(small, s) is not None)


def best_plan(small):
    """Among all servable sets, the first in lexicographic order of ranks: a better rank outweighs all that follow."""
    ranks = [r for r, _ in small.lines]
    return max(plans(small), key=lambda s: [r in s for r in ranks])


@st.composite
def small_problems(draw, *, sides=SIDES, with_gates=True, max_lines=6):
    """Problems small enough to try everything, scarce enough for lines to compete."""
    sites = [(f"site-{i}", draw(st.sampled_from([None, 0, 1, 2, 3])) if with_gates else None) for i in range(2)]
    cells, options = [], []
    types = [f"type-{i}" for i in range(draw(st.integers(1, 4)))]
    for side in sides:
        for i in range(draw(st.integers(1, 4))):
            site = f"site-{draw(st.integers(0, 1))}"
            cell = f"{side}-{i}"
            cells.append((cell, (side, site if side == "device" else None, draw(st.sampled_from([0, 1, 1, 1, 2])))))
            options += [
                ((t, side, cell), draw(st.integers(-2, 9))) for t in types if draw(st.sampled_from([True, False]))
            ]
    ranks = draw(st.lists(st.integers(-5, 40), unique=True, min_size=0, max_size=max_lines))
    lines = [(r, draw(st.sampled_from(types))) for r in sorted(ranks)]
    return Small(tuple(lines), tuple(options), tuple(cells), tuple(sites))


def test_the_oracle_moves_the_first_line_so_that_the_second_is_served_too():
    small = Small(
        lines=((1, "either"), (2, "laptop only")),
        options=((("either", "device", "laptop"), 0), (("either", "device", "tablet"), 5)),
        cells=(("laptop", ("device", "s", 1)), ("tablet", ("device", "s", 1))),
        sites=(("s", None),),
    )
    small = replace(small, options=(*small.options, (("laptop only", "device", "laptop"), 1)))
    assert best_plan(small) == {1, 2}
    assert cost(small, {1, 2}) == 6
    assert cost(small, {1}) == 0


def test_the_oracle_holds_units_back_behind_a_full_site():
    small = Small(
        lines=((1, "t"), (2, "t")),
        options=((("t", "device", "laptop"), 0),),
        cells=(("laptop", ("device", "s", 2)),),
        sites=(("s", 1),),
    )
    assert best_plan(small) == {1}
    assert best_plan(small.with_open_sites()) == {1, 2}
