"""Layers that others publish: read with their origin, joined to published counts, never filled where they say nothing."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from campaigns.model.codes import Role
from campaigns.model.outcome import Refusal
from campaigns.territory_facts import (
    AreaFact,
    Fact,
    FactKind,
    PublishedPlace,
    area_fact,
    need_where,
)
from dashboard.sign_in import fictive_actor
from geo.fact_map import fact_map
from geo.facts import FactLayer, PlaceFact
from geo.map import map_html
from geo.territories import load_territories
from pipelines.cli import main
from pipelines.networks import import_networks
from pipelines.office import Office, open_office
from pipelines.reporting.releases import publish_figures, release
from pipelines.territory.facts_view import class_rows, fact_measures, map_facts
from pipelines.territory.layers import METROPOLE, Origin, completed, import_layer, layer_facts, layers
from tests.unit.small_campaign import COORDINATOR, filled_campaign

ANCT = Origin("2015", "Licence Ouverte 2.0", "ANCT")
LEADER = fictive_actor(Role.LEADERSHIP)
SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
PLACES = load_territories()


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """Open an empty house."""
    opened = open_office(tmp_path / "home")
    yield opened
    opened.close()


def load(office: Office, layer: str, text: str, origin: Origin = ANCT, actor: Any = COORDINATOR) -> Any:
    return import_layer(office, actor, layer, text.encode(), "table.csv", origin)


def facts(office: Office, layer: str) -> dict[str, Fact]:
    found = layer_facts(office, LEADER, layer)
    assert not isinstance(found, Refusal)
    return found


def test_a_list_of_communes_says_yes_and_nothing_of_the_others(office: Office) -> None:
    answer = load(office, "qpv", "code_insee;nom\n93066;Saint-Denis\n1004;Ambérieu\n00000;Nulle part\n")
    assert (answer["read"], answer["communes"]) == (2, 2)
    assert [fault["fr"].split(" : ")[0] for fault in answer["faults"]] == ["Ligne 4"]
    # The zero that a spreadsheet dropped is back; no commune was filled in.
    assert facts(office, "qpv") == {"93066": Fact(1.0), "01004": Fact(1.0)}


def test_a_column_of_its_own_says_no_and_an_empty_cell_says_nothing(office: Office) -> None:
    answer = load(office, "frr", "codgeo,frr\n48095,FRR+\n93066,non\n01004,\n59350,peut-être\n")
    assert facts(office, "frr") == {"48095": Fact(1.0), "93066": Fact(0.0)}
    assert answer["without"] == 1 and "oui, non" in answer["faults"][0]["fr"]


def test_an_import_replaces_its_layer_and_keeps_where_it_comes_from(office: Office) -> None:
    load(office, "ifn", "code_insee,score\n93066,61.5\n01004,40\n")
    later = Origin("2023", "ODbL", "La MedNum", is_sample=True)
    load(office, "ifn", 'code_insee;score\n93066;"62,5"\n', later)
    assert facts(office, "ifn") == {"93066": Fact(62.5)}
    known = layers(office, LEADER)
    assert not isinstance(known, Refusal)
    kept = {name: known[0][name] for name in ("layer", "vintage", "licence", "source", "is_sample", "communes")}
    assert kept == {
        "layer": "ifn",
        "vintage": "2023",
        "licence": "ODbL",
        "source": "La MedNum",
        "is_sample": True,
        "communes": 1,
    }


def test_schools_make_the_mean_of_their_commune_and_the_last_line_of_one_counts(office: Office) -> None:
    table = "uai,code_insee,ips\n0752695X,93066,80\n0752870M,93066,100\n0752870M,93066,120\n0752882A,93059,90\n0752882B,93066,90\n"
    answer = load(office, "ips", table)
    # 93059 is Pierrefitte, part of Saint-Denis since 2025; 0752882B has a wrong letter.
    assert facts(office, "ips") == {"93066": Fact((80 + 120 + 90) / 3, 3.0)}
    assert len(answer["faults"]) == 1


def test_the_same_place_twice_counts_once_and_a_place_without_code_is_found_by_its_postcode(office: Office) -> None:
    head = "id,pivot,nom,commune,code_postal,code_insee,adresse,date_maj\n"
    rows = "a,,Relais,Saint-Denis,93200,93066,1 rue,2024-04-02\na,,Relais,Saint-Denis,93200,93066,1 rue,2024-04-02\n"
    rows += (
        "b,,Café,Lyon,69003,,2 rue,2024-04-02\nc,,Café,Lille,59000,,,02/04/2024\nd,x,Café,Lille,59000,,,2024-04-02\n"
    )
    answer = load(office, "mediation", head + rows)
    assert facts(office, "mediation") == {"93066": Fact(1.0), "69383": Fact(1.0)}
    assert ["date_maj" in fault["fr"] or "pivot" in fault["fr"] for fault in answer["faults"]] == [True, True]


@pytest.mark.parametrize(
    ("layer", "text", "origin", "said"),
    [
        ("qpv", "code_insee\n93066\n", Origin("", "LO", "ANCT"), "millésime"),
        ("qpv", "code_insee\n93066\n", Origin("2015", " ", "ANCT"), "licence"),
        ("qpv", "code_insee\n93066\n", Origin("2015", "LO", ""), "source"),
        ("qpv", "nom\nSaint-Denis\n", ANCT, "commune_code"),
        ("qpv", "code_insee\n00000\n", ANCT, "Aucune ligne"),
        ("ifn", "code_insee,score\n93066,beaucoup\n", ANCT, "n'est pas un nombre"),
        ("ifn", "code_insee,score\n93066,4\n", Origin("2015", "LO", "ANCT", covers=METROPOLE), "--covers"),
        ("ips", "uai,code_insee,ips\n0752695X,93066,900\n", ANCT, "indice de position sociale"),
        ("cadastre", "code_insee\n93066\n", ANCT, "n'est pas une couche"),
    ],
)  # fmt: skip
def test_bad_input_is_one_sentence_in_both_languages_and_changes_nothing(
    office: Office, layer: str, text: str, origin: Origin, said: str
) -> None:
    before = load(office, "qpv", "code_insee\n01004\n")
    answer = load(office, layer, text, origin)
    assert isinstance(answer, Refusal)
    assert said in answer.sentence.fr and answer.sentence.en and "\n" not in answer.sentence.fr
    assert before["communes"] == 1 and facts(office, "qpv") == {"01004": Fact(1.0)}


def test_who_only_reads_imports_nothing(office: Office) -> None:
    answer = load(office, "qpv", "code_insee\n93066\n", actor=LEADER)
    assert isinstance(answer, Refusal) and answer.code == "not_allowed"


def test_a_complete_list_says_no_elsewhere_but_not_of_the_districts_of_a_city_it_names_whole() -> None:
    found = completed(FactKind.FLAG, {"75056": Fact(1.0), "69383": Fact(1.0)}, PLACES, METROPOLE)
    assert found["75056"] == Fact(1.0) and "75101" not in found
    assert found["69383"] == Fact(1.0) and found["69381"] == Fact(0.0) and found["69123"] == Fact(1.0)
    assert found["01004"] == Fact(0.0) and "97411" not in found


def test_a_department_is_told_of_when_half_its_people_are_and_says_of_how_many() -> None:
    # 600 of 1,000 people live where the layer says something; 450 of them in a commune that has it.
    places = [(450, Fact(1.0)), (150, Fact(0.0)), (400, None)]
    assert area_fact(FactKind.FLAG, places) == AreaFact(0.75, 0.6)
    assert area_fact(FactKind.FLAG, [(450, Fact(1.0)), (550, None)]) == AreaFact(None, 0.45)
    assert area_fact(FactKind.SCORE, [(300, Fact(50.0)), (100, Fact(70.0))]) == AreaFact(55.0, 1.0)
    # Of schools the mean is that of schools, not of people: (80 × 3 + 120 × 1) / 4.
    assert area_fact(FactKind.SCORE, [(300, Fact(80.0, 3.0)), (900, Fact(120.0, 1.0))]) == AreaFact(90.0, 1.0)
    assert area_fact(FactKind.LEVEL, [(300, Fact(1.0)), (100, Fact(0.5))]) == AreaFact(0.75, 1.0)
    assert area_fact(FactKind.COUNT, [(300, Fact(2.0)), (100, Fact(0.0))]) == AreaFact(2.0, 1.0)
    assert area_fact(FactKind.COUNT, []) == AreaFact(None, 0.0)


def test_a_city_is_counted_once_whether_it_is_told_whole_or_by_district() -> None:
    paris = PLACES.communes["75056"].population
    whole = map_facts(PLACES, "qpv", {"75056": Fact(1.0)})["75"]
    assert (whole.value, whole.known) == (1.0, 1.0)
    one = map_facts(PLACES, "qpv", {"75101": Fact(1.0)})["75"]
    assert one.value is None and one.known == pytest.approx(PLACES.communes["75101"].population / paris, rel=0.01)
    assert map_facts(PLACES, "qpv", {"75056": Fact(1.0)}, "75")["75101"].value is None


def test_need_of_a_class_is_between_what_is_published_and_what_may_be_hidden() -> None:
    places = [
        PublishedPlace("93", 50_000, 40), PublishedPlace("93", 30_000, None), PublishedPlace("95", 20_000, None),
        PublishedPlace("95", 100_000, 0, is_heard=False),
    ]  # fmt: skip
    told = need_where(places, {"93": 15, "95": 5}, 100)
    assert (told.communes, told.shown, told.hidden, told.silent, told.inhabitants) == (4, 1, 2, 1, 200_000)
    assert (told.at_least, told.at_most) == (40, 60)
    assert (told.per_1000_at_least, told.per_1000_at_most) == (0.2, 0.3)
    # A department whose need is hidden bounds nothing: the country does.
    assert need_where(places, {"93": 15, "95": None}, 100).at_most == 140
    assert need_where(places, {"93": 15, "95": None}, None).at_most is None
    assert need_where(places[:1], {}, None).at_most == 40


def test_the_true_need_of_a_class_lies_between_the_two_figures(tmp_path: Path) -> None:
    small = filled_campaign(tmp_path)
    assert not isinstance(publish_figures(small.office, COORDINATOR, small.campaign_id), Refusal)
    found = release(small.office, LEADER, small.campaign_id)
    assert not isinstance(found, Refusal)
    load(small.office, "qpv", "code_insee\n93066\n", Origin("2015", "LO", "ANCT", covers=METROPOLE))
    told = {row["class"]: row for row in class_rows(PLACES, "qpv", facts(small.office, "qpv"), found)}
    assert set(told) == {"yes", "no", "unknown"}
    assert sum(row["communes"] for row in told.values()) == sum(
        commune.commune_code not in PLACES.by_city for commune in PLACES.communes.values()
    )
    # Four households are hidden everywhere: nothing published bounds them.
    assert told["yes"]["at_least"] == 0 and told["yes"]["at_most"] is None and told["yes"]["hidden"] == 1
    whole = fact_measures(small.office, LEADER, small.campaign_id, "qpv")
    assert not isinstance(whole, Refusal) and whole["vintage"] == "2015" and len(whole["classes"]) == 3
    unknown = fact_measures(small.office, LEADER, small.campaign_id, "frr")
    assert isinstance(unknown, Refusal) and unknown.code == "no_layer"
    small.office.close()


def test_a_network_in_the_regulators_codes_is_a_layer_of_its_operator(office: Office) -> None:
    table = b"insee_com,code_operateur,niveau\n93066,20801,TBC\n01004,20801,CL\n59350,20815,aucune\n"
    answer = import_networks(office, COORDINATOR, table, "arcep.csv", Origin("2026 T3", "Licence Ouverte 2.0", "Arcep"))
    assert not isinstance(answer, Refusal) and answer["levels"] == {"good": 1, "limited": 1, "none": 1}
    known = layers(office, LEADER)
    assert not isinstance(known, Refusal)
    assert [(row["layer"], row["vintage"], row["communes"]) for row in known] == [
        ("network:free", "2026 T3", 1), ("network:orange", "2026 T3", 2),
    ]  # fmt: skip
    assert facts(office, "network:orange") == {"93066": Fact(1.0), "01004": Fact(0.5)}
    assert facts(office, "network:free") == {"59350": Fact(0.0)}


@pytest.mark.skipif(not SHARED.is_dir(), reason="the public extracts are not beside the repository")
def test_published_extracts_are_read_whole(office: Office) -> None:
    qpv = (SHARED / "communes_avec_qpv_2015_metropole.csv").read_bytes()
    answer = import_layer(office, COORDINATOR, "qpv", qpv, "qpv.csv", Origin("2015", "LO", "ANCT", covers=METROPOLE))
    assert not isinstance(answer, Refusal) and (answer["read"], answer["faults"]) == (748, [])
    assert sum(fact.value for fact in facts(office, "qpv").values()) == 748
    schools = (SHARED / "etablissements_scolaires_extrait.csv").read_bytes()
    answer = import_layer(office, COORDINATOR, "ips", schools, "ips.csv", ANCT)
    assert not isinstance(answer, Refusal) and (answer["read"] + len(answer["faults"])) == 5867


def test_the_command_line_says_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "qpv.csv"
    path.write_text("code_insee\n93066\n")
    asked = ["territory", "import", "qpv", str(path), "--home", str(tmp_path / "home"), "--json"]
    assert main(asked) == 1
    told = capsys.readouterr()
    assert json.loads(told.out)["refused"]["code"] == "unknown_origin" and len(told.err.splitlines()) == 2
    assert main([*asked, "--vintage", "2015", "--licence", "LO", "--source", "ANCT"]) == 0
    assert json.loads(capsys.readouterr().out)["communes"] == 1
    assert main(["territory", "import", "qpv", str(tmp_path / "none.csv"), "--home", str(tmp_path / "home")]) == 1
    with pytest.raises(SystemExit) as stopped:
        main(["territory", "import", "--help"])
    assert stopped.value.code == 0 and "--covers" in capsys.readouterr().out


def test_a_fact_map_hatches_what_is_not_known_and_says_where_the_fact_comes_from() -> None:
    layer = FactLayer("flag", "Communes à QPV", "part des habitants", "ANCT, millésime 2015, LO", is_sample=True)
    coverage = pa.table({"territory_code": ["93", "48"], "need": [40, None], "hidden": [False, True]})
    known = {"93": PlaceFact(0.91, 0.7), "75": PlaceFact(1.0), "48": PlaceFact(None, 0.2)}
    page = map_html(fact_map(layer, known, coverage, "need", language="fr"))
    assert "(connu pour 70" in page and "Foyers \\u00e9ligibles : 40" in page and "ANCT, millésime 2015, LO" in page
    assert "Données inventées" in page and "Inconnu : la source" in page and "99 dép." in page
    # One disc alone: the other count is hidden.
    assert page.count('"radius"') == 1
