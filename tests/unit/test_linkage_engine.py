"""What two requests are compared on, how their weight is made of parts, and that nothing spills to a disk."""

import random

import duckdb
import pyarrow as pa
import pytest

from pipelines.linkage.clustering import Bands
from pipelines.linkage.contacts import address_of, date_of, email_of, phone_of
from pipelines.linkage.engine import weighed_pairs
from pipelines.linkage.evidence import KINDS
from pipelines.linkage.evidence_words import evidence_lines
from pipelines.linkage.hubs import Naming, families
from pipelines.linkage.match import match_file
from pipelines.linkage.model import documented_model, model_of
from pipelines.linkage.nodes import nodes_of
from pipelines.linkage.quality import Labelled, bands_for_cost, calibration, quality, tripped
from pipelines.linkage.skeleton import skeleton
from pipelines.store.scratch import Scratch

FAMILY = {
    "guardian_last_name": "Boudraa",
    "guardian_first_name": "Sabrina",
    "phone_1": "06 11 22 33 44",
    "postcode": "93200",
}


def table_of(*rows: dict[str, str]) -> pa.Table:
    """Return requests r1, r2, … as columns of text."""
    names = sorted({name for row in rows for name in row})
    columns = {name: pa.array([row.get(name) for row in rows], pa.string()) for name in names}
    return pa.table({"request_id": [f"r{n}" for n in range(1, len(rows) + 1)], **columns})


def crowd(*rows: dict[str, str]) -> pa.Table:
    """Return the rows among thirty families that share nothing with them or each other."""
    draw = random.Random(7)
    others = [
        {"guardian_last_name": "".join(draw.sample("bdfgklmnprst", 6)), "guardian_first_name": "".join(draw.sample("bdfgklmnprst", 5)),
         "phone_1": f"+337{draw.randrange(10**8):08d}"}
        for _ in range(30)
    ]  # fmt: skip
    return table_of(*rows, *others)


def weight_of(*rows: dict[str, str]) -> float | None:
    """Return the weight of the first two rows, or None where they are not even compared."""
    pairs = weighed_pairs(crowd(*rows)).pairs.to_pylist()
    return next((row["weight"] for row in pairs if (row["left_id"], row["right_id"]) == ("r1", "r2")), None)


def test_a_phone_is_one_however_it_was_typed():
    ways = (
        "0612345678",
        "06 12 34 56 78",
        "+33612345678",
        "+33 (0)6 12 34 56 78",
        "0033612345678",
        "612345678",
        "06.12.34.56.78",
    )
    assert {phone_of(way) for way in ways} == {"+33612345678"}
    assert phone_of("0692 12 34 56") == "+262692123456"
    assert phone_of("02 9876 5432 1") is not None
    assert [phone_of(text) for text in (None, "", "inconnu", "0000000000", "12")] == [None] * 5


def test_dates_are_eight_digits_even_when_the_day_does_not_exist():
    assert [date_of(text) for text in ("1956-04-09", "09/04/1956", "19560409", "9.4.1956")] == ["19560409"] * 4
    assert date_of("19560431") == "19560431"
    assert [date_of(text) for text in (None, "", "56", "00000000")] == [None] * 4


def test_an_address_forgets_its_flat_and_the_kind_of_its_street():
    assert address_of("12 rue des Lilas, apt 4") == address_of("12 R. DES LILAS") == ("12", "lls")
    assert address_of("néant") == (None, None)


def test_an_identifier_may_stand_where_an_email_does():
    assert (email_of(" Ana.B@Exemple.org "), email_of("1804974"), email_of("test")) == (
        "ana.b@exemple.org",
        "1804974",
        None,
    )


@pytest.mark.parametrize(
    ("one", "other"), [("mohamed", "muhammad"), ("youssef", "yusuf"), ("cherif", "sherif"), ("diallo", "jallow")]
)
def test_two_spellings_of_a_name_have_one_skeleton(one, other):
    assert skeleton(one) == skeleton(other)


def test_short_surnames_stay_and_particles_go():
    nodes = nodes_of(table_of({"guardian_last_name": "Ba", "child_last_name": "de la Tour"})).to_pylist()
    assert nodes[0]["surnames"] == ["ba", "delatour", "tour"]


def test_a_guardian_written_the_other_way_round_is_turned_when_the_row_proves_it():
    row = {
        "guardian_last_name": "Karim",
        "guardian_first_name": "BENALI",
        "child_last_name": "Benali",
        "child_first_name": "Ines",
    }
    assert nodes_of(table_of(row)).to_pylist()[0]["g_first"] == "karim"


def test_the_parts_of_a_weight_sum_to_it():
    pairs = weighed_pairs(crowd(FAMILY, FAMILY | {"guardian_first_name": "Karim", "email": "k@exemple.org"}))
    assert len(pairs.pairs) >= 1
    for pair in pairs.pairs.to_pylist():
        lines = evidence_lines(pair | {"prior_bits": round(pairs.model.prior_bits, 2)})
        assert round(sum(line["bits"] for line in lines), 2) == pair["weight"]
        assert all(line["fr"] and line["en"] for line in lines)


def test_the_same_family_under_two_spellings_is_joined():
    other = {
        "guardian_last_name": "BOUDRAA",
        "guardian_first_name": "Sabryna",
        "phone_1": "+33611223344",
        "postcode": "93200",
    }
    assert weight_of(FAMILY, other) > Bands().auto


