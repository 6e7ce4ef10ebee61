"""Every pair of stock commands by two people, interleaved where it hurts: before the first begins, and at its commit.

Each takes effect once or is refused; the last unit goes to one of them; no update is lost, whichever engine keeps the store.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from campaigns.model.actor import Actor
from campaigns.model.codes import LossReason, LotCloseReason, LotState, Role
from campaigns.model.outcome import Refusal
from dashboard.sign_in import fictive_actor
from pipelines.delivery.places import grants_where_handed_over
from pipelines.delivery.release import release_plan
from pipelines.delivery.round_trip import record_handover
from pipelines.delivery.shipments import ship_note
from pipelines.office import Office
from pipelines.planning.life import adopt_plan, approve_plan, lock_plan
from pipelines.planning.propose import propose_plan
from pipelines.stock.announcements import Announcement, announce_lot
from pipelines.stock.counts import finalise_count, record_count
from pipelines.stock.losses import correct_units, lose_units, return_to_supplier
from pipelines.stock.lots import close_lot, inspect_lot, lots_with_states, receive_lot, redirect_lot, refuse_shipment
from pipelines.stock.renewals import grant_renewals
from pipelines.stock.routes import note_route
from pipelines.stock.sites import close_site
from pipelines.stock.transfers import receive_transfer, send_transfer
from pipelines.verify import grant_faults, stock_faults
from tests.answers import done
from tests.unit.small_campaign import APPROVER, COORDINATOR
from tests.unit.year_campaign import YearFolder, note_of

OTHER = fictive_actor(Role.LOGISTICS)
# Logistics neither adopts a plan, nor renews, nor closes a site.
HELD_ACTORS = {"adopt": APPROVER, "renew": COORDINATOR, "close_site": COORDINATOR}
# How long the held one waits for the other, who may itself be waiting for a row that the held one changed.
PATIENCE_SECONDS = 0.25
Verb = Callable[[Office, Actor, str], Any]


@dataclass
class Scene:
    """A campaign where several people may want the same thing: one laptop free, one recharge free, one parcel to send."""

    folder: YearFolder
    campaign_id: str
    laptop: str
    recharge: str
    names: dict[str, str]

    def cell(self, campaign_id: str, cell_id: str) -> dict[str, Any]:
        with self.folder.office.store.reading() as session:
            cells = session.rows("stock/cells", {"campaign_id": campaign_id})
        return next(row for row in cells if row["cell_id"] == cell_id)

    def free(self, campaign_id: str, cell_id: str) -> int:
        cell = self.cell(campaign_id, cell_id)
        return int(cell["on_hand"] - cell["reserved"])


def stocked(folder: YearFolder, campaign_id: str, site: str, item: str, units: int, graded: int) -> tuple[str, str]:
    """Receive a lot and inspect part of it; return the lot, and the cell of what was inspected."""
    office, day = folder.office, folder.now.date()
    lot = done(
        announce_lot(office, COORDINATOR, campaign_id, Announcement(site, item, units + 2, day, origin="purchase"))
    )
    done(receive_lot(office, COORDINATOR, campaign_id, lot["lot_id"], units))
    done(inspect_lot(office, COORDINATOR, campaign_id, lot["lot_id"], {"B" if item == "laptop" else "": graded}))
    with office.store.reading() as session:
        cells = session.rows("lot/cells", {"campaign_id": campaign_id, "lot_id": lot["lot_id"]})
    return lot["lot_id"], next(row["cell_id"] for row in cells if row["on_hand"])


def planned(folder: YearFolder, campaign_id: str) -> str:
    """Propose a plan and have it approved; nothing is reserved yet."""
    plan = done(propose_plan(folder.office, COORDINATOR, campaign_id))
    done(lock_plan(folder.office, COORDINATOR, campaign_id, plan["plan_id"]))
    done(approve_plan(folder.office, APPROVER, campaign_id, plan["plan_id"]))
    return str(plan["plan_id"])


def set_scene(folder: YearFolder) -> Scene:
    """A family holds a recharge that has run out; another's laptop may leave; a plan for the last of each waits for its adoption."""
    campaign_id, office = folder.copied(), folder.office
    stocked(folder, campaign_id, "RESERVE", "data_12gb", 1, 1)
    _, parcel = stocked(folder, campaign_id, "STADE", "laptop", 1, 1)
    first = planned(folder, campaign_id)
    done(adopt_plan(office, COORDINATOR, campaign_id, first))
    done(release_plan(office, COORDINATOR, campaign_id, first))
    with office.store.reading() as session:
        grants = {
            row["item"]: row | {"plan_id": first} for row in grants_where_handed_over(session, campaign_id, first)
        }
    done(record_handover(office, COORDINATOR, campaign_id, note_of([grants["data_12gb"]], "remis"), "bon.csv"))
    folder.now += timedelta(days=40)
    lot, laptop = stocked(folder, campaign_id, "LANDY", "laptop", 3, 1)
    _, recharge = stocked(folder, campaign_id, "RESERVE", "data_12gb", 1, 1)
    other, other_cell = stocked(folder, campaign_id, "STADE", "laptop", 1, 1)
    sent = done(send_transfer(office, COORDINATOR, campaign_id, other_cell, "LANDY", 1))
    counted = done(record_count(office, COORDINATOR, campaign_id, "LANDY", {laptop: 0}))
    empty = done(announce_lot(office, COORDINATOR, campaign_id, Announcement("STADE", "laptop", 2, folder.now.date())))
    plan_id = planned(folder, campaign_id)
    names = {"lot": lot, "other": other, "sent": sent["transfer_id"], "count": counted["count_id"], "plan": plan_id}
    names |= {"coming": empty["lot_id"], "first": first, "parcel": parcel, "to": grants["laptop"]["partner_code"]}
    return Scene(folder, campaign_id, laptop, recharge, names)


