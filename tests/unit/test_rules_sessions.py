"""Why a sign-in or a code holds no more: each reason alone is enough, and the limits are those that are promised."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from campaigns.sessions import ABSOLUTE, IDLE, SessionEnd, code_end, session_end

NOW = datetime(2026, 4, 3, 12, 0)
SESSION: dict[str, Any] = {
    "signed_in_at": NOW, "last_seen_at": NOW, "ended_at": None, "disabled_at": None, "role_ends_on": None,
}  # fmt: skip
CODE: dict[str, Any] = {"revoked_at": None, "used_at": None, "ends_at": NOW + timedelta(hours=24), "failures": 0}


@pytest.mark.parametrize(
    ("changed", "end"),
    [
        ({}, None),
        ({"ended_at": NOW}, SessionEnd.SIGNED_OUT),
        ({"disabled_at": NOW}, SessionEnd.DISABLED),
        ({"role_ends_on": date(2026, 4, 2)}, SessionEnd.ROLE_OVER),
        ({"role_ends_on": date(2026, 4, 3)}, None),
        ({"last_seen_at": NOW - IDLE}, SessionEnd.IDLE),
        ({"last_seen_at": NOW - IDLE + timedelta(seconds=1)}, None),
        ({"signed_in_at": NOW - ABSOLUTE}, SessionEnd.TOO_LONG),
        ({"signed_in_at": NOW - ABSOLUTE + timedelta(seconds=1)}, None),
    ],
    ids=str,
)
def test_each_reason_alone_ends_a_sign_in(changed: dict[str, Any], end: SessionEnd | None) -> None:
    assert session_end(SESSION | changed, NOW) is end


@pytest.mark.parametrize(
    ("changed", "end"),
    [
        ({}, None),
        ({"revoked_at": NOW}, "revoked"),
        ({"used_at": NOW}, "used"),
        ({"ends_at": NOW}, "expired"),
        ({"failures": 4}, None),
        ({"failures": 5}, "locked"),
    ],
    ids=str,
)
def test_each_reason_alone_closes_a_code(changed: dict[str, Any], end: str | None) -> None:
    assert code_end(CODE | changed, NOW) == end


def test_the_limits_are_those_that_are_promised() -> None:
    assert (timedelta(minutes=30), timedelta(hours=8)) == (IDLE, ABSOLUTE)
