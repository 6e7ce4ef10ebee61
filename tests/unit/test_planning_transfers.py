"""Stock of one site that reaches families through another: declared, in time, counted, explained, and written on the right note."""

from datetime import timedelta
from pathlib import Path

import pyarrow as pa
import pytest

from campaigns.allocation.build import Weights, best_ways, options_of
from campaigns.allocation.readable import MOVED
from campaigns.model.codes import Role, WithdrawalReason
from campaigns.model.outcome import Refusal
from dashboard.sign_in import fictive_actor
from pipelines.campaigns_desk import create_campaign
from pipelines.delivery.notes import delivery_notes
from pipelines.delivery.release import release_plan
from pipelines.intake.receive import Reception, receive_list
from pipelines.linkage.link import link_households
from pipelines.office import Office, open_office
from pipelines.partners import import_partners, import_sites
from pipelines.planning.bundle import verify_bundle
from pipelines.planning.explain import explain_household
from pipelines.planning.export import export_plan
from pipelines.planning.life import find_plan, revoke_plan
from pipelines.planning.propose import propose_plan
from pipelines.planning.stock import import_stock
from pipelines.planning.transfers import plan_transfers
from pipelines.planning.views import plan_grants
from pipelines.planning.withdraw import withdraw_grants
from pipelines.stock.planned_transfers import send_planned
from pipelines.stock.transfers import list_transfers, receive_transfer
from pipelines.verify import verify_campaign
from tests.in_force import put_in_force
from tests.unit.rules_builders import LOCKDOWN
from tests.unit.scarce_campaign import STOCK_HEADER
from tests.unit.small_campaign import COORDINATOR, FIRST_LIST, PARTNERS

LOGISTICS = fictive_actor(Role.LOGISTICS)
# Saint-Denis, where the families are, has a site without stock; Lyon has the laptops, far beyond any pick-up.
SITES = (
    "code,name,kind,commune_code,capacity_per_day\nNORD,Site de Saint-Denis,point_accueil,93066,{room}\n"
    "SUD,Site de Lyon,point_accueil,69123,50\n"
)
PICK_UP_ONLY = LOCKDOWN.replace("delivery = true", "delivery = false")
MOVES = "\n[transfers]\nmax_km = 500\nlead_time_days = 3\nper_unit = 200\nper_km = 10\n"


def campaign_of(office: Office, policy: str, room: str = "") -> str:
    today = office.clock().date()
    made = create_campaign(office, COORDINATOR, "deux", policy, today, today + timedelta(days=60), "Deux sites")
    assert not isinstance(made, Refusal), made
    campaign_id = str(made["campaign_id"])
    stock = f"{STOCK_HEADER}SUD,laptop,A,2,{today},,\n"
    steps = (
        import_partners(office, COORDINATOR, PARTNERS, "partners.csv"),
        import_sites(office, COORDINATOR, SITES.format(room=room).encode(), "sites.csv"),
        receive_list(office, COORDINATOR, campaign_id, FIRST_LIST, "classe.csv", Reception("ECOLE1")),
        import_stock(office, COORDINATOR, campaign_id, stock.encode(), "stock.csv"),
        link_households(office, COORDINATOR, campaign_id),
    )
    assert [step for step in steps if isinstance(step, Refusal)] == []
    return campaign_id


def horizon(office: Office, days: int) -> str:
    day = office.clock().date() + timedelta(days=days)
    return PICK_UP_ONLY.replace("hand_out_days = 20", f"hand_out_days = 20\nstock_until_on = {day}") + MOVES


@pytest.mark.parametrize(
    ("policy", "room", "served"),
    [
        (PICK_UP_ONLY, "", 0),
        (PICK_UP_ONLY + MOVES, "", 2),
        (PICK_UP_ONLY + MOVES.replace("max_km = 500", "max_km = 100"), "", 0),
        # Units are counted where they lie: a site with a limit receives none, unless the policy says it has room.
        (PICK_UP_ONLY + MOVES, "50", 0),
        (PICK_UP_ONLY + MOVES + "to_limited_sites = true\n", "50", 2),
        (PICK_UP_ONLY.replace("hand_out_days = 20", "") + MOVES, "50", 2),
    ],
)
def test_units_move_where_the_policy_says_so(tmp_path: Path, policy: str, room: str, served: int) -> None:
    office = open_office(tmp_path)
    made = propose_plan(office, COORDINATOR, campaign_of(office, policy, room))
    assert not isinstance(made, Refusal), made
    assert made["served"] == served
    assert made["guarantees"]["G5"] is True
    office.close()


@pytest.mark.parametrize(("days", "served"), [(2, 0), (3, 2)])
def test_a_unit_moves_only_if_it_is_there_before_the_horizon(tmp_path: Path, days: int, served: int) -> None:
    office = open_office(tmp_path)
    made = propose_plan(office, COORDINATOR, campaign_of(office, horizon(office, days)))
    assert not isinstance(made, Refusal), made
    assert made["served"] == served
    office.close()


