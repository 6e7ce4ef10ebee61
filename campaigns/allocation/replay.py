"""Guarantees that only another run can show: the order of rows changes nothing, one more unit un-serves nobody, what was
published is untouched.

Unlike `certify`, it runs the solver again, on changed problems. It never changes a plan.
"""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from campaigns.allocation.numbering import numbers_of
from campaigns.allocation.problem import Problem, problem_from_tables
from campaigns.allocation.verdict import Verdict
from campaigns.allocation.whatif import MoreUnits, replayed, served_lines
from campaigns.model.outcome import Refusal, Sentence

TABLES = ("lines", "options", "cells", "sites", "passes", "quotas", "openings", "levels", "same_site")

NO_EARLIER = Sentence(
    "Sans objet : il faut le plan précédent pour le comparer.", "Not applicable: it takes the earlier plan to compare."
)


def replay(
    problem: Problem, grants: pa.Table, earlier: pa.Table | None = None, cells: Sequence[str] = ()
) -> dict[str, Verdict]:
    """Prove or refute G6, G7 and G8 by running again.

    Parameters
    ----------
    grants
        The plan's own grants, `line_id, side, cell_id`.
    earlier
        Grants published before, in the same form; None where there are none to compare with.
    cells
        Cells that get one more unit, one at a time; none: nothing of G8 is tried.
    """
    before = served_lines(problem)
    return {
        "G6": _published(grants, earlier),
        "G7": _any_order(problem, grants, before),
        "G8": _one_more(problem, before, cells),
    }


def _published(grants: pa.Table, earlier: pa.Table | None) -> Verdict:
    """Every unit published before is granted still, to the same line from the same cell."""
    if earlier is None:
        return Verdict(None, NO_EARLIER)
    now = set(zip(*(grants[name].to_pylist() for name in ("line_id", "side", "cell_id")), strict=True))
    for line_id, side, cell_id in zip(
        *(earlier[name].to_pylist() for name in ("line_id", "side", "cell_id")), strict=True
    ):
        if (line_id, side, cell_id) not in now:
            return Verdict(
                False,
                Sentence(
                    f"La ligne « {line_id} » ne reçoit plus l'unité publiée ({side}, cellule « {cell_id} »).",
                    f"Line “{line_id}” no longer gets the unit published ({side}, cell “{cell_id}”).",
                ),
            )
    return Verdict(True)


def _any_order(problem: Problem, grants: pa.Table, before: list[str]) -> Verdict:
    """Solve with each table's rows reversed, the even ones before the odd ones: far from any sorted order."""
    shuffled = {}
    for name in TABLES:
        table = getattr(problem, name)
        rows = np.arange(table.num_rows)[::-1]
        shuffled[name] = table.take(pa.array(np.concatenate([rows[::2], rows[1::2]])))
    other = problem_from_tables(**shuffled)
    published = set(grants["line_id"].to_pylist())
    for served in (before, [] if isinstance(other, Refusal) else served_lines(other)):
        differing = sorted(published ^ set(served))
        if differing:
            return Verdict(
                False,
                Sentence(
                    f"Recalculé, le plan ne sert pas les mêmes lignes : « {differing[0]} » en est une.",
                    f"Computed again, the plan doesn't serve the same lines: “{differing[0]}” is one.",
                ),
            )
    return Verdict(True)


def _one_more(problem: Problem, before: list[str], cells: Sequence[str]) -> Verdict:
    numbers = numbers_of(problem)
    if numbers.coupled.any() or len(problem.quotas):
        return Verdict(
            None,
            Sentence(
                "Sans objet : avec des kits complets ou des planchers, une unité de plus peut en déplacer d'autres ; "
                "un scénario dit qui perdrait sa place.",
                "Not applicable: with complete kits or floors, one more unit may displace others; a scenario says who would "
                "lose a place.",
            ),
        )
    if problem.levels.num_rows:
        return Verdict(
            None,
            Sentence(
                "Sans objet : à égalité de niveau, le meilleur usage du stock choisit, et une unité de plus peut changer ce choix.",
                "Not applicable: within a level the best use of the stock chooses, and one more unit may change that choice.",
            ),
        )
    if any(capacity is not None for capacity in problem.sites["capacity"].to_pylist()):
        return Verdict(
            None,
            Sentence(
                "Sans objet : la limite de remise d'un site lie ses articles entre eux.",
                "Not applicable: a site's limit on hand-out couples its items.",
            ),
        )
    for cell_id in cells:
        after = replayed(problem, before, [MoreUnits(cell_id, 1)])
        if not isinstance(after, Refusal) and (after.lost or len(after.gained) > 1):
            return Verdict(
                False,
                Sentence(
                    f"Une unité de plus dans « {cell_id} » retire sa place à quelqu'un, ou sert plus d'une ligne.",
                    f"One more unit in “{cell_id}” takes somebody's place, or serves more than one line.",
                ),
            )
    if not cells:
        return Verdict(
            None, Sentence("Sans objet : aucune cellule n'a été essayée.", "Not applicable: no cell was tried.")
        )
    return Verdict(True)
