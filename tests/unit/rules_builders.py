"""Builders for tests of the rules: a household or a request from the few facts that a test is about."""

from datetime import datetime
from pathlib import Path

import pyarrow as pa

from campaigns.model.household import FACTS_SCHEMA
from campaigns.model.policy import Policy, parse_policy

POLICIES = Path(__file__).parents[2] / "data" / "policies"
ASKED = ("asked_laptop", "asked_tablet", "asked_smartphone", "asked_phone", "asked_connection")
LOCKDOWN = (POLICIES / "exemple_confinement.toml").read_text("utf-8")
FLOOD = (POLICIES / "exemple_inondation.toml").read_text("utf-8")


def policy_of(text: str = LOCKDOWN, *changes: tuple[str, str]) -> Policy:
    """Return the example policy with some of its text replaced."""
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    policy = parse_policy(text)
    assert isinstance(policy, Policy), policy
    return policy


def facts_of(*households: dict[str, object]) -> pa.Table:
    """Return facts of households; what a test does not say is not known, and nothing is asked."""
    base = {field.name: None for field in FACTS_SCHEMA} | dict.fromkeys(ASKED, 0)
    base |= {"already_device_count": 0, "waiting_days": 0, "urgent": False, "zone_code": "93066>93066"}
    rows = [base | {"household_id": f"H{number}"} | given for number, given in enumerate(households, start=1)]
    return pa.Table.from_pylist(rows, schema=FACTS_SCHEMA)


def requests_of(*requests: dict[str, object]) -> pa.Table:
    """Return requests as intake stores them; household H1, received on 1 April 2020 at noon by default."""
    base = {
        "household_id": "H1", "partner_id": "P1", "partner_kind": "school", "commune_code": "93066",
        "department_code": "93", "zone_code": "93066>93066", "received_at": datetime(2020, 4, 1, 12),
        "exam_year": None, "children_count": None, "students_count": None, "household_size": None,
        "housing_kind": None, "device_situation": None, "connection_situation": None, "need_laptop": None,
        "need_tablet": None, "need_smartphone": None, "need_phone": None, "need_connection": None,
        "scholarship_level": None, "urgency": None, "information_given": None, "households_count": None,
    }  # fmt: skip
    rows = [base | {"request_id": f"R{number}"} | given for number, given in enumerate(requests, start=1)]
    return pa.Table.from_pylist(rows, schema=REQUESTS)


TEXTS = (
    "request_id", "household_id", "partner_id", "partner_kind", "commune_code", "department_code", "zone_code",
    "housing_kind", "device_situation", "connection_situation", "scholarship_level", "urgency", "information_given",
)  # fmt: skip
NUMBERS = (
    "children_count", "students_count", "household_size", "need_laptop", "need_tablet", "need_smartphone", "need_phone",
    "need_connection", "households_count",
)  # fmt: skip
REQUESTS = pa.schema(
    [(name, pa.string()) for name in TEXTS]
    + [(name, pa.int32()) for name in NUMBERS]
    + [("exam_year", pa.bool_()), ("received_at", pa.timestamp("us"))]
)
