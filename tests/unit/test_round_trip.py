"""A file that comes back: three exact buckets, each fault with its row and code, and a second sending that changes nothing."""

from collections import Counter
from datetime import timedelta

import pytest

from campaigns.model.codes import Role
from campaigns.model.outcome import Refusal
from campaigns.statuses import OPERATOR_WORDS
from dashboard.sign_in import fictive_actor
from pipelines.delivery.note_reading import NoteLine
from pipelines.delivery.round_trip import record_handover, record_lines
from tests.answers import done
from tests.unit.granted_campaign import faults_of, granted_campaign, shuffled, written
from tests.unit.small_campaign import APPROVER, COORDINATOR

HEADER = "référence;ligne à recharger;produit;statut;date;numéro de série"


def sent(granted, rows, actor=COORDINATOR):
    """Send a file of (reference, status, date, serial) rows back."""
    lines = [f"{ref};0611223344;Recharge;{status};{on};{serial}" for ref, status, on, serial in rows]
    data = ("\n".join([HEADER, *lines]) + "\n").encode()
    return done(record_handover(granted.office, actor, granted.campaign_id, data, "retour.csv"))


def state_of(granted):
    """Return everything that a file may change: grants, balances, movements, events."""
    named = {"campaign_id": granted.campaign_id}
    with granted.office.store.reading() as session:
        return [
            session.rows(name, named | extra)
            for name, extra in (
                ("delivery/adopted_grants", {}), ("stock/cells", {}), ("delivery/events", {"partner_id": ""}), ("stock/movements", {"limit_count": 10_000}),
            )
        ]  # fmt: skip


def test_an_operator_file_of_two_thousand_lines_with_thirty_faults(tmp_path):
    granted = granted_campaign(tmp_path, 2_000)
    today = granted.office.clock().date()
    refs = granted.references
    swapped = refs[0][1] + refs[0][0] + refs[0][2:]
    assert swapped != refs[0]
    planted = {
        "unknown_status": [(ref, "peut-être", "", "") for ref in refs[:6]],
        "future_date": [(ref, "rechargé", written(today + timedelta(days=2)), "") for ref in refs[6:12]],
        "unreadable_date": [(ref, "rechargé", "32/13/2026", "") for ref in refs[12:17]],
        "mistyped_reference": [(swapped, "rechargé", "", "")] * 4,
        "unknown_reference": [("00000-00000-0", "rechargé", "", "")] * 3,
        "missing_reference": [("", "rechargé", "", "")] * 3,
        "unreadable_serial": [(refs[17], "rechargé", "", "9" * 41)],
        "said_twice": [(refs[20], "ligne inconnue", "", ""), (refs[22], "rechargé", "", "")],
    }
    good = [
        (ref, OPERATOR_WORDS[place % 3], written(today) if place % 2 else "", "")
        for place, ref in enumerate(refs[18:1988])
    ]
    # The two lines that contradict come after those that they contradict.
    first = [row for code, rows in planted.items() if code != "said_twice" for row in rows]
    rows = [*shuffled([*first, *good], 7), *planted["said_twice"]]
    assert sum(map(len, planted.values())) == 30 and len(rows) == 2_000
    answer = sent(granted, rows)
    assert (answer["updated"], answer["unchanged"], answer["waiting"]) == (1970, 0, 0)
    assert Counter(error["code"] for error in answer["errors"]) == {code: len(found) for code, found in planted.items()}
    expected = {place + 2 for place, row in enumerate(rows) if any(row in found for found in planted.values())}
    assert {error["row"] for error in answer["errors"]} == expected
    assert all(error["fr"] and error["en"] for error in answer["errors"])
    assert faults_of(granted) == []
    before = state_of(granted)
    again = sent(granted, rows)
    assert (again["updated"], again["unchanged"], again["waiting"]) == (0, 1970, 0)
    assert again["errors"] == answer["errors"]
    assert state_of(granted) == before


def test_nothing_but_status_date_and_serial_is_read_back(tmp_path):
    granted = granted_campaign(tmp_path, 2, item="laptop", mode="delivery")
    before = state_of(granted)
    data = (
        f"référence;famille;site;matériel;motif;statut\n{granted.references[0]};PIRATE;AUTRE;tablette;remis;\n".encode()
    )
    answer = done(record_handover(granted.office, COORDINATOR, granted.campaign_id, data, "bon.csv"))
    assert (answer["updated"], answer["unchanged"], answer["waiting"], answer["errors"]) == (0, 0, 1, [])
    assert state_of(granted) == before


