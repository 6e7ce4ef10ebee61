"""The sample campaign shows accompaniment too: days with places, families sent there, some who came; the same seed gives the same."""

from collections import Counter
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from campaigns.model.codes import Role
from campaigns.model.outcome import Refusal
from dashboard.sign_in import fictive_actor
from pipelines.help.referrals import help_figures, list_referrals
from pipelines.help.workshops import list_workshops
from pipelines.office import open_office
from pipelines.sample.demo import make_demo
from pipelines.verify import verify_campaign
from tests.unit.coordination_desk import campaign_of

pytestmark = pytest.mark.slow
COORDINATOR, DPO = fictive_actor(Role.COORDINATOR), fictive_actor(Role.DPO)
NOW = datetime(2026, 3, 30, 9)


def told(home: Path) -> dict[str, Any]:
    """Make a small sample campaign on a fixed day; return what a coordinator sees of its workshops."""
    office = replace(open_office(home), clock=lambda: NOW)
    made = make_demo(office, COORDINATOR, requests=600)
    assert not isinstance(made, Refusal)
    campaign_id = campaign_of(office)
    days, sent = (ask(office, COORDINATOR, campaign_id) for ask in (list_workshops, list_referrals))
    checks = verify_campaign(office, DPO, campaign_id)
    counts = help_figures(office, COORDINATOR, campaign_id)
    office.close()
    assert not any(isinstance(answer, Refusal) for answer in (days, sent, checks, counts))
    assert not isinstance(checks, Refusal) and checks["holds"], checks
    return {"made": made, "days": days, "sent": sent, "counts": counts}


def test_the_sample_campaign_has_workshops_and_the_same_seed_gives_the_same(tmp_path: Path) -> None:
    first, again = (told(tmp_path / name) for name in ("a", "b"))
    assert first["days"] == again["days"]
    seen = [
        [(row["partner_name"], row["code"], row["held_on"], row["km"], row["state"], row["referred_at"]) for row in one["sent"]]
        for one in (first, again)
    ]  # fmt: skip
    assert seen[0] == seen[1]
    # Thirteen reception points, five weeks; who was absent is sent to another day.
    assert {name: first["made"][name] for name in ("workshop_days", "referred", "noted")} == {
        "workshop_days": 65, "referred": 17, "noted": 4,
    }  # fmt: skip
    assert Counter((str(row["held_on"]), row["state"]) for row in first["sent"]) == {
        ("2026-03-19", "attended"): 2, ("2026-03-19", "absent"): 2, ("2026-04-02", "referred"): 13,
    }  # fmt: skip
    homes = {
        state: {row["household_id"] for row in first["sent"] if row["state"] == state}
        for state in ("attended", "absent", "referred")
    }
    assert homes["absent"] <= homes["referred"] and not homes["attended"] & homes["referred"]
    assert (first["counts"]["attended"], first["counts"]["referred"]) == (2, 15)
    assert first["counts"]["asked"] >= 15
    assert all(row["taken"] <= row["places"] for row in first["days"])
    # Nobody is sent anywhere before its list came, nor noted before the day.
    assert all(row["referred_at"].date() <= row["held_on"] for row in first["sent"])
    assert {row["state"] for row in first["sent"] if row["held_on"] > date(2026, 3, 30)} == {"referred"}
