"""Tells a supervisor whether this server can work: database, keys, disk. It names no campaign, no path and nobody."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse

from campaigns.model.outcome import CannotGoOn
from dashboard import memory
from pipelines.health import look

READY, NOT_READY = 200, 503


async def ready(request: Request) -> JSONResponse:
    """Answer whether visits can be served now; a campaign that only reads does not keep others from working."""
    return await run_in_threadpool(looked)


def looked() -> JSONResponse:
    """Look at what a visit needs."""
    try:
        found = look(memory.open_desk_office(), chains=False)
    except CannotGoOn as stop:
        return JSONResponse({"status": "not_ready", "code": stop.code}, NOT_READY)
    able = found["keys"] is not None
    said = {
        "status": "ready" if able else "not_ready",
        "read_only": len(found["read_only"]),
        "faults": len(found["faults"]),
    }
    return JSONResponse(said, READY if able else NOT_READY)
