"""A family that asks for help gets a place at the nearest workshop; places are never exceeded, and come back when given up."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.model.codes import Role
from campaigns.model.help_codes import NoReferralReason, ReferralState
from campaigns.model.outcome import Refusal
from campaigns.referrals import Asking, Offer, refer
from dashboard.sign_in import fictive_actor
from dashboard.wording.labels import label
from dashboard.wording.translation import Words
from pipelines.help.places import take
from pipelines.help.referrals import help_counts, list_referrals, record_referral, refer_families
from pipelines.help.told import FAR, FULL, help_of_family, place_kept
from pipelines.help.workshops import import_workshops, list_workshops
from pipelines.intake.receive import Reception, receive_list
from pipelines.linkage.link import link_households
from pipelines.planning.letter import BYE, HELLO, Letter, with_help
from pipelines.reporting.figures import campaign_figures
from pipelines.store.port import GuardRefused, Row
from tests.answers import done
from tests.unit.small_campaign import COORDINATOR, SmallCampaign, opened_campaign

FIRST = date(2026, 1, 5)
HEADER = "Référence;Nom;Prénom;Téléphone;Code postal;Commune;Ordinateur;Accompagnement souhaité\n"
FAMILIES = (
    HEADER + "E-1;BENALI;Karim;0611223344;93200;Saint-Denis;1;oui\nE-2;DURAND;Sonia;0655667788;93200;Saint-Denis;1;"
    "ne sait pas se servir\nE-3;NGUYEN;Linh;0677889911;93200;Saint-Denis;1;non\n"
    "E-4;LOPEZ;Ana;0677889922;13001;Marseille;1;aide à l'installation\n"
).encode()

DAYS = st.tuples(st.sampled_from("AB"), st.integers(0, 2).map(lambda n: FIRST + timedelta(n)))
OFFERS = st.dictionaries(DAYS, st.tuples(st.sampled_from("xyz"), st.integers(0, 2)), max_size=5)
ASKING = st.lists(st.tuples(st.sampled_from("xyz"), st.sets(DAYS, max_size=2)), max_size=8)
KM = st.dictionaries(st.tuples(st.sampled_from("xyz"), st.sampled_from("xyz")), st.sampled_from([0.0, 3.0, 20.0, 20.5]))


def oracle(families: list[Asking], offers: list[Offer], km: dict[tuple[str, str], float]) -> dict[str, object]:
    """Send families one by one, looking at every day each time."""
    free = {offer.day: offer.free for offer in offers}
    found: dict[str, object] = {}
    for family in families:
        near = [
            offer
            for offer in offers
            if km.get((family.commune_code, offer.commune_code), 99.0) <= 20 and offer.day not in family.missed
        ]
        open_days = [offer for offer in near if free[offer.day]]
        if open_days:
            best = min(open_days, key=lambda o: (km[family.commune_code, o.commune_code], o.held_on, o.code))
            free[best.day] -= 1
            found[family.request_id] = best.day
        else:
            found[family.request_id] = NoReferralReason.ALL_FULL if near else NoReferralReason.NONE_IN_REACH
    return found


@given(asking=ASKING, offered=OFFERS, km=KM)
def test_families_go_where_the_plain_rule_sends_them_and_never_more_than_the_places(
    asking: list[tuple[str, set[tuple[str, date]]]],
    offered: dict[tuple[str, date], tuple[str, int]],
    km: dict[tuple[str, str], float],
) -> None:
    families = [Asking(f"r{n}", home, frozenset(missed)) for n, (home, missed) in enumerate(asking)]
    offers = [Offer(code, day, commune, free) for (code, day), (commune, free) in offered.items()]
    found = refer(families, offers, km)
    assert {made.request_id: made.day for made in found.made} | dict(found.left) == oracle(families, offers, km)
    taken = Counter(made.day for made in found.made)
    assert all(taken[offer.day] <= offer.free for offer in offers)
    assert refer(families, offers[::-1], km) == found


def workshops(places: int, day: date) -> bytes:
    """Return a table of one near workshop, weekly for two weeks, with a bad row."""
    return (
        "code;lieu;insee;du;au;horaires;places\n"
        f"AT1;Maison du Landy;93066;{day:%d/%m/%Y};{day + timedelta(7):%d/%m/%Y};14 h à 16 h;{places}\n"
        f"AT2;Ailleurs;99999;{day:%d/%m/%Y};;;3\n"
    ).encode()


def workshops_import(campaign: SmallCampaign, places: int) -> dict[str, Any]:
    """Import the near workshop, from today."""
    data = workshops(places, campaign.office.clock().date())
    answer = import_workshops(campaign.office, COORDINATOR, campaign.campaign_id, data, "a.csv")
    assert not isinstance(answer, Refusal)
    return answer


# Three families ask, one of them where no workshop is in reach.
MADE = {"asked": 3, "referred": 2, "given_back": 0, "left": {"none_in_reach": 1}}


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallCampaign]:
    """Open a campaign in which three of four families ask for help, one of them far from any workshop."""
    campaign = opened_campaign(tmp_path_factory.mktemp("aide") / "home")
    received = receive_list(campaign.office, COORDINATOR, campaign.campaign_id, FAMILIES, "l.csv", Reception("ECOLE1"))
    assert not isinstance(received, Refusal)
    assert not isinstance(link_households(campaign.office, COORDINATOR, campaign.campaign_id), Refusal)
    yield campaign
    campaign.office.close()


def test_from_the_list_to_who_came(asked: SmallCampaign) -> None:
    the_same_file_twice_adds_its_days_once(asked)
    first, second = two_of_three_are_referred_and_a_second_run_changes_nothing(asked)
    a_structure_sees_its_own_families_alone(asked)
    more_places_change_no_referral(asked)
    who_came_is_noted_once_the_day_is_there(asked, first, second)
    a_place_given_up_is_free_and_not_taken_back(asked, second)
    figures_count_the_same_families(asked)
    who_declined_is_offered_another_day_and_who_lives_far_is_told_so(asked, first)


def the_same_file_twice_adds_its_days_once(asked: SmallCampaign) -> None:
    """Import two days of a workshop, with a row that is not understood; then again."""
    data = workshops(1, asked.office.clock().date())
    first = done(import_workshops(asked.office, COORDINATOR, asked.campaign_id, data, "a.csv"))
    assert (first["added"], first["updated"], first["unchanged"]) == (2, 0, 0)
    assert [fault["fr"][:8] for fault in first["faults"]] == ["Ligne 3 "]
    again = done(import_workshops(asked.office, COORDINATOR, asked.campaign_id, data, "a.csv"))
    assert (again["added"], again["updated"], again["unchanged"]) == (0, 0, 2)


def two_of_three_are_referred_and_a_second_run_changes_nothing(asked: SmallCampaign) -> list[Row]:
    """Refer the families; return the two referrals, the sooner first."""
    office, campaign_id, today = asked.office, asked.campaign_id, asked.office.clock().date()
    assert refer_families(office, COORDINATOR, campaign_id) == MADE
    assert refer_families(office, COORDINATOR, campaign_id) == MADE | {"referred": 0}
    rows: list[Row] = done(list_referrals(office, COORDINATOR, campaign_id))
    assert [(row["held_on"], row["km"], row["state"]) for row in rows] == [
        (today, 0.0, "referred"),
        (today + timedelta(7), 0.0, "referred"),
    ]
    return rows


def more_places_change_no_referral(asked: SmallCampaign) -> None:
    """Import the same days with two places each."""
    data = workshops(2, asked.office.clock().date())
    assert done(import_workshops(asked.office, COORDINATOR, asked.campaign_id, data, "a.csv"))["updated"] == 2


def who_came_is_noted_once_the_day_is_there(asked: SmallCampaign, first: Row, second: Row) -> None:
    """Note today's family, and try to note that of next week, which is told where it is awaited."""
    office, campaign_id = asked.office, asked.campaign_id
    to_come = record_referral(office, COORDINATOR, campaign_id, second["referral_id"], ReferralState.ATTENDED)
    assert isinstance(to_come, Refusal) and to_come.code == "workshop_to_come"
    came = record_referral(office, COORDINATOR, campaign_id, first["referral_id"], ReferralState.ATTENDED)
    assert came == {"referral_id": first["referral_id"], "state": "attended"}
    said = help_of_family(office, campaign_id, second["household_id"])
    assert said is not None and "Maison du Landy" in said.fr and "14 h à 16 h" in said.fr


