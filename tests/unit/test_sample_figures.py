"""The sample campaign resembles spring 2020: each figure stays near the one that was published."""

import tomllib
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from campaigns.model.codes import Grade, PartnerKind
from campaigns.model.help_codes import ReferralState
from pipelines.sample.asked import Variant
from pipelines.sample.sample import Sample, draw_sample
from pipelines.sample.summary import SampleSummary, summarise
from pipelines.sample.supplies import Lot, SampleSite, drawn_stock, sample_sites
from pipelines.sample.workshops import drawn_outcomes, sample_workshops
from pipelines.sample.write import POLICY_NAME

POLICIES = Path(__file__).resolve().parents[2] / "data" / "policies"
TODAY = date(2020, 4, 13)


@pytest.fixture(scope="module")
def sample() -> Sample:
    return draw_sample(12_000, 2020, TODAY)


@pytest.fixture(scope="module")
def sites() -> tuple[SampleSite, ...]:
    return sample_sites(12_000)


@pytest.fixture(scope="module")
def stock(sample: Sample, sites: tuple[SampleSite, ...]) -> tuple[Lot, ...]:
    return drawn_stock(sample, sites)


@pytest.fixture(scope="module")
def summary(sample: Sample, stock: tuple[Lot, ...]) -> SampleSummary:
    return summarise(sample, stock)


@pytest.mark.parametrize(
    ("figure", "published", "tolerance"),
    [
        ("families_per_structure", 3305 / 111, 1.5),
        ("children_per_structure", 6327 / 111, 4.0),
        ("children_per_family", 6327 / 3305, 0.08),
        ("school_age_pct", 78.0, 2.0),
        ("without_computer_pct", 71.0, 1.5),
        ("without_connection_pct", 50.0, 1.5),
        ("students_connection_only_pct", 80.0, 3.0),
        ("ile_de_france_pct", 33.3, 1.0),
        ("known_by_several_pct", 9.0, 0.5),
        ("faulty_pct", 4.0, 0.8),
        ("demand_per_stock", 3.0, 0.2),
        ("help_asked_pct", 15.0, 1.0),
    ],
)
def test_each_figure_of_the_sample_is_near_the_published_one(
    summary: SampleSummary, figure: str, published: float, tolerance: float
) -> None:
    assert getattr(summary, figure) == pytest.approx(published, abs=tolerance)


def test_all_eighteen_regions_are_there_overseas_included(summary: SampleSummary) -> None:
    assert summary.regions_count == 18


def test_the_sample_holds_exactly_the_requests_asked_for(summary: SampleSummary, sample: Sample) -> None:
    assert summary.requests_count == 12_000
    assert len(sample.senders) + len(sample.counts_only) == 60


@pytest.mark.parametrize("requests", [5, 37, 400, 1_160, 1_180])
def test_a_small_sample_is_as_exact_as_a_large_one(requests: int) -> None:
    sample = draw_sample(requests, 1, TODAY)
    assert sample.requests == requests
    assert {partner.kind for partner in sample.senders} == {partner.kind for partner in sample.partners}


def test_the_same_seed_draws_the_same_families_and_another_seed_draws_others() -> None:
    first, again, other = (draw_sample(600, seed, TODAY) for seed in (7, 7, 8))
    assert np.array_equal(first.families.people.surname, again.families.people.surname)
    assert np.array_equal(first.contacts.phone, again.contacts.phone)
    assert not np.array_equal(first.families.people.surname, other.families.people.surname)


def test_devices_are_scarcer_than_data(summary: SampleSummary) -> None:
    devices = summary.device_units_asked / summary.device_units_in_stock
    data = summary.data_units_asked / summary.data_units_in_stock
    assert devices > data > 2


def test_every_family_asks_for_something(sample: Sample) -> None:
    assert np.all(sample.needs.devices + sample.needs.connection >= 1)


def test_no_family_stands_twice_on_a_list_but_by_brothers_and_sisters_or_a_repeated_row(sample: Sample) -> None:
    asked = sample.asked
    own = asked.copy_of < 0
    rows = list(zip(asked.list_number[own], asked.family[own], asked.child[own], strict=True))
    replaced = int((~own).sum())  # a repeated row stands in place of the one drawn there
    assert replaced > 0
    assert len(set(rows)) == len(rows)


def test_a_repeated_row_repeats_a_sound_row_above_it_on_the_same_list(sample: Sample) -> None:
    asked = sample.asked
    copies = np.flatnonzero(asked.copy_of >= 0)
    sources = asked.copy_of[copies]
    assert np.all(sources < copies)
    assert np.all(asked.list_number[sources] == asked.list_number[copies])
    assert np.all(asked.family[sources] == asked.family[copies])
    assert set(asked.fault[sources]) == {""}


def test_a_family_known_by_a_second_partner_is_written_differently(sample: Sample) -> None:
    asked = sample.asked
    elsewhere = asked.list_number != sample.families.list_number[asked.family]
    sound = asked.copy_of < 0
    assert np.all((asked.variant[sound] != Variant.NONE) == elsewhere[sound])
    assert set(asked.variant[elsewhere]) == {Variant.SPELLING, Variant.PHONE, Variant.RELATIVE}


