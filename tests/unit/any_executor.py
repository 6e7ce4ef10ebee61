"""Requests, facts and problems large enough to be divided, the executors that may do the work, and two Dask workers."""

import multiprocessing
import os
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pyarrow as pa

from benchmarks.linkage.run import table_of
from pipelines.cluster import executor_at
from tests.unit.growing_campaign import growing_rows

ROOT = Path(__file__).parents[2]
HOME = {"address": "149 boulevard Delrein", "postcode": "93200", "commune": "Saint-Denis"}
RESIDENTS = ("Boudraa", "Keita", "Lefort", "Nguyen", "Ortega", "Sissoko", "Tanaka")


class Serial(Executor):
    """Does each piece at once, here."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Do a piece."""
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as fault:
            future.set_exception(fault)
        return future


@contextmanager
def serial() -> Iterator[Executor]:
    """Lend nobody but this thread."""
    yield Serial()


@contextmanager
def threads() -> Iterator[Executor]:
    """Lend two threads."""
    with ThreadPoolExecutor(2) as pool:
        yield pool


@contextmanager
def processes() -> Iterator[Executor]:
    """Lend two processes of Python's own pool."""
    with ProcessPoolExecutor(2, multiprocessing.get_context("forkserver")) as pool:
        yield pool


@contextmanager
def dask() -> Iterator[Executor]:
    """Lend a Dask cluster of two worker processes on this machine."""
    import distributed

    path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    with (
        patch.dict(os.environ, {"PYTHONPATH": path}),
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster,
    ):
        # As the program joins one, but left again at the end.
        executor = executor_at.__wrapped__(cluster.scheduler_address)
        try:
            yield executor
        finally:
            executor._client.close()


EXECUTORS: dict[str, Callable[[], Any]] = {"serial": serial, "threads": threads, "processes": processes, "dask": dask}


def requests(count: int) -> pa.Table:
    """Return requests of families, some asked for by several structures, and the list of a shelter that never says where."""
    drawn = growing_rows(count, 5)
    shelter = [
        {"partner": "CHRS", "guardian_last_name": name, "guardian_first_name": "Alix", "phone_1": f"061122330{number}"}
        for number, name in enumerate(RESIDENTS)
    ]
    schools = [row | HOME | {"partner": "ECOLE"} for row in shelter[:6]]
    more = [row | {"request_id": f"S{number:02}"} for number, row in enumerate([*shelter, *schools])]
    rows = [*drawn, *more]
    return table_of(rows).append_column("partner", pa.array([row.get("partner", "AUTRE") for row in rows], pa.string()))