def verbs(scene: Scene) -> dict[str, tuple[Verb, int, int]]:
    """Return each command with what it takes off the laptop's cell and off the recharge's when it succeeds."""
    n, laptop = scene.names, scene.laptop
    return {
        "receive": (lambda o, a, c: receive_lot(o, a, c, n["lot"], 1), 0, 0),
        "inspect": (lambda o, a, c: inspect_lot(o, a, c, n["lot"], {"A": 2}), 0, 0),
        "refuse": (lambda o, a, c: refuse_shipment(o, a, c, n["lot"], 2), 0, 0),
        "close_lot": (lambda o, a, c: close_lot(o, a, c, n["lot"], LotCloseReason.CANCELLED), 0, 0),
        "redirect": (lambda o, a, c: redirect_lot(o, a, c, n["coming"], "VIDE"), 0, 0),
        "send": (lambda o, a, c: send_transfer(o, a, c, laptop, "VIDE", 1), 1, 0),
        "arrive": (lambda o, a, c: receive_transfer(o, a, c, n["sent"], 1), 0, 0),
        "finalise": (lambda o, a, c: finalise_count(o, a, c, n["count"]), 1, 0),
        "lose": (lambda o, a, c: lose_units(o, a, c, laptop, 1, LossReason.STOLEN), 1, 0),
        "correct": (lambda o, a, c: correct_units(o, a, c, laptop, -1), 1, 0),
        "supplier": (lambda o, a, c: return_to_supplier(o, a, c, laptop, 1), 1, 0),
        "adopt": (lambda o, a, c: adopt_plan(o, a, c, n["plan"]), 1, 1),
        "renew": (lambda o, a, c: grant_renewals(o, a, c), 0, 0),
        "ship": (lambda o, a, c: ship_note(o, a, c, n["first"], "STADE", n["to"]), 0, 0),
        "route": (lambda o, a, c: note_route(o, a, c, n["coming"], LotState.COLLECTED, "BON-1"), 0, 0),
        "close_site": (lambda o, a, c: close_site(o, a, "VIDE"), 0, 0),
    }


# Known without a scene, so that each pair is a test of its own.
NAMES = ("receive", "inspect", "refuse", "close_lot", "redirect", "send", "arrive", "finalise", "lose", "correct", "supplier",
         "adopt", "renew", "ship", "route", "close_site")  # fmt: skip


class HeldStore:
    """A store whose first writing transaction stops at one point until somebody else is through, or waits for it."""

    def __init__(self, inner: Any, point: str) -> None:
        self.inner, self.point = inner, point
        self.reached, self.go_on = threading.Event(), threading.Event()

    def hold(self, point: str) -> None:
        if point == self.point and not self.reached.is_set():
            self.reached.set()
            self.go_on.wait(PATIENCE_SECONDS)

    @contextmanager
    def writing(self) -> Iterator[Any]:
        self.hold("begin")
        with self.inner.writing() as session:
            yield session
            self.hold("commit")

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)


