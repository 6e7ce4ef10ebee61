"""A problem is refused whole, with its first faults in one sentence, or trusted whole."""

import pyarrow as pa
import pytest

from campaigns.allocation.problem import Problem, problem_from_tables
from campaigns.model.outcome import Refusal

GOOD = {
    "lines": {"line_id": ["a", "b"], "rank": ["2", " 1 "], "type_id": ["t", "t"]},
    "options": {"type_id": ["t", "t"], "side": ["device", "data"], "cell_id": ["L", "S"], "penalty": ["5", "-1"]},
    "cells": {"cell_id": ["S", "L"], "side": ["data", "device"], "site_id": ["", "lille"], "quantity": ["3", "0"]},
    "sites": {"site_id": ["lille"], "capacity": [""]},
}


def changed(table, column, values):
    tables = {name: dict(columns) for name, columns in GOOD.items()}
    tables[table][column] = values
    return {name: pa.table(columns) for name, columns in tables.items()}


def test_text_tables_become_typed_tables_in_canonical_order():
    problem = problem_from_tables(**{name: pa.table(columns) for name, columns in GOOD.items()})
    assert isinstance(problem, Problem)
    assert problem.lines.to_pydict() == {"line_id": ["b", "a"], "rank": [1, 2], "type_id": ["t", "t"]}
    assert problem.options.to_pydict() == {
        "type_id": ["t", "t"],
        "side": ["data", "device"],
        "cell_id": ["S", "L"],
        "penalty": [-1, 5],
    }
    assert problem.cells.to_pydict() == {
        "cell_id": ["L", "S"],
        "side": ["device", "data"],
        "site_id": ["lille", None],
        "quantity": [0, 3],
    }
    assert problem.sites.to_pydict() == {"site_id": ["lille"], "capacity": [None]}


@pytest.mark.parametrize(
    ("table", "column", "values", "expected"),
    [
        ("lines", "rank", ["1", "1"], "lines, ligne 2, colonne rank : « 1 », valeur déjà présente plus haut"),
        ("lines", "rank", ["1", "1.5"], "lines, ligne 2, colonne rank : « 1.5 », nombre entier attendu"),
        ("lines", "rank", [1.0, 1.5], "lines, ligne 2, colonne rank : « 1.5 », nombre entier attendu"),
        ("lines", "rank", [1.0, float("nan")], "lines, ligne 2, colonne rank : « nan », nombre entier attendu"),
        ("lines", "rank", [True, False], "lines, ligne 1, colonne rank : « True », nombre entier attendu"),
        ("lines", "rank", ["1", ""], "lines, ligne 2, colonne rank : (vide), valeur manquante"),
        ("lines", "rank", ["1", "9" * 19], f"lines, ligne 2, colonne rank : « {'9' * 19} », nombre entier attendu"),
        ("lines", "line_id", ["a", "a"], "lines, ligne 2, colonne line_id : « a », valeur déjà présente plus haut"),
        ("lines", "type_id", ["t", None], "lines, ligne 2, colonne type_id : (vide), valeur manquante"),
        ("options", "penalty", ["5", "x"], "options, ligne 2, colonne penalty : « x », nombre entier attendu"),
        ("options", "penalty", ["5", str(10**13)], f"colonne penalty : « {10**13} », nombre trop grand"),
        ("options", "cell_id", ["L", "Z"], "options, ligne 2, colonne cell_id : « Z », absente de la table cells"),
        ("options", "cell_id", ["L", "L"], "options, ligne 2, colonne cell_id : « L », cette cellule est d'un autre"),
        ("options", "side", ["device", "sim"], "options, ligne 2, colonne side : « sim », « device » ou « data »"),
        ("cells", "quantity", ["3", "-1"], "cells, ligne 2, colonne quantity : « -1 », nombre négatif"),
        ("cells", "site_id", ["", "nice"], "cells, ligne 2, colonne site_id : « nice », absent de la table sites"),
        ("cells", "site_id", ["", ""], "cells, ligne 2, colonne site_id : (vide), absent de la table sites"),
        ("cells", "cell_id", ["L", "L"], "cells, ligne 2, colonne cell_id : « L », valeur déjà présente plus haut"),
        ("sites", "capacity", ["-4"], "sites, ligne 1, colonne capacity : « -4 », nombre négatif"),
    ],
)
def test_a_fault_is_told_with_its_table_row_column_and_value(table, column, values, expected):
    answer = problem_from_tables(**changed(table, column, values))
    assert isinstance(answer, Refusal)
    assert answer.code == "invalid_problem"
    assert expected in answer.sentence.fr


def test_the_same_option_twice_is_a_fault():
    tables = changed("sites", "site_id", ["lille"])
    tables["options"] = pa.concat_tables([tables["options"], tables["options"].slice(0, 1)])
    answer = problem_from_tables(**tables)
    assert "options, ligne 3, colonne cell_id : « L », valeur déjà présente plus haut" in answer.sentence.fr


def test_only_the_first_faults_are_shown_and_the_others_counted():
    answer = problem_from_tables(
        **changed("lines", "rank", ["x", "y"]) | {"cells": pa.table(GOOD["cells"]).slice(0, 0)}
    )
    assert answer.sentence.fr.endswith(" ; et 1 autre(s). Corrigez ces valeurs, puis relancez.")
    assert answer.sentence.en.endswith("; and 1 more. Correct these values, then run again.")


def test_missing_and_repeated_columns_are_all_named():
    tables = {name: pa.table(columns) for name, columns in GOOD.items()}
    tables["lines"] = tables["lines"].drop_columns(["rank"])
    tables["sites"] = tables["sites"].append_column("site_id", tables["sites"]["site_id"])
    answer = problem_from_tables(**tables)
    assert answer.code == "missing_column"
    assert "lines.rank, sites.site_id" in answer.sentence.fr


def test_whole_decimals_and_dictionary_text_of_parquet_are_read():
    tables = {name: pa.table(columns) for name, columns in GOOD.items()}
    tables["sites"] = pa.table({"site_id": pa.array(["lille", "nice"]).dictionary_encode(), "capacity": [3.0, None]})
    tables["lines"] = pa.table(
        {"line_id": [10, 11], "rank": pa.array([2**64 - 1, 1], pa.uint64()), "type_id": ["t", "t"]}
    )
    assert "colonne rank : « 18446744073709551615 »" in problem_from_tables(**tables).sentence.fr
    tables["lines"] = pa.table({"line_id": [10, 11], "rank": pa.array([2, 1], pa.uint64()), "type_id": ["t", "t"]})
    problem = problem_from_tables(**tables)
    assert problem.sites.to_pydict() == {"site_id": ["lille", "nice"], "capacity": [3, None]}
    assert problem.lines["line_id"].to_pylist() == ["11", "10"]
