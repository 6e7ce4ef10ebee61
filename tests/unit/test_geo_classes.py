"""Classes of a map: round limits, light means little, and one colour for one figure on every day."""

import html

import pyarrow as pa

from geo.classes import class_limits, class_of, ramp
from geo.coverage import Cell, CellState
from geo.map import department_map, map_html


def test_classes_have_round_limits_and_light_means_little() -> None:
    cells = [Cell(str(i), "", CellState.SHOWN, float(value)) for i, value in enumerate(range(11, 1011))]
    limits = class_limits(cells, "gap")
    assert [int(limit) for limit in limits] == [200, 400, 600, 800]
    assert [class_of(value, limits) for value in (11, limits[0] - 1, limits[0], 1010)] == [0, 0, 1, 4]
    brightness = [sum(int(colour[i : i + 2], 16) for i in (1, 3, 5)) for colour in ramp("gap", 5)]
    assert brightness == sorted(brightness, reverse=True)


def test_a_colour_means_the_same_on_each_day_when_the_figures_of_all_days_are_known() -> None:
    first = [Cell(str(i), "", CellState.SHOWN, float(value)) for i, value in enumerate(range(11, 111))]
    later = [Cell(str(i), "", CellState.SHOWN, float(value)) for i, value in enumerate(range(911, 1011))]
    everything = [float(cell.value or 0) for cell in (*first, *later)]
    assert class_limits(first, "gap") != class_limits(later, "gap")
    # Of 11 to 110 and 911 to 1,010 the fifths are 50.8, 90.6, 930.4 and 970.2: the nearest round numbers, each taken once.
    assert (
        class_limits(first, "gap", everything) == class_limits(later, "gap", everything) == (50.0, 100.0, 800.0, 1000.0)
    )


def test_the_legend_says_that_the_classes_are_those_of_all_days() -> None:
    coverage = pa.table({"territory_code": ["93"], "gap": [3105]})
    page = map_html(department_map(coverage, "gap", language="fr", scale=[50.0, 3105.0]))
    assert "Mêmes classes à toutes les dates publiées." in html.unescape(page)
    assert "Mêmes classes" not in html.unescape(map_html(department_map(coverage, "gap", language="fr")))