def test_absence_never_counts_against():
    bare = {name: FAMILY[name] for name in ("guardian_last_name", "guardian_first_name", "phone_1")}
    with_nothing = weight_of(FAMILY, bare)
    with_blank = weight_of(FAMILY, bare | {"email": "", "address": "inconnu", "guardian_birth_date": ""})
    assert with_nothing == with_blank > Bands().auto


def test_another_phone_or_email_costs_three_bits_at_most():
    rows = weighed_pairs(
        crowd(FAMILY | {"email": "a@b.org"}, FAMILY | {"phone_1": "0699999911", "email": "zz@yy.net"})
    ).pairs
    pair = rows.to_pylist()[0]
    assert (pair["phone_level"], pair["email_level"]) == (1, 1)
    assert min(pair["phone_bits"], pair["email_bits"]) >= -3.0


def test_twins_are_evidence_for_one_family():
    twins = [
        FAMILY | {"child_first_name": name, "child_last_name": "Boudraa", "child_birth_date": "2015-03-02"}
        for name in ("Lina", "Adam")
    ]
    pair = weighed_pairs(crowd(*twins)).pairs.to_pylist()[0]
    assert pair["child_bits"] > 0


def test_a_desk_phone_seen_with_four_families_joins_nobody():
    desk = [{"guardian_last_name": name, "guardian_first_name": first, "phone_1": "0144556677"}
            for name, first in (("Martin", "Eva"), ("Sow", "Awa"), ("Nguyen", "Linh"), ("Ortega", "Luz"))]  # fmt: skip
    found = weighed_pairs(crowd(*desk))
    assert found.hubs == (("phone", "+33144556677"),)
    assert [row for row in found.pairs.to_pylist() if row["phone_level"] > 1] == []


def test_a_contact_that_a_partner_declared_joins_nobody():
    found = weighed_pairs(crowd(FAMILY, FAMILY), declared=(("phone", "+33611223344"),))
    assert [row for row in found.pairs.to_pylist() if row["phone_level"] > 1] == []


def test_spellings_of_one_family_are_one_family():
    named = [
        Naming(frozenset({words}), first, None) for words, first in (("bdr", "sbrn"), ("btr", "sbrn"), ("sbrn", "bdr"))
    ]
    assert families(named[:1] + named[2:]) == 1
    assert families([Naming(frozenset({word}), None, None) for word in ("mrtn", "sw", "ngn", "rtg")]) == 4


def test_the_order_of_rows_changes_no_weight():
    rows = crowd(FAMILY, FAMILY | {"phone_1": "0699999911"}, FAMILY | {"postcode": "75001"})
    upside_down = rows.take(list(range(len(rows)))[::-1])
    assert weighed_pairs(rows).pairs.to_pylist() == weighed_pairs(upside_down).pairs.to_pylist()


def test_a_model_is_read_as_it_was_written():
    model = documented_model()
    assert model_of(model.to_json()) == model
    assert set(model.shares) == set(KINDS)


def test_the_scratch_database_fails_rather_than_write_to_a_disk():
    with Scratch(memory_gb=0.05) as scratch:
        with pytest.raises(duckdb.Error):
            scratch.connection.execute(
                "create table big as select range as a, md5(range::varchar) as b from range(3000000) order by b"
            ).fetchall()
        with pytest.raises(duckdb.Error):
            scratch.connection.execute("copy (select 1) to 'out.csv'").fetchall()


def test_bands_must_be_in_order():
    with pytest.raises(ValueError, match="below"):
        Bands(auto=-3.0, review=0.0)


def test_a_stated_cost_gives_the_bands():
    assert bands_for_cost(10, 0.2) == Bands(5.61, -2.0)
    assert bands_for_cost(100, 0.2).auto > bands_for_cost(10, 0.2).auto
    with pytest.raises(ValueError, match="cost less"):
        bands_for_cost(10, 1.0)


def test_quality_is_counted_on_what_people_decided():
    labelled = [Labelled(8, True)] * 9 + [Labelled(7, False)] + [Labelled(1, True)] * 3
    measured = quality(labelled, Bands())
    assert (measured["labelled"], measured["precision"][0], measured["recall"][0]) == (13, 0.9, 0.75)
    assert measured["precision"][1] < 0.9 < measured["precision"][2]
    assert quality([], Bands()) == {"labelled": 0, "precision": None, "recall": None}
    assert calibration(labelled) == [(0.0, 3, 3), (6.0, 1, 0), (8.0, 9, 9)]


def test_a_list_that_raises_hundreds_of_questions_is_held():
    assert tripped(150, 1000)
    assert not tripped(99, 100)
    assert not tripped(150, 5000)


def test_a_bare_table_is_matched_as_a_campaign_is(tmp_path):
    rows = crowd(FAMILY, FAMILY | {"guardian_first_name": "sabrina"})
    lines = [
        ",".join(rows.column_names),
        *(",".join(str(cell or "") for cell in row.values()) for row in rows.to_pylist()),
    ]
    (tmp_path / "in.csv").write_text("\n".join(lines), "utf-8")
    answer = match_file(tmp_path / "in.csv", tmp_path / "out.csv")
    assert answer == {"requests": 32, "households": 31}
    assert (tmp_path / "out.csv").read_text("utf-8").splitlines()[:3] == ["request_id,household_id", "r1,r1", "r2,r1"]