def interleaved(scene: Scene, campaign_id: str, name: str, first: Verb, second: Verb, point: str) -> tuple[Any, Any]:
    """Run two commands: the first is held at a point while the second runs."""
    held = HeldStore(scene.folder.office.store, point)
    answers: dict[str, Any] = {}
    office = scene.folder.office

    def run_first() -> None:
        answers["first"] = first(replace(office, store=held), HELD_ACTORS.get(name, OTHER), campaign_id)

    def run_second() -> None:
        answers["second"] = second(office, COORDINATOR, campaign_id)
        held.go_on.set()

    one, two = threading.Thread(target=run_first), threading.Thread(target=run_second)
    one.start()
    held.reached.wait(5)
    two.start()
    one.join()
    two.join()
    return answers["first"], answers["second"]


def check_pair(scene: Scene, first: str, second: str, point: str) -> None:
    """Two commands, interleaved: nothing is lost, nothing is taken twice, nothing enters a closed site."""
    campaign_id = scene.folder.copied(scene.campaign_id)
    try:
        known = verbs(scene)
        answers = interleaved(scene, campaign_id, first, known[first][0], known[second][0], point)
        ok = [name for name, answer in zip((first, second), answers, strict=True) if not isinstance(answer, Refusal)]
        with scene.folder.office.store.reading() as session:
            assert stock_faults(scene.folder.office, session, campaign_id) == []
            assert grant_faults(scene.folder.office, session, campaign_id) == []
            empty = next(row for row in session.rows("site/all") if row["code"] == "VIDE")
            there = session.rows("stock/at_site", {"site_id": empty["site_id"]})[0]
            lots = lots_with_states(scene.folder.office, session, campaign_id)
        coming = next(row for row in lots if row["lot_id"] == scene.names["coming"])
        # Sent by two people, these carry the same key: the second is told what the first did, and it is done once.
        if first == second and first in ("finalise", "adopt", "ship"):
            assert answers[0] == answers[1]
            ok = ok[:1]
        renewed = sum(a.get("granted", 0) for a in answers if not isinstance(a, Refusal))
        taken = sum(known[name][1] for name in ok)
        assert scene.free(campaign_id, scene.laptop) == 1 - taken >= 0
        assert scene.free(campaign_id, scene.recharge) == 1 - sum(known[name][2] for name in ok) - renewed >= 0
        parcel = scene.cell(campaign_id, scene.names["parcel"])
        assert (parcel["in_transit"], parcel["reserved"]) == ((1, 0) if "ship" in ok else (0, 1))
        assert (coming["collection_ref"] == "BON-1") == ("route" in ok)
        assert ok, "two commands cannot both be in each other's way"
        assert empty["closed_at"] is None or not any(there.values())
    finally:
        scene.folder.forget(campaign_id)


@pytest.fixture(scope="module")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    folder = YearFolder(tmp_path_factory.mktemp("croises"))
    yield set_scene(folder)
    folder.close()


# What two people most likely do at once; the long run takes every pair.
LIKELY = [("adopt", "lose"), ("finalise", "adopt"), ("send", "close_site"), ("renew", "adopt"), ("inspect", "refuse"),
          ("ship", "ship"), ("route", "redirect")]  # fmt: skip


@pytest.mark.parametrize(("first", "second"), LIKELY)
def test_two_likely_commands_at_once_on_the_embedded_store(embedded: Scene, first: str, second: str) -> None:
    for point in ("begin", "commit"):
        check_pair(embedded, first, second, point)


@pytest.mark.slow
@pytest.mark.parametrize("first", NAMES)
def test_every_pair_of_commands_on_the_embedded_store(embedded: Scene, first: str) -> None:
    for second, point in product(NAMES, ("begin", "commit")):
        check_pair(embedded, first, second, point)


@pytest.mark.postgres
def test_two_likely_commands_at_once_on_the_shared_store(
    tmp_path: Path, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared_pairs(tmp_path, postgres_url, monkeypatch, LIKELY)


@pytest.mark.slow
@pytest.mark.postgres
def test_every_pair_of_commands_on_the_shared_store(
    tmp_path: Path, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared_pairs(tmp_path, postgres_url, monkeypatch, list(product(NAMES, NAMES)))


def shared_pairs(
    tmp_path: Path, postgres_url: str, monkeypatch: pytest.MonkeyPatch, pairs: list[tuple[str, str]]
) -> None:
    """Run pairs on a database of PostgreSQL, where two transactions are really open at once."""
    monkeypatch.setenv("CONNEXION_STORE", postgres_url)
    folder = YearFolder(tmp_path)
    try:
        scene = set_scene(folder)
        assert set(verbs(scene)) == set(NAMES)
        for (first, second), point in product(pairs, ("begin", "commit")):
            check_pair(scene, first, second, point)
    finally:
        folder.close()