def test_a_unit_said_twice_alike_moves_once(tmp_path):
    granted = granted_campaign(tmp_path, 1, item="laptop", mode="delivery")
    answer = sent(granted, [(granted.references[0], "remis", "", "")] * 2)
    assert (answer["updated"], answer["unchanged"], answer["errors"]) == (1, 1, [])
    assert faults_of(granted) == []


def test_a_carrier_who_says_late_that_it_arrived_changes_nothing(tmp_path):
    granted = granted_campaign(tmp_path, 1, item="laptop", mode="delivery")
    assert sent(granted, [(granted.references[0], "remis", "", "")])["updated"] == 1
    assert sent(granted, [(granted.references[0], "livré", "", "")])["unchanged"] == 1


def test_a_serial_number_is_kept_corrected_and_never_shared(tmp_path):
    granted = granted_campaign(tmp_path, 3, item="laptop", mode="delivery")
    one, two, _ = granted.references
    assert sent(granted, [(one, "remis", "", "sn 12 a")])["updated"] == 1
    assert sent(granted, [(one, "remis", "", "SN12A")])["unchanged"] == 1
    assert [error["code"] for error in sent(granted, [(two, "remis", "", "sn12a")])["errors"]] == ["serial_used"]
    assert sent(granted, [(one, "remis", "", "SN13")])["updated"] == 1
    # The number that was corrected is free again.
    assert sent(granted, [(two, "remis", "", "SN12A")])["updated"] == 1
    assert [row["serial"] for row in state_of(granted)[2]] == ["SN12A", "SN13", "SN12A"]


def test_a_device_that_came_back_is_given_again_under_its_number(tmp_path):
    granted = granted_campaign(tmp_path, 2, item="laptop", mode="delivery")
    one, two = granted.references
    sent(granted, [(one, "remis", "", "SN1")])
    assert sent(granted, [(two, "remis", "", "SN1")])["errors"][0]["code"] == "serial_used"
    sent(granted, [(one, "retourné", "", "")])
    assert sent(granted, [(two, "remis", "", "SN1")])["updated"] == 1


def test_numbers_that_change_hands_within_one_file_are_settled_at_the_first_sending(tmp_path):
    granted = granted_campaign(tmp_path, 3, item="laptop", mode="delivery")
    one, two, three = granted.references
    sent(granted, [(one, "remis", "", "SN1"), (two, "remis", "", "SN2")])
    # Each line takes the number that the line below gives up.
    rows = [(three, "remis", "", "SN1"), (one, "remis", "", "SN2"), (two, "retourné", "", "")]
    assert (sent(granted, rows)["updated"], sent(granted, rows)["unchanged"]) == (3, 3)


def test_one_file_cannot_give_one_serial_number_to_two_families(tmp_path):
    granted = granted_campaign(tmp_path, 2, item="laptop", mode="delivery")
    answer = sent(granted, [(ref, "remis", "", "SN1") for ref in granted.references])
    assert answer["updated"] == 1
    assert [(error["row"], error["code"]) for error in answer["errors"]] == [(3, "serial_used")]


def test_the_day_written_on_the_note_is_the_day_of_the_hand_over(tmp_path):
    granted = granted_campaign(tmp_path, 1, item="laptop", mode="delivery")
    day = granted.office.clock().date() - timedelta(days=3)
    sent(granted, [(granted.references[0], "remis à un proche", written(day), "")])
    with granted.office.store.reading() as session:
        (grant,) = session.rows("plan/grants", {"campaign_id": granted.campaign_id, "plan_id": "01PLAN"})
    assert grant["handed_over_at"].date() == day
    (event,) = state_of(granted)[2]
    assert (event["kind"], event["to_proxy"], event["happened_on"]) == ("handed_over", True, day)


