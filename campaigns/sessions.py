"""How long a sign-in and a one-time code hold, and why they hold no more: decided on their dates alone.

It must never know a token, a code or a person: only when things happened.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

IDLE: Final = timedelta(minutes=30)
ABSOLUTE: Final = timedelta(hours=8)
# A visit is noted at most so often: pages are drawn again at each click.
NOTED_EVERY: Final = timedelta(minutes=1)
CODE_HOURS: Final = 24
LONGEST_CODE_HOURS: Final = 72
TRIES_A_CODE: Final = 5
TRIES_AN_ADDRESS: Final = 20
WINDOW: Final = timedelta(minutes=15)


class SessionEnd(StrEnum):
    """Why a sign-in holds no more."""

    SIGNED_OUT = "signed_out"
    DISABLED = "disabled"
    ROLE_OVER = "role_over"
    IDLE = "idle"
    TOO_LONG = "too_long"


class CodeEnd(StrEnum):
    """Why a one-time code opens nothing any more."""

    REVOKED = "revoked"
    USED = "used"
    EXPIRED = "expired"
    LOCKED = "locked"


def session_end(session: Mapping[str, Any], now: datetime) -> SessionEnd | None:
    """Tell why a sign-in holds no more, or None while it holds.

    Parameters
    ----------
    session
        `signed_in_at, last_seen_at, ended_at, disabled_at, role_ends_on`; the last three are None where nothing ended.
    """
    if session["ended_at"] is not None:
        return SessionEnd.SIGNED_OUT
    if session["disabled_at"] is not None:
        return SessionEnd.DISABLED
    # The last day of a role is worked to its end.
    if session["role_ends_on"] is not None and now.date() > session["role_ends_on"]:
        return SessionEnd.ROLE_OVER
    if now - session["last_seen_at"] >= IDLE:
        return SessionEnd.IDLE
    return SessionEnd.TOO_LONG if now - session["signed_in_at"] >= ABSOLUTE else None


def code_end(code: Mapping[str, Any], now: datetime) -> CodeEnd | None:
    """Tell why a code opens nothing any more, or None while it does.

    Parameters
    ----------
    code
        `revoked_at, used_at, ends_at, failures`.
    """
    if code["revoked_at"] is not None:
        return CodeEnd.REVOKED
    if code["used_at"] is not None:
        return CodeEnd.USED
    if now >= code["ends_at"]:
        return CodeEnd.EXPIRED
    return CodeEnd.LOCKED if code["failures"] >= TRIES_A_CODE else None


def window_start(now: datetime) -> datetime:
    """Return when the stretch of time began in which failed tries are counted together."""
    since = now - now.replace(hour=0, minute=0, second=0, microsecond=0)
    return now - since % WINDOW