def a_place_given_up_is_free_and_not_taken_back(asked: SmallCampaign, second: Row) -> None:
    """Give back the place of next week."""
    office, campaign_id = asked.office, asked.campaign_id
    done(record_referral(office, COORDINATOR, campaign_id, second["referral_id"], ReferralState.DECLINED))
    assert [row["taken"] for row in done(list_workshops(office, COORDINATOR, campaign_id))] == [1, 0]
    too_late = record_referral(office, COORDINATOR, campaign_id, second["referral_id"], ReferralState.ATTENDED)
    assert isinstance(too_late, Refusal) and too_late.code == "place_given_up"


def figures_count_the_same_families(asked: SmallCampaign) -> None:
    """Ask the counts of the room, then those of the campaign."""
    counts = help_counts(asked.office, asked.campaign_id)
    assert counts == {"asked": 3, "referred": 1, "attended": 1}
    assert done(campaign_figures(asked.office, COORDINATOR, asked.campaign_id))["help"] == counts


def who_declined_is_offered_another_day_and_who_lives_far_is_told_so(asked: SmallCampaign, first: Row) -> None:
    """Refer once more: never the same day again to the family that declined it."""
    office, campaign_id = asked.office, asked.campaign_id
    assert refer_families(office, COORDINATOR, campaign_id) == MADE | {"referred": 1}
    with office.store.reading() as session:
        asking = session.rows("referral/asking", {"campaign_id": campaign_id, "now": office.clock()})
    far = next(row for row in asking if row["commune_code"].startswith("132"))
    assert help_of_family(office, campaign_id, far["household_id"]) == FAR
    assert help_of_family(office, campaign_id, first["household_id"]) is None
    assert FULL.fr != FAR.fr


