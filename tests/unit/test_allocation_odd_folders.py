"""Folders as spreadsheets write them, and those that cannot be solved: each is read, or refused in one clear sentence."""

import json
from pathlib import Path

import pytest

from campaigns.model.outcome import Refusal
from pipelines.planning.solve_folder import solve_folder

GOOD = {
    "lines": "line_id,rank,type_id\na,1,t\nb,2,t\nc,3,u\n",
    "options": "type_id,side,cell_id,penalty\nt,device,x,3\nt,device,y,5\nu,device,y,1\n",
    "cells": "cell_id,side,site_id,quantity\nx,device,s,1\ny,device,s,1\n",
    "sites": "site_id,capacity\ns,\n",
}


def folder(path: Path, **changes: bytes | None) -> Path:
    """Write the good folder with some files changed, or left out."""
    path.mkdir()
    contents: dict[str, bytes | None] = {name: text.encode() for name, text in GOOD.items()} | changes
    for name, content in contents.items():
        if content is not None:
            (path / f"{name}.csv").write_bytes(content)
    return path


def all_of(change: str) -> dict[str, bytes]:
    """Write every table of the good folder another way."""
    ways = {
        "CRLF": lambda text: text.replace("\n", "\r\n").encode(),
        "BOM": lambda text: text.encode("utf-8-sig"),
        "semicolons": lambda text: text.replace(",", ";").encode(),
        "semicolons, BOM and CRLF": lambda text: text.replace(",", ";").replace("\n", "\r\n").encode("utf-8-sig"),
        "tabs": lambda text: text.replace(",", "\t").encode(),
        "quotes": lambda text: "\n".join(",".join(f'"{v}"' for v in line.split(",")) for line in text.split("\n")[:-1]).encode(),
        "no last line end": lambda text: text.rstrip("\n").encode(),
        "blank lines": lambda text: (text + "\n\n").encode(),
        "spaces around numbers": lambda text: text.replace(",1,", ", 1 ,").encode(),
    }  # fmt: skip
    return {name: ways[change](text) for name, text in GOOD.items()}


@pytest.mark.parametrize(
    "change",
    ["CRLF", "BOM", "semicolons", "semicolons, BOM and CRLF", "tabs", "quotes", "no last line end", "blank lines",
     "spaces around numbers"],
)  # fmt: skip
def test_a_folder_as_spreadsheets_write_it_gives_the_same_plan(tmp_path: Path, change: str) -> None:
    plain = solve_folder(folder(tmp_path / "plain"), tmp_path / "out")
    other = solve_folder(folder(tmp_path / "other", **all_of(change)), tmp_path / "out2")
    assert not isinstance(plain, Refusal)
    assert not isinstance(other, Refusal), other.sentence.fr
    assert {**plain, "seconds": 0} == {**other, "seconds": 0}
    assert (plain["served"], plain["objective"]) == (2, 8)
    assert json.loads((tmp_path / "out2" / "summary.json").read_text(encoding="utf-8"))["served"] == 2


@pytest.mark.parametrize(
    ("changes", "code", "told"),
    [
        ({"cells": None}, "missing_file", "Fichier absent du dossier « odd » : cells.csv (ou .parquet). Ajoutez-le, puis relancez."),
        ({"cells": None, "sites": None}, "missing_file", "cells.csv, sites.csv"),
        ({"lines": b"line_id,rank\na,1\n"}, "missing_column", "Colonne absente ou répétée : lines.type_id."),
        ({"lines": b"line_id,rank,rank,type_id\na,1,1,t\n"}, "missing_column", "Colonne absente ou répétée : lines.rank."),
        ({"lines": b"line_id;rank\na;1\n"}, "missing_column", "lines.type_id"),
        ({"lines": b""}, "unreadable_file", "« lines.csv » est illisible. Attendu : CSV, UTF-8, « , » ou « ; »."),
        ({"lines": "line_id,rank,type_id\né,1,t\n".encode("cp1252")}, "unreadable_file", "« lines.csv » est illisible."),
        ({"lines": b"line_id,rank,type_id\na,1,t\nb,2\n"}, "unreadable_file", "« lines.csv » est illisible."),
        ({"lines": b"line_id,rank,type_id\na,1,t\na,2,t\n"}, "invalid_problem",
         "lines, ligne 2, colonne line_id : « a », valeur déjà présente plus haut"),
        ({"lines": b"line_id,rank,type_id\na,1,t\nb,1,t\n"}, "invalid_problem", "colonne rank : « 1 », valeur déjà présente plus haut"),
        ({"cells": b"cell_id,side,site_id,quantity\nx,device,s,1\nx,device,s,2\ny,device,s,1\n"}, "invalid_problem",
         "cells, ligne 2, colonne cell_id : « x », valeur déjà présente plus haut"),
        ({"sites": b"site_id,capacity\ns,\ns,3\n"}, "invalid_problem", "sites, ligne 2, colonne site_id : « s »"),
        ({"options": b"type_id,side,cell_id,penalty\nt,device,x,3\nt,device,x,4\n"}, "invalid_problem",
         "options, ligne 2, colonne cell_id : « x », valeur déjà présente plus haut"),
        ({"options": b"type_id,side,cell_id,penalty\nt,device,x,2.5\n"}, "invalid_problem",
         "options, ligne 1, colonne penalty : « 2.5 », nombre entier attendu"),
        ({"options": b'type_id;side;cell_id;penalty\nt;device;x;2,5\n'}, "invalid_problem",
         "options, ligne 1, colonne penalty : « 2,5 », nombre entier attendu"),
        ({"cells": b"cell_id,side,site_id,quantity\nx,device,s,-1\ny,device,s,1\n"}, "invalid_problem", "« -1 », nombre négatif"),
        ({"options": b"type_id,side,cell_id,penalty\nt,device,zz,1\n"}, "invalid_problem", "« zz », absente de la table cells"),
        ({"options": b"type_id,side,cell_id,penalty\nt,phone,x,1\n"}, "invalid_problem", "« device » ou « data » attendu"),
    ],
)  # fmt: skip
def test_a_folder_that_cannot_be_solved_is_refused_in_one_clear_sentence(
    tmp_path: Path, changes: dict[str, bytes | None], code: str, told: str
) -> None:
    refusal = solve_folder(folder(tmp_path / "odd", **changes), tmp_path / "out")
    assert isinstance(refusal, Refusal)
    assert (refusal.code, told in refusal.sentence.fr) == (code, True), refusal.sentence.fr
    assert refusal.sentence.en
    assert not (tmp_path / "out").exists()
