"""Relatives under one roof: what a structure's own list tells of its residents, and names that clerks write in one word or two."""

import pytest

from pipelines.linkage.engine import weighed_pairs
from pipelines.linkage.match import match_file
from pipelines.linkage.nodes import nodes_of
from tests.unit.test_linkage_engine import FAMILY, table_of, weight_of
from tests.unit.test_linkage_evidence import pair_of

HOME = {"address": "149 boulevard Delrein", "postcode": "93200", "commune": "Saint-Denis"}
NAMES = ("Boudraa", "Keita", "Lefort", "Nguyen", "Ortega", "Sissoko", "Tanaka")


def residents(*more):
    """Return the list of a shelter that never says where, a school's rows on six of its families, and more rows."""
    shelter = [{"partner": "CHRS", "guardian_last_name": name, "guardian_first_name": "Alix", "phone_1": f"061122330{n}"}
               for n, name in enumerate(NAMES)]  # fmt: skip
    return table_of(*shelter, *(row | HOME | {"partner": "ECOLE"} for row in shelter[:6]), *more)


def evidence(rows, left, right):
    """Return the evidence on two requests."""
    pairs = weighed_pairs(rows).pairs.to_pylist()
    return next(row for row in pairs if {row["left_id"], row["right_id"]} == {left, right})


def test_another_adult_at_a_shelter_is_of_the_one_family_of_that_name_in_its_list():
    other = HOME | {
        "partner": "CCAS",
        "guardian_last_name": "Tanaka",
        "guardian_first_name": "Bruno",
        "phone_1": "0799887766",
    }
    alone = evidence(residents(other), "r7", "r14")
    assert (alone["guardian_bits"], alone["phone_bits"]) == (0.0, 0.0)
    second = {
        "partner": "CHRS",
        "guardian_last_name": "Tanaka",
        "guardian_first_name": "Celia",
        "phone_1": "0644556677",
    }
    several = evidence(residents(other, second), "r7", "r14")
    assert alone["weight"] > several["weight"] + 3
    assert evidence(residents(other, second), "r7", "r15")["weight"] <= several["weight"]


def test_among_relatives_another_number_says_nothing():
    here = FAMILY | HOME
    brother = here | {"guardian_first_name": "Nadir", "phone_1": "0655443322"}
    silent = {name: brother[name] for name in brother if name != "phone_1"}
    assert pair_of(here, brother)["phone_bits"] == 0.0
    assert pair_of(here, brother)["weight"] == pytest.approx(pair_of(here, silent)["weight"])


def test_a_particle_is_written_apart_or_in_one_word():
    rows = nodes_of(
        table_of(*({"guardian_last_name": name} for name in ("BEN ABID", "Benabid", "El Idrissi", "Elidrissi", "Ben")))
    )
    surnames = {row["request_id"]: set(row["surnames"]) for row in rows.to_pylist()}
    assert surnames["r1"] & surnames["r2"] == {"benabid"}
    assert surnames["r3"] & surnames["r4"] == {"elidrissi"}
    assert surnames["r5"] == {"ben"}


def test_one_slip_in_a_surname_costs_less_than_another_spelling():
    base = {"guardian_first_name": "Sofia", "guardian_birth_date": "1985-03-02"}
    slip = weight_of(base | {"guardian_last_name": "Ammeur"}, base | {"guardian_last_name": "Ameur"})
    other = weight_of(base | {"guardian_last_name": "Ameri"}, base | {"guardian_last_name": "Ameur"})
    assert slip >= other


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_a_table_is_read_whatever_parts_its_columns_and_however_its_header_is_written(tmp_path, sign):
    lines = (
        "Request_ID , GUARDIAN_LAST_NAME,guardian_first_name,phone_1",
        "1,Durand,Léa,0611223344",
        "2,DURAND,Lea,06 11 22 33 44",
    )
    (tmp_path / "in.csv").write_text("\n".join(lines).replace(",", sign), "utf-8")
    assert match_file(tmp_path / "in.csv", tmp_path / "out.csv") == {"requests": 2, "households": 1}


def test_a_register_without_telephone_mailbox_or_birth_date_is_compared_too():
    rows = table_of(*({"guardian_last_name": f"Nom{n % 110:03d}x", "guardian_first_name": f"Pre{n % 110:03d}", "commune": "Rennes",
                       "address": f"{n % 110} rue du Lavoir{n % 110:03d}"} for n in range(220)))  # fmt: skip
    found = weighed_pairs(rows)
    assert found.model.prior == pytest.approx(1.5 / 220)
    assert len(found.pairs) >= 110
