"""The folder format of `connexion solve` and `connexion certify`."""

import csv
import json

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
import pytest

from campaigns.model.outcome import Refusal
from pipelines.cli import main
from pipelines.planning.solve_folder import certify_folder, solve_folder

FILES = {
    "lines": "line_id,rank,type_id,comment\nada,1,kit,first\nbob,2,kit,\ncyd,3,other,\n",
    "options": "type_id,side,cell_id,penalty\nkit,device,L1,40\nkit,device,L2,10\nkit,data,SIM,0\n",
    "cells": "cell_id,side,site_id,quantity\nL1,device,lille,3\nL2,device,lille,1\nSIM,data,,1\n",
    "sites": "site_id,capacity\nlille,\n",
}


def written(folder, **changes):
    folder.mkdir(exist_ok=True)
    for name, text in (FILES | changes).items():
        if text is not None:
            (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_folder_is_solved_into_three_tables_and_a_summary(tmp_path):
    summary = solve_folder(written(tmp_path / "in"), tmp_path / "made" / "out")
    out = tmp_path / "made" / "out"
    assert sorted(p.name for p in out.iterdir()) == ["grants.csv", "summary.json", "unserved.csv", "values.csv"]
    assert rows(out / "grants.csv") == [
        {"line_id": "ada", "side": "device", "cell_id": "L2"},
        {"line_id": "ada", "side": "data", "cell_id": "SIM"},
    ]
    assert rows(out / "unserved.csv") == [
        {"line_id": "bob", "reason": "data_exhausted", "cutoff_rank": "1"},
        {"line_id": "cyd", "reason": "no_option", "cutoff_rank": ""},
    ]
    assert rows(out / "values.csv") == [
        {"cell_id": "L1", "best_rank": ""},
        {"cell_id": "L2", "best_rank": ""},
        {"cell_id": "SIM", "best_rank": "2"},
    ]
    assert json.loads((out / "summary.json").read_text(encoding="utf-8")) == summary
    figures = {"served": 1, "unserved": 2, "bound": 1, "objective": 10}
    assert {key: summary[key] for key in figures} == figures
    assert [p.name for p in out.parent.iterdir()] == ["out"], "no draft is left behind"


def test_a_solved_folder_is_certified_and_solving_again_replaces_it(tmp_path):
    source, out = written(tmp_path / "in"), tmp_path / "out"
    first = solve_folder(source, out)
    (out / "notes.txt").write_text("mine", encoding="utf-8")
    assert solve_folder(source, out)["digest"] == first["digest"]
    verdicts = certify_folder(source, out)
    assert {name: v["holds"] for name, v in verdicts.items()} == dict.fromkeys(
        ["G1", "G2", "G3", "G4", "G5", "digest"], True
    )
    assert (out / "notes.txt").read_text(encoding="utf-8") == "mine"


def test_a_result_may_be_written_beside_its_problem(tmp_path):
    source = written(tmp_path / "in")
    solve_folder(source, source)
    assert certify_folder(source, source)["G1"] == {"holds": True, "witness": None, "witness_en": None}


def test_parquet_gives_the_same_plan_as_csv(tmp_path):
    expected = solve_folder(written(tmp_path / "csv"), tmp_path / "out-csv")
    (tmp_path / "parquet").mkdir()
    for name in FILES:
        table = pyarrow.csv.read_csv(tmp_path / "csv" / f"{name}.csv")
        pyarrow.parquet.write_table(table, tmp_path / "parquet" / f"{name}.parquet")
    summary = solve_folder(tmp_path / "parquet", tmp_path / "out-parquet")
    assert summary["digest"] == expected["digest"]


def test_an_empty_problem_is_solved(tmp_path):
    headers = {name: text.splitlines()[0] + "\n" for name, text in FILES.items()}
    summary = solve_folder(written(tmp_path / "in", **headers), tmp_path / "out")
    assert (summary["served"], summary["unserved"], summary["bound"], summary["objective"]) == (0, 0, 0, 0)
    assert {v["holds"] for v in certify_folder(tmp_path / "in", tmp_path / "out").values()} == {True}


@pytest.mark.parametrize(
    ("changes", "code", "told"),
    [
        ({"cells": None, "sites": None}, "missing_file", "« in » : cells.csv, sites.csv (ou .parquet)"),
        (
            {"lines": "line_id,rank\na,1\n", "sites": "site\nlille\n"},
            "missing_column",
            "lines.type_id, sites.site_id, sites.capacity",
        ),
        ({"lines": "line_id,rank,rank,type_id\na,1,1,t\n"}, "missing_column", "lines.rank"),
        ({"lines": "line_id,rank,type_id\na,1\n"}, "unreadable_file", "« lines.csv »"),
        ({"lines": ""}, "unreadable_file", "« lines.csv »"),
        ({"lines": "line_id,rank,type_id\na,first,t\n"}, "invalid_problem", "« first »"),
    ],
)
def test_a_folder_that_cant_be_solved_is_refused_and_nothing_is_written(tmp_path, changes, code, told):
    answer = solve_folder(written(tmp_path / "in", **changes), tmp_path / "out")
    assert isinstance(answer, Refusal)
    assert answer.code == code
    assert told in answer.sentence.fr
    assert not (tmp_path / "out").exists()


def test_latin_1_text_is_refused_rather_than_guessed(tmp_path):
    source = written(tmp_path / "in")
    (source / "lines.csv").write_bytes("line_id,rank,type_id\né,1,kit\n".encode("latin-1"))
    assert solve_folder(source, tmp_path / "out").code == "unreadable_file"


def test_a_table_given_twice_is_refused(tmp_path):
    source = written(tmp_path / "in")
    pyarrow.parquet.write_table(pa.table({"site_id": ["lille"]}), source / "sites.parquet")
    assert solve_folder(source, tmp_path / "out").code == "two_files"


def test_an_output_that_is_a_file_is_refused(tmp_path):
    (tmp_path / "out").write_text("mine", encoding="utf-8")
    assert solve_folder(written(tmp_path / "in"), tmp_path / "out").code == "out_is_a_file"
    assert (tmp_path / "out").read_text(encoding="utf-8") == "mine"


def test_a_file_that_starts_with_a_byte_order_mark_is_read(tmp_path):
    source = written(tmp_path / "in")
    (source / "lines.csv").write_text(FILES["lines"], encoding="utf-8-sig")
    assert solve_folder(source, tmp_path / "out")["served"] == 1


@pytest.mark.parametrize("name", ["grants.csv", "unserved.csv", "values.csv", "summary.json"])
def test_a_file_changed_after_the_plan_no_longer_has_its_digest(tmp_path, name):
    source, out = written(tmp_path / "in"), tmp_path / "out"
    solve_folder(source, out)
    changes = {"grants.csv": ("L2", "L1"), "unserved.csv": ("data_", "devices_"), "values.csv": ("2", "3")}
    old, new = changes.get(name, ('"bound": 1', '"bound": 2'))
    text = (out / name).read_text(encoding="utf-8")
    (out / name).write_text(text.replace(old, new), encoding="utf-8")
    assert certify_folder(source, out)["digest"]["holds"] is False


def test_without_its_summary_a_plan_is_still_certified(tmp_path):
    source, out = written(tmp_path / "in"), tmp_path / "out"
    solve_folder(source, out)
    (out / "summary.json").unlink()
    verdicts = certify_folder(source, out)
    assert verdicts["G5"]["holds"] is True
    assert verdicts["digest"] == {
        "holds": None,
        "witness": "summary.json est absent ou illisible.",
        "witness_en": "summary.json is absent or can't be read.",
    }


def test_certifying_refuses_what_it_cant_read(tmp_path):
    source, out = written(tmp_path / "in"), tmp_path / "out"
    assert certify_folder(tmp_path / "nowhere", out).code == "missing_file"
    assert certify_folder(source, out).code == "missing_file"
    solve_folder(source, out)
    (out / "unserved.csv").write_text("line_id,reason,cutoff_rank\nbob,data_exhausted,soon\n", encoding="utf-8")
    assert "« soon »" in certify_folder(source, out).sentence.fr


PASSES = {
    "passes": "pass_no,type_id,group_id\n1,other,late\n2,,\n",
    "quotas": "pass_no,group_id,quota,from_pass\n1,late,1,1\n",
    "openings": "cell_id,pass_no\nL1,2\n",
    "options": "type_id,side,cell_id,penalty\nkit,device,L1,40\nkit,device,L2,10\nother,device,L2,0\n",
}


def test_a_folder_may_declare_passes_and_its_result_then_shows_them(tmp_path):
    source, out = written(tmp_path / "in", **PASSES), tmp_path / "out"
    assert solve_folder(source, out)["served"] == 3
    assert rows(out / "entries.csv") == [
        {"line_id": "ada", "pass_no": "2"},
        {"line_id": "bob", "pass_no": "2"},
        {"line_id": "cyd", "pass_no": "1"},
    ]
    assert rows(out / "witness.csv") == [
        {"pass_no": "1", "type_id": "other", "side": "device", "cell_id": "L2", "units": "1"}
    ]
    assert {verdict["holds"] for verdict in certify_folder(source, out).values()} == {True}
    (out / "entries.csv").write_text("line_id,pass_no\nada,1\nbob,2\ncyd,2\n", encoding="utf-8")
    refuted = certify_folder(source, out)
    assert (refuted["G1"]["holds"], refuted["digest"]["holds"]) == (False, False)


def test_certifying_a_plan_with_a_fault_ends_with_one(tmp_path, capsys):
    source, out = written(tmp_path / "in"), tmp_path / "out"
    solve_folder(source, out)
    assert main(["certify", str(source), str(out), "--json"]) == 0
    (out / "grants.csv").write_text("line_id,side,cell_id\nada,device,L1\nada,data,SIM\n", encoding="utf-8")
    assert main(["certify", str(source), str(out), "--json"]) == 1
    told = json.loads(capsys.readouterr().out.splitlines()[1])
    assert (told["G1"]["holds"], told["G5"]["holds"]) == (True, False)
