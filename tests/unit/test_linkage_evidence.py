"""What speaks once and for what: another adult, counts of children, a missing street, a shelter's address, a stated cost."""

import pytest

from pipelines.linkage.engine import weighed_pairs
from pipelines.linkage.model import documented_model
from pipelines.linkage.quality import Labelled, bands_for_cost, suggested_auto
from tests.unit.test_linkage_engine import FAMILY, crowd, table_of


def pair_of(*rows: dict[str, str]) -> dict[str, float]:
    """Return the evidence on the first two rows."""
    return next(row for row in weighed_pairs(crowd(*rows)).pairs.to_pylist() if row["right_id"] == "r2")


def test_another_adult_is_one_difference_not_three():
    """A couple keeps two surnames and two telephones: beside another first name they say nothing more, or little."""
    child = {"child_last_name": "Boudraa", "child_first_name": "Lina", "child_birth_date": "2015-03-02"}
    father = {"guardian_last_name": "Keita", "guardian_first_name": "Modibo", "phone_1": "0611223344"}
    assert pair_of(FAMILY, father)["guardian_bits"] == 0.0
    mother, other = FAMILY | child, father | child | {"phone_1": "0655443322"}
    assert pair_of(mother, other)["phone_bits"] == pytest.approx(
        documented_model().bits("phone", "other") / 2, abs=0.01
    )


def test_one_adult_is_recognised_by_a_new_number_exchanged_names_a_maiden_name_or_a_slip():
    """Another number says nothing at one address; elsewhere, and in one town among few families, it says that he is perhaps another."""
    town = {"commune": "Saint-Denis", "commune_code": "93066", "postcode": "93200"}
    names = (
        ("Boudraa", "Sabrina"),
        ("Tchakounte", "Modibo"),
        ("Quillerou", "Solveig"),
        ("Zyskowicz", "Wieslaw"),
        ("Ferjani", "Olfa"),
    )
    said = [{"guardian_last_name": last, "guardian_first_name": first, "address": f"{number} rue de la Paix",
             "phone_1": f"061122330{number}"} | town for number, (last, first) in enumerate(names, 1)]  # fmt: skip
    again = [row | {"phone_1": f"065544332{number}"} for number, row in enumerate(said)]
    again[1] |= {"guardian_last_name": "Modibo", "guardian_first_name": "Tchakounte"}
    again[2] |= {"guardian_last_name": "Grenier"}
    again[3] |= {"guardian_first_name": "Wieslav", "address": ""}
    again[4] |= {"address": "7 avenue Jaurès"}
    pairs = {row["left_id"]: row for row in weighed_pairs(crowd(*said, *again)).pairs.to_pylist()
             if int(row["right_id"][1:]) - int(row["left_id"][1:]) == 5 or (row["left_id"], row["right_id"]) == ("r10", "r5")}  # fmt: skip
    new_number, exchanged, maiden, slip, elsewhere = (pairs[name] for name in ("r1", "r2", "r3", "r4", "r10"))
    assert [one["phone_bits"] for one in (new_number, exchanged)] == [0.0, 0.0]
    assert slip["phone_bits"] < -1
    assert elsewhere["phone_bits"] < -1
    assert (exchanged["surname_level"], exchanged["guardian_level"]) == (2, 6)
    assert min(new_number["weight"], exchanged["weight"]) >= 4.6
    assert (maiden["surname_level"], maiden["guardian_level"], slip["guardian_level"], slip["place_level"]) == (
        1,
        7,
        5,
        4,
    )


def test_counts_of_children_are_compared_with_counts_of_children():
    """One list counts the household, the other its children: what both count is compared, nothing else."""
    counted = FAMILY | {"household_size": "5", "children_count": "3"}
    levels = {
        (size, children): pair_of(counted, FAMILY | {"household_size": size, "children_count": children})["size_level"]
        for size, children in (("5", "3"), ("", "3"), ("", "4"), ("", "1"), ("4", "3"), ("", ""))
    }
    assert levels == {("5", "3"): 4, ("", "3"): 3, ("", "4"): 2, ("", "1"): 1, ("4", "3"): 2, ("", ""): 0}


def test_a_missing_street_is_no_other_street():
    here = FAMILY | {"address": "12 rue de la Paix", "commune": "Saint-Denis", "commune_code": "93066"}
    coded = {name: FAMILY[name] for name in FAMILY if name != "postcode"} | {
        "commune": "ST DENIS",
        "commune_code": "93066",
    }
    without, elsewhere = pair_of(here, FAMILY), pair_of(here, FAMILY | {"address": "7 avenue Jaurès"})
    assert (without["place_level"], elsewhere["place_level"]) == (4, 3)
    assert without["place_bits"] > elsewhere["place_bits"]
    assert pair_of(here, coded)["place_level"] == 4
    island = {"commune": "Saint-Denis", "commune_code": "97411", "postcode": "97400"}
    assert pair_of(here, FAMILY | island)["place_level"] == 1


def test_the_address_of_a_shelter_that_never_writes_it_is_learnt_from_the_other_lists():
    names = ("Boudraa", "Keita", "Lefort", "Nguyen", "Ortega", "Sissoko", "Tanaka")
    shelter = [{"partner": "CHRS", "guardian_last_name": name, "guardian_first_name": "Alix", "phone_1": f"061122330{n}"}
               for n, name in enumerate(names)]  # fmt: skip
    home = {"address": "149 boulevard Delrein", "postcode": "93200", "commune": "Saint-Denis"}
    school = [row | home | {"partner": "ECOLE"} for row in shelter[:6]]
    moved = shelter[6] | home | {"partner": "ECOLE", "phone_1": "0788990011"}
    rows = table_of(*shelter, *school, moved)
    found = weighed_pairs(rows)
    assert found.residences.to_pylist() == [{"partner": "CHRS", "request_id": "r10"}]
    pair = next(row for row in found.pairs.to_pylist() if (row["left_id"], row["right_id"]) == ("r14", "r7"))
    assert pair["place_level"] == 7
    nobody = weighed_pairs(rows.drop_columns(["partner"]))
    assert not len(nobody.residences)


def test_where_joining_begins_follows_the_stated_cost_and_then_what_people_decided():
    asked = bands_for_cost(10.0).auto
    assert suggested_auto([], 10.0, -2.0) == asked
    assert asked == pytest.approx(5.61)
    good = [Labelled(asked - 1, True)] * 400
    assert suggested_auto(good, 10.0, -2.0) == pytest.approx(asked - 1)
    bad = [Labelled(asked + 1, True)] * 30 + [Labelled(asked + 1, False)] * 30
    assert suggested_auto(bad, 10.0, -2.0) > asked + 0.9
    few = [Labelled(asked + 1, False)] * 9
    assert suggested_auto(few, 10.0, -2.0) == asked
