"""What a row means, as people write it. Expected codes are those of the official geographic code, checked by hand."""

import pytest

from geo.territories import Territories, load_territories


@pytest.fixture(scope="module")
def places() -> Territories:
    return load_territories()


RESOLVED = [
    # (name, postcode, code) -> commune
    (("LA COURNEUVE", "93120", None), "93027"),
    (("COURNEUVE (LA)", "93120", None), "93027"),
    (("courneuve", "93120", None), "93027"),
    (("ST DENIS", "93200", None), "93066"),
    (("Saint-Denis", "97400", None), "97411"),
    (("SAINT-DENIS (93)", None, None), "93066"),
    (("93200 Saint Denis", None, None), "93066"),
    (("Ste Colombe", "05700", None), "05135"),
    (("PARIS 19E ARRONDISSEMENT", None, None), "75119"),
    (("Paris 19", None, None), "75119"),
    (("PARIS 1ER", None, None), "75101"),
    (("Paris", "75019", None), "75119"),
    (("PARIS CEDEX 20", "75980", None), "75120"),
    (("Lyon 3ème", None, None), "69383"),
    (("MARSEILLE 13E ARRT", "13013", None), "13213"),
    ((None, "75116", None), "75116"),
    (("CHALON S/ SAONE", "71100", None), "71076"),
    (("Clichy s/s Bois", "93390", None), "93014"),
    (("BOURG EN BRESSE", "1000", None), "01053"),
    (("L HAY LES ROSES", "94240", None), "94038"),
    (("HAY LES ROSES (L')", "94240", None), "94038"),
    (("VILLENEUVE DASCQ", "59491", None), "59009"),
    (("St Ouen", "93400", None), "93070"),
    (("Aubervillers", "93300", None), "93001"),
    (("Pierrefitte-sur-Seine", "93380", None), "93066"),
    (("ŒUILLY", "51480", None), "51410"),
    (("Ajaccio", "20090", None), "2A004"),
    ((None, "93120", None), "93027"),
    ((None, None, "2a004"), "2A004"),
    ((None, None, "6088"), "06088"),
    ((None, None, "93059"), "93066"),
    (("Paris", "75019", "75056"), "75119"),
    (("Nice cedex 3", "06299", None), "06088"),
]


@pytest.mark.parametrize(("written", "commune"), RESOLVED)
def test_a_commune_is_recognised_as_people_write_it(
    places: Territories, written: tuple[str | None, str | None, str | None], commune: str
) -> None:
    answer = places.resolve_commune(*written)
    assert (answer.status, answer.commune_code, answer.candidates) == ("resolved", commune, ())


@pytest.mark.parametrize(
    ("written", "status", "first"),
    [
        (("Nantes", "35000", None), "mismatch", "35238"),
        (("Paris 18", "75019", None), "mismatch", "75119"),
        (("Sevran", "93200", "93066"), "mismatch", "93066"),
        (("Lyon", None, "06088"), "mismatch", "06088"),
        (("Rennes", "35999", None), "unknown_postcode", "35238"),
        (("Betton", "35 ?", "35024"), "unknown_postcode", "35024"),
        (("Saint-Denis", None, None), "ambiguous", "97411"),
        ((None, "51300", None), "ambiguous", "51649"),
        (("Quartier des 4000", "93120", None), "unknown_name", "93027"),
    ],
)
def test_what_is_not_certain_comes_back_as_a_question(
    places: Territories, written: tuple[str | None, str | None, str | None], status: str, first: str
) -> None:
    answer = places.resolve_commune(*written)
    assert (answer.status, answer.commune_code, answer.candidates[0]) == (status, None, first)


@pytest.mark.parametrize(("written", "city"), [("Paris", "75056"), ("LYON", "69123"), ("Marseille cedex", "13055")])
def test_a_city_without_its_district_is_known_as_a_city(places: Territories, written: str, city: str) -> None:
    answer = places.resolve_commune(written, None, None)
    assert (answer.status, answer.commune_code) == ("city", city)
    assert {places.communes[code].parent_code for code in answer.candidates} == {city}


@pytest.mark.parametrize("blank", [None, "", "  ", " - "])
def test_nothing_written_is_empty_and_not_an_error(places: Territories, blank: str | None) -> None:
    assert places.resolve_commune(blank, None, None).status == "empty"


def test_the_partners_department_parts_homonyms_but_never_overrules_a_postcode(places: Territories) -> None:
    assert places.resolve_commune("Saint-Denis", None, None, "93").commune_code == "93066"
    assert places.resolve_commune("Saint-Denis", "97400", None, "93").commune_code == "97411"


def test_a_typo_is_not_forgiven_towards_another_commune_that_exists(places: Territories) -> None:
    """Sarcelles is not a misspelt Garges, though both are close to one postcode."""
    assert places.resolve_commune("Sarcelles", "95140", None).status == "mismatch"


def test_a_bare_saint_names_nobody(places: Territories) -> None:
    assert places.resolve_commune("ST", "93200", None).commune_code is None


def test_the_department_of_a_postcode_is_told_only_when_there_is_one(places: Territories) -> None:
    assert places.department_of_postcode("93200") == "93"
    assert places.department_of_postcode("20000") == "2A"
    assert places.department_of_postcode("1004") is None
    assert places.department_of_postcode("01200") is None  # Bellegarde and, in Haute-Savoie, Eloise
    assert places.department_of_postcode(None) is None


def test_departments_and_regions_answer_by_code(places: Territories) -> None:
    table = places.all_departments()
    assert (table.num_rows, table.column_names) == (101, ["code", "name", "region_code", "population"])
    assert table["code"].to_pylist() == sorted(table["code"].to_pylist())
    assert (places.department_of("97411"), places.department_name("974")) == ("974", "La Réunion")
    assert (places.region_of_department("93"), places.regions["11"].name) == ("11", "Île-de-France")
    assert places.commune("00000") is None
    assert places.commune(None) is None


def test_communes_are_found_by_a_part_of_their_name(places: Territories) -> None:
    assert places.communes_named("paris 19") == ["75119"]
    assert {"93066", "97411"} <= set(places.communes_named("st denis"))
    assert places.communes_named("") == places.communes_named("zzz") == []


def test_a_code_that_names_nothing_is_refused_by_the_lookups_that_need_one(places: Territories) -> None:
    with pytest.raises(KeyError):
        places.department_of("00000")