def test_children_written_on_a_pupils_list_are_of_the_ages_it_follows(sample: Sample) -> None:
    asked, births = sample.asked, sample.families.people.child_birth
    for number, partner in enumerate(sample.senders):
        if partner.ages is None:
            continue
        rows = asked.of_list(number)
        rows = rows[(asked.variant[rows] == Variant.NONE)]
        years = births[asked.family[rows], asked.child[rows]].astype("datetime64[Y]").astype(int) + 1970
        ages = 2019 - years  # the school year started in 2019
        assert ages.min() >= partner.ages[0]
        assert ages.max() <= partner.ages[1]


def test_families_of_a_structure_share_its_commune_and_address(sample: Sample) -> None:
    homes = sample.families.homes
    housed = homes.structure >= 0
    assert np.array_equal(homes.place[housed], sample.structures.place[homes.structure[housed]])
    assert np.array_equal(sample.contacts.address[housed], sample.structures.address[homes.structure[housed]])


def test_help_is_asked_by_families_that_ask_for_a_device_and_changes_nothing_else(sample: Sample) -> None:
    asks = sample.needs.help_wanted
    assert asks.any() and np.all(sample.needs.devices[asks] > 0)
    # Drawn by chances of their own: what was there before stays as it was, to the unit.
    assert (int(sample.needs.devices.sum()), int(sample.needs.connection.sum())) == (9_630, 8_563)


def test_each_reception_point_holds_a_weekly_drop_in_around_the_day(
    sample: Sample, sites: tuple[SampleSite, ...]
) -> None:
    held = list(sample_workshops(sites, TODAY, sample.calibration.help))
    assert len({one.code for one in held}) == len(held) == 13
    days = sample.calibration.help.days
    for one in held:
        weeks = (one.last_on - one.first_on).days // 7
        assert [one.first_on + timedelta(weeks=week) for week in range(weeks + 1)] == [
            TODAY + timedelta(days=day) for day in days
        ]
    assert days[0] < 0 < days[-1]


def test_most_who_were_awaited_came_and_the_seed_says_who(sample: Sample) -> None:
    shares = sample.calibration.help
    drawn = drawn_outcomes(2020, 4_000, shares)
    assert drawn == drawn_outcomes(2020, 4_000, shares) != drawn_outcomes(2021, 4_000, shares)
    assert {state.value for state in drawn} == set(shares.outcomes)
    assert drawn.count(ReferralState.ATTENDED) / 4_000 == pytest.approx(0.75, abs=0.02)


def test_sites_are_thirteen_reception_points_sixty_relays_and_one_reserve(sites: tuple[SampleSite, ...]) -> None:
    kinds = [site.kind.value for site in sites]
    assert {kind: kinds.count(kind) for kind in set(kinds)} == {"point_accueil": 13, "relais": 60, "depot": 1}
    assert len({site.code for site in sites}) == 74


def test_relays_serve_the_seven_named_territories_and_five_overseas_departments(sites: tuple[SampleSite, ...]) -> None:
    served = {site.code.split("-")[1] for site in sites if site.kind.value == "relais"}
    assert {"02", "08", "91", "36", "45", "51", "62", "31", "971", "972", "973", "974", "976"} <= served


def test_stock_comes_in_three_waves_of_the_published_sizes(stock: tuple[Lot, ...]) -> None:
    devices = [lot for lot in stock if not lot.item.startswith("data")]
    total = sum(lot.quantity for lot in devices)
    arrived = [
        sum(lot.quantity for lot in devices if lot.available_on <= day)
        for day in sorted({x.available_on for x in devices})
    ]
    assert [units / total for units in arrived] == pytest.approx([4000 / 16182, 12400 / 16182, 1.0], abs=0.002)


def test_no_lot_is_empty_unfit_or_written_twice(stock: tuple[Lot, ...]) -> None:
    assert all(lot.quantity > 0 for lot in stock)
    assert {lot.grade for lot in stock} == {grade.value for grade in Grade if grade is not Grade.INVENDABLE} | {""}
    keys = [(lot.site_code, lot.item, lot.grade, lot.available_on, lot.donor, lot.earmark) for lot in stock]
    assert len(set(keys)) == len(keys)


def test_stock_holds_every_item_of_the_example_policy_and_no_other(stock: tuple[Lot, ...]) -> None:
    policy = tomllib.loads((POLICIES / f"{POLICY_NAME}.toml").read_text(encoding="utf-8"))
    assert {lot.item for lot in stock} == {item["code"] for item in policy["items"]}


def test_earmarks_name_a_department_or_a_kind_of_partner_of_the_sample(stock: tuple[Lot, ...], sample: Sample) -> None:
    known = {f"department:{code}" for code in sample.places.departments} | {
        f"kind:{kind.value}" for kind in PartnerKind
    }
    earmarks = {lot.earmark for lot in stock} - {""}
    assert len(earmarks) > 2
    assert earmarks <= known


def test_the_reserve_holds_most_data_and_no_device(stock: tuple[Lot, ...]) -> None:
    reserve = [lot for lot in stock if lot.site_code == "RESERVE"]
    data = sum(lot.quantity for lot in stock if lot.item.startswith("data"))
    assert all(lot.item.startswith("data") for lot in reserve)
    assert sum(lot.quantity for lot in reserve) / data == pytest.approx(0.65, abs=0.01)
