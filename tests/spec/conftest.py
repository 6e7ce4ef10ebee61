"""A small campaign on the lists of the golden corpus, built once and lent to the tests as copies of its folder."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.cli import main
from tests.spec.planted_family import Planted, planted_campaign

GOLDEN = Path(__file__).parents[1] / "golden" / "lists"
POLICY = Path(__file__).parents[2] / "data" / "policies" / "exemple_confinement.toml"

SITES = """code,name,kind,commune_code,capacity_per_day
CRETEIL,Créteil,point_accueil,94028,40
STDENIS,Saint-Denis,point_accueil,93066,40
RENNES,Relais de Rennes,relais,35238,20
RESERVE,Réserve nationale,depot,75119,
"""
STOCK = """site_code,item,grade,quantity,available_on,donor,earmark
CRETEIL,laptop,A,30,2026-04-01,,
STDENIS,laptop,B,60,2026-04-01,,
STDENIS,tablet,B,40,2026-04-01,,
RENNES,laptop,B,25,2026-04-01,,
RENNES,smartphone,C,15,2026-04-01,,
RESERVE,data_12gb,,220,2026-04-01,,
"""
LISTS = {
    "ecole_st_denis_liste.csv": "0931520X",
    "CHRS_familles.csv": "936558980",
    "hotel_canal.xlsx": "38794887000085",
    "ccas_rennes.xlsx": "86676756900001",
    "college_rennes_pipe.csv": "0350965J",
}


class Line:
    """The command line on one folder."""

    def __init__(self, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.home = home
        self.capsys = capsys

    def __call__(self, *words: str, code: int = 0) -> dict:
        """Run a verb with --json and return its answer; the exit code must be `code`."""
        import json

        self.capsys.readouterr()
        exit_code = main([*words, "--home", str(self.home), "--json"])
        told = self.capsys.readouterr()
        assert exit_code == code, told.err
        return json.loads(told.out)


@pytest.fixture(scope="session")
def filled_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the campaign once: partners, sites, stock, five lists received, households recognised."""
    home = tmp_path_factory.mktemp("campagne")
    inputs = tmp_path_factory.mktemp("entrees")
    (inputs / "sites.csv").write_text(SITES, "utf-8")
    (inputs / "stock.csv").write_text(STOCK, "utf-8")
    verbs = [
        ["campaigns", "new", "essai", "--policy", str(POLICY), "--from", "2026-10-01", "--to", "2026-12-31"],
        ["partners", "import", str(GOLDEN / "partners.csv")],
        ["sites", "import", str(inputs / "sites.csv")],
        ["stock", "import", str(inputs / "stock.csv")],
        *(["receive", str(GOLDEN / name), "--partner", partner] for name, partner in LISTS.items()),
        ["link"],
    ]
    for verb in verbs:
        assert main([*verb, "--home", str(home), "--json"]) == 0, verb
    return home


@pytest.fixture
def line(filled_home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Line:
    """Lend a copy of the campaign and the command line on it."""
    home = tmp_path / "home"
    shutil.copytree(filled_home, home)
    return Line(home, capsys)


@pytest.fixture
def fresh(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Line:
    """Lend the command line on an empty folder."""
    return Line(tmp_path / "home", capsys)


@pytest.fixture
def planted(tmp_path: Path) -> Iterator[Planted]:
    """Open the campaign with its planted family recognised."""
    made = planted_campaign(tmp_path / "home")
    yield made
    made.close()