def test_another_attempt_is_another_day_or_another_reason(tmp_path):
    granted = granted_campaign(tmp_path, 1, item="laptop", mode="delivery")
    ref, today = granted.references[0], granted.office.clock().date()
    sent(granted, [(ref, "livré", "", "")])
    outcomes = [
        sent(granted, [(ref, word, on, "")])["updated"]
        for word, on in (
            ("injoignable", ""), ("injoignable", ""), ("non retiré", ""), ("non retiré", written(today)),
            ("non retiré", written(today - timedelta(days=1))),
        )
    ]  # fmt: skip
    assert outcomes == [1, 0, 1, 0, 1]


@pytest.mark.parametrize(
    ("words", "balance"),
    [
        (("colis refusé",), {"on_hand": 12, "reserved": 1, "delivered": 0, "handed_over": 0, "lost": 0}),
        (("perdu",), {"on_hand": 11, "reserved": 1, "delivered": 0, "handed_over": 0, "lost": 1}),
        (("livré", "perdu"), {"on_hand": 11, "reserved": 1, "delivered": 0, "handed_over": 0, "lost": 1}),
        (("remis", "en panne"), {"on_hand": 11, "reserved": 1, "delivered": 0, "handed_over": 0, "lost": 1}),
        (
            ("livré", "refusé par la famille"),
            {"on_hand": 12, "reserved": 1, "delivered": 0, "handed_over": 0, "lost": 0},
        ),
        (("livré",), {"on_hand": 11, "reserved": 1, "delivered": 1, "handed_over": 0, "lost": 0}),
    ],
)
def test_stock_follows_each_word_to_the_unit(tmp_path, words, balance):
    granted = granted_campaign(tmp_path, 2, item="laptop", mode="delivery")
    for word in words:
        assert sent(granted, [(granted.references[0], word, "", "")])["updated"] == 1
        assert sent(granted, [(granted.references[0], word, "", "")])["updated"] == 0
    (cell,) = state_of(granted)[1]
    assert {name: cell[name] for name in balance} == balance
    assert faults_of(granted) == []


def test_what_came_back_is_not_handed_over_afterwards(tmp_path):
    granted = granted_campaign(tmp_path, 1, item="laptop", mode="delivery")
    sent(granted, [(granted.references[0], "colis refusé", "", "")])
    answer = sent(granted, [(granted.references[0], "remis", "", "")])
    assert answer["updated"] == 0 and len(answer["errors"]) == 1
    assert sent(granted, [(granted.references[0], "perdu", "", "")])["errors"][0]["code"] == "wrong_state"


def test_a_structure_cannot_speak_for_another_nor_learn_that_the_unit_exists(tmp_path):
    granted = granted_campaign(tmp_path, 1, item="laptop", mode="delivery")
    other = fictive_actor(Role.PARTNER, granted.small.partner_ids["CHRS1"])
    before = state_of(granted)
    (error,) = sent(granted, [(granted.references[0], "remis", "", "")], other)["errors"]
    (unknown,) = sent(granted, [("00000-00000-0", "remis", "", "")], other)["errors"]
    assert error["code"] == unknown["code"] == "unknown_reference"
    assert state_of(granted) == before


def test_a_department_coordinator_records_for_the_department_alone(tmp_path):
    granted = granted_campaign(tmp_path, 2, item="laptop", mode="delivery")
    here, elsewhere = (COORDINATOR.model_copy(update={"department_code": code}) for code in ("93", "35"))
    assert sent(granted, [(granted.references[0], "remis", "", "")], here)["updated"] == 1
    assert (
        sent(granted, [(granted.references[1], "remis", "", "")], elsewhere)["errors"][0]["code"] == "unknown_reference"
    )


def test_a_tick_on_a_screen_is_a_line_of_a_file(tmp_path):
    granted = granted_campaign(tmp_path, 1, item="laptop", mode="delivery")
    partner = fictive_actor(Role.PARTNER, granted.small.partner_ids["ECOLE1"])
    line = NoteLine(1, granted.references[0], "remis", "", "SN1")
    assert done(record_lines(granted.office, partner, granted.campaign_id, [line]))["updated"] == 1
    assert sent(granted, [(granted.references[0], "remis", "", "SN1")])["unchanged"] == 1


def test_who_may_not_record_is_refused(tmp_path):
    granted = granted_campaign(tmp_path, 1, item="laptop", mode="delivery")
    answer = record_lines(granted.office, APPROVER, granted.campaign_id, [NoteLine(1, granted.references[0], "remis")])
    assert isinstance(answer, Refusal) and answer.code == "not_allowed"