def test_a_transfer_is_told_planned_explained_exported_and_handed_over_where_it_arrives(tmp_path: Path) -> None:
    office = open_office(tmp_path / "home")
    campaign_id = campaign_of(office, PICK_UP_ONLY + MOVES)
    made = propose_plan(office, COORDINATOR, campaign_id)
    assert not isinstance(made, Refusal)
    grants = plan_grants(office, COORDINATOR, campaign_id, made["plan_id"])
    assert not isinstance(grants, Refusal)
    assert [(g["mode"], g["site_name"], g["via_site_name"], g["km"]) for g in grants] == [
        (MOVED, "Site de Lyon", "Site de Saint-Denis", 0.0)
    ] * 2
    moves = plan_transfers(office, COORDINATOR, campaign_id, made["plan_id"])
    assert not isinstance(moves, Refusal)
    assert len(moves) == 1
    today = office.clock().date()
    expected = {"site_code": "SUD", "via_site_code": "NORD", "item": "laptop", "units": 2, "households": 2,
                "leaves_on": today, "ready_on": today + timedelta(days=3), "via_capacity_per_day": None}  # fmt: skip
    assert {name: moves[0][name] for name in expected} == expected
    # Lyon to Saint-Denis is about 400 km: 10 points each, and 200 for the move, twice.
    assert 2 * (200 + 3_900) < made["objective"] < 2 * (200 + 4_200)
    with office.store.reading() as session:
        card = explain_household(session, COORDINATOR, campaign_id, grants[0]["household_id"], made["plan_id"])
    assert not isinstance(card, Refusal)
    assert "Site de Lyon, transféré à Site de Saint-Denis" in card["sentences"][1]["fr"]
    assert "Site de Lyon, moved to Site de Saint-Denis" in card["sentences"][1]["en"]
    assert not isinstance(export_plan(office, COORDINATOR, campaign_id, tmp_path / "plan"), Refusal)
    checked = verify_bundle(tmp_path / "plan", made["digest"])
    assert not isinstance(checked, Refusal)
    assert checked["holds"] is True
    put_in_force(office, campaign_id)
    notes = delivery_notes(office, COORDINATOR, campaign_id)
    assert not isinstance(notes, Refusal)
    assert [(note.site_code, len(note.rows)) for note in notes] == [("NORD", 2)]
    office.close()


def test_the_cheapest_of_both_ways_is_taken_cell_by_cell() -> None:
    """From site A directly at 90 km, or moved to B and fetched at 10 km; what may not move keeps its own way."""
    reach = pa.table({
        "zone_code": ["93066"] * 3, "site_id": ["A", "A", "B"], "km": [90.0, 10.0, 10.0], "mode": ["pick_up", MOVED, "pick_up"],
        "via_site_id": [None, "B", None], "move_penalty": pa.array([None, 300, None], pa.int64()),
    })  # fmt: skip
    cells = pa.table({
        "cell_id": ["soon", "late", "own"], "side": ["device"] * 3, "item": ["laptop"] * 3, "grade": ["A"] * 3,
        "earmark": pa.nulls(3, pa.string()), "site_id": ["A", "A", "B"], "quantity": [1, 1, 1], "movable": [True, False, True],
    })  # fmt: skip
    kits = pa.table({"kit_code": ["k"], "side": ["device"], "item": ["laptop"], "min_grade": ["C"], "penalty": [0]})
    typed = pa.table(
        {"type_id": ["t"], "zone_code": ["93066"], "kit_code": ["k"], "partner_kind": pa.nulls(1, pa.string())}
    )
    rows = options_of(typed, kits, cells, reach, Weights()).to_pylist()
    assert [(row["cell_id"], row["penalty"], row["mode"]) for row in rows] == [
        ("late", 900, "pick_up"), ("own", 100, "pick_up"), ("soon", 400, MOVED),
    ]  # fmt: skip
    ways = best_ways(reach, Weights()).to_pylist()
    assert {(row["site_id"], row["movable"]): row["via_site_id"] for row in ways if row["side"] == "device"} == {
        ("A", True): "B", ("A", False): None, ("B", True): None, ("B", False): None,
    }  # fmt: skip


def adopted_transfer(tmp_path: Path, units: int = 2) -> tuple[Office, str]:
    """Adopt a plan that moves two laptops from Lyon to Saint-Denis; `units` lie there in all."""
    office = open_office(tmp_path)
    campaign_id = campaign_of(office, PICK_UP_ONLY + MOVES)
    if units > 2:
        more = f"{STOCK_HEADER}SUD,laptop,A,{units - 2},{office.clock().date()},,\n"
        assert not isinstance(import_stock(office, COORDINATOR, campaign_id, more.encode(), "plus.csv"), Refusal)
    assert not isinstance(propose_plan(office, COORDINATOR, campaign_id), Refusal)
    put_in_force(office, campaign_id)
    return office, campaign_id