def a_structure_sees_its_own_families_alone(asked: SmallCampaign) -> None:
    """Ask as each structure."""
    for code, seen in (("ECOLE1", 2), ("CHRS1", 0)):
        actor = fictive_actor(Role.PARTNER, asked.partner_ids[code])
        rows = list_referrals(asked.office, actor, asked.campaign_id)
        assert not isinstance(rows, Refusal) and len(rows) == seen


def test_a_day_never_gets_fewer_places_than_are_taken(tmp_path: Path) -> None:
    campaign = opened_campaign(tmp_path / "home")
    workshops_import(campaign, 3)
    office, campaign_id = campaign.office, campaign.campaign_id
    today = office.clock().date()
    with office.store.writing() as session:
        take(session, campaign_id, "AT1", today, 2)
    answer = workshops_import(campaign, 1)
    assert (answer["added"], answer["updated"], answer["unchanged"], len(answer["faults"])) == (0, 1, 0, 2)
    assert "places déjà prises : 2, plus que 1" in answer["faults"][1]["fr"]
    days = list_workshops(office, COORDINATOR, campaign_id)
    assert not isinstance(days, Refusal) and [(row["places"], row["taken"]) for row in days] == [(3, 2), (1, 0)]
    with pytest.raises(GuardRefused), office.store.writing() as session:
        take(session, campaign_id, "AT1", today, 2)
    office.close()


def test_a_letter_says_it_before_its_greeting() -> None:
    letter = Letter((HELLO, BYE), (HELLO, BYE))
    said = with_help(letter, place_kept("Maison du Landy", date(2026, 2, 1), "14 h"))
    assert said.plain[0] == HELLO and said.plain[-1] == BYE
    assert "Maison du Landy, le 1er février 2026, 14 h." in said.text("fr", simple=True)
    assert "Maison du Landy, on 1 February 2026, 14 h." in said.text("en")
    assert with_help(letter, None) == letter


def test_a_table_without_its_columns_is_said(asked: SmallCampaign, tmp_path: Path) -> None:
    answer = import_workshops(asked.office, COORDINATOR, asked.campaign_id, b"code;lieu\nA;B\n", "a.csv")
    assert isinstance(answer, Refusal) and answer.code == "missing_column"


@pytest.mark.parametrize("code", [*ReferralState, *NoReferralReason])
def test_every_state_has_its_words(code: ReferralState | NoReferralReason) -> None:
    assert label(code, Words("fr")) and label(code, Words("en"))
