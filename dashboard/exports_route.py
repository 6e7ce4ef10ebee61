"""Files that leave the screens: one address each, unguessable, good once and for a short while.

Streamlit's own download addresses are public; a file with a family's name must never use them.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from threading import Lock
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from campaigns.model.outcome import CannotGoOn
from dashboard.cookies import holder_here, holder_of

GOOD_FOR = timedelta(minutes=30)
# A page may be drawn again under the finger of whoever clicks: the link just replaced still serves.
STILL_GOOD_FOR = timedelta(seconds=15)
GONE = "Ce lien a déjà servi ou a expiré. Rechargez la page pour en obtenir un autre. / This link was used or has expired: reload the page.\n"


@dataclass(frozen=True)
class Parcel:
    """A file to be made when it is fetched."""

    make: Callable[[], bytes]
    file_name: str
    media_type: str
    until: datetime
    holder: str = ""


class Shelf:
    """Parcels waiting to be fetched; a new one takes the place of the former for the same slot, which serves a moment more."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._parcels: dict[str, Parcel] = {}
        self._slots: dict[str, str] = {}

    def leave(
        self, slot: str, make: Callable[[], bytes], file_name: str, media_type: str, now: datetime, holder: str = ""
    ) -> str:
        """Leave a parcel and return its token.

        Parameters
        ----------
        slot
            Whose place it takes: one session, one table, one format.
        holder
            The sign-in that may fetch it; empty in dev mode, where nobody signs in.
        """
        token = secrets.token_urlsafe(32)
        with self._lock:
            self._forget_expired(now)
            former = self._slots.get(slot, "")
            if former in self._parcels:
                soon = min(self._parcels[former].until, now + STILL_GOOD_FOR)
                self._parcels[former] = replace(self._parcels[former], until=soon)
            self._parcels[token] = Parcel(make, file_name, media_type, now + GOOD_FOR, holder)
            self._slots[slot] = token
        return token

    def collect(self, token: str, now: datetime, holder: str = "") -> Parcel | None:
        """Take a parcel away; None when it was taken before, has expired, or is somebody else's, for whom it then stays."""
        with self._lock:
            parcel = self._parcels.get(token)
            if parcel is None or parcel.holder != holder:
                return None
            del self._parcels[token]
        return parcel if now < parcel.until else None

    def _forget_expired(self, now: datetime) -> None:
        self._parcels = {token: parcel for token, parcel in self._parcels.items() if now < parcel.until}
        self._slots = {slot: token for slot, token in self._slots.items() if token in self._parcels}


SHELF = Shelf()


def export_address(slot: str, make: Callable[[], bytes], file_name: str, media_type: str) -> str:
    """Return an address that gives the file once, within half an hour."""
    return f"/export/{SHELF.leave(slot, make, file_name, media_type, datetime.now(UTC), holder_here())}"


async def hand_out(request: Request) -> Response:
    """Answer `/export/{token}`."""
    holder = holder_of(request.cookies)
    parcel = SHELF.collect(request.path_params["token"], datetime.now(UTC), holder)
    if parcel is None:
        return PlainTextResponse(GONE, status_code=410)
    try:
        content = await run_in_threadpool(parcel.make)
    except CannotGoOn as stop:
        return PlainTextResponse(f"{stop.sentence.fr}\n{stop.sentence.en}\n", status_code=409)
    disposition = f"attachment; filename*=UTF-8''{quote(parcel.file_name)}"
    return Response(content, media_type=parcel.media_type, headers={"Content-Disposition": disposition})