def shelves(office: Office, campaign_id: str) -> dict[str, tuple[int, int, int, int]]:
    """Return site -> units on hand, reserved, on the way, delivered; and check every invariant of the campaign."""
    report = verify_campaign(office, COORDINATOR, campaign_id)
    assert not isinstance(report, Refusal)
    assert report["holds"], report
    with office.store.reading() as session:
        cells = session.rows("stock/cells", {"campaign_id": campaign_id})
    found: dict[str, tuple[int, int, int, int]] = {}
    for cell in cells:
        now = tuple(int(cell[name]) for name in ("on_hand", "reserved", "in_transit", "delivered"))
        before = found.get(cell["site_code"], (0, 0, 0, 0))
        found[cell["site_code"]] = tuple(map(sum, zip(before, now, strict=True)))  # type: ignore[assignment]
    return found


def test_a_planned_transfer_is_stock_that_is_reserved_on_the_way_then_reserved_there(tmp_path: Path) -> None:
    office, campaign_id = adopted_transfer(tmp_path)
    assert shelves(office, campaign_id) == {"SUD": (2, 2, 0, 0)}
    # A unit that has not arrived where it is handed over is not released.
    waiting = release_plan(office, COORDINATOR, campaign_id)
    assert not isinstance(waiting, Refusal)
    assert (waiting["released"], waiting["not_there_yet"]) == (0, 2)
    sent = send_planned(office, LOGISTICS, campaign_id, "SUD", "NORD")
    assert not isinstance(sent, Refusal), sent
    assert (sent["transfers"], sent["quantity"]) == (1, 2)
    assert shelves(office, campaign_id) == {"SUD": (0, 0, 2, 0), "NORD": (0, 0, 0, 0)}
    again = send_planned(office, LOGISTICS, campaign_id, "SUD", "NORD")
    assert isinstance(again, Refusal)
    assert again.code == "nothing_to_leave"
    (transfer,) = list_transfers(office, LOGISTICS, campaign_id)
    assert transfer["reason"] == "plan"
    one = receive_transfer(office, LOGISTICS, campaign_id, transfer["transfer_id"], 1)
    assert not isinstance(one, Refusal)
    assert shelves(office, campaign_id) == {"SUD": (0, 0, 1, 0), "NORD": (1, 1, 0, 0)}
    moved = plan_transfers(office, COORDINATOR, campaign_id)
    assert sorted((row["units"], row["on_the_way"], row["arrived"]) for row in moved) == [(2, 1, 1)]
    # The better-ranked family has its unit; the other still counts on the one that travels, which may not be noted lost.
    released = release_plan(office, COORDINATOR, campaign_id)
    assert not isinstance(released, Refusal)
    assert (released["released"], released["not_there_yet"]) == (1, 1)
    lost = receive_transfer(office, LOGISTICS, campaign_id, transfer["transfer_id"], 0, lost=1)
    assert isinstance(lost, Refusal)
    assert lost.code == "lost_promised"
    grants = plan_grants(office, COORDINATOR, campaign_id, find_plan(office, campaign_id, None)["plan_id"])
    assert not isinstance(grants, Refusal)
    assert [(row["rank"] == min(g["rank"] for g in grants)) for row in grants if row["state"] == "released"] == [True]
    (loser,) = [row["household_id"] for row in grants if row["state"] == "granted"]
    assert not isinstance(
        withdraw_grants(office, COORDINATOR, campaign_id, loser, WithdrawalReason.FAMILY_DECLINED), Refusal
    )
    assert shelves(office, campaign_id) == {"SUD": (0, 0, 1, 0), "NORD": (1, 1, 0, 0)}
    assert not isinstance(receive_transfer(office, LOGISTICS, campaign_id, transfer["transfer_id"], 0, lost=1), Refusal)
    assert shelves(office, campaign_id) == {"SUD": (0, 0, 0, 0), "NORD": (1, 1, 0, 0)}
    office.close()


def test_a_unit_given_up_on_the_way_and_a_plan_taken_back_arrive_free(tmp_path: Path) -> None:
    office, campaign_id = adopted_transfer(tmp_path)
    assert not isinstance(send_planned(office, LOGISTICS, campaign_id, "SUD", "NORD"), Refusal)
    grants = plan_grants(office, COORDINATOR, campaign_id, find_plan(office, campaign_id, None)["plan_id"])
    assert not isinstance(grants, Refusal)
    home = grants[0]["household_id"]
    assert not isinstance(
        withdraw_grants(office, COORDINATOR, campaign_id, home, WithdrawalReason.FAMILY_DECLINED), Refusal
    )
    assert shelves(office, campaign_id)["SUD"] == (0, 0, 2, 0)
    (transfer,) = list_transfers(office, LOGISTICS, campaign_id)
    assert not isinstance(receive_transfer(office, LOGISTICS, campaign_id, transfer["transfer_id"], 1), Refusal)
    assert shelves(office, campaign_id) == {"SUD": (0, 0, 1, 0), "NORD": (1, 1, 0, 0)}
    assert not isinstance(revoke_plan(office, COORDINATOR, campaign_id), Refusal)
    assert shelves(office, campaign_id) == {"SUD": (0, 0, 1, 0), "NORD": (1, 0, 0, 0)}
    assert not isinstance(receive_transfer(office, LOGISTICS, campaign_id, transfer["transfer_id"], 1), Refusal)
    assert shelves(office, campaign_id) == {"SUD": (0, 0, 0, 0), "NORD": (2, 0, 0, 0)}
    office.close()
