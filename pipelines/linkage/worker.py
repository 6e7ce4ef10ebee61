"""The child process in which clear columns are compared: data go in and come back by value, nothing is written.

Any `concurrent.futures.Executor` can stand in for the local one (a Dask cluster's, say).
"""

import multiprocessing
from concurrent.futures import Executor, ProcessPoolExecutor
from functools import cache

import pyarrow as pa

from pipelines.linkage.engine import Contact, Weighed, weighed_pairs
from pipelines.linkage.model import Model


@cache
def local_worker() -> Executor:
    """Return this process's worker, started at the first question and kept: starting costs more than a small campaign."""
    return ProcessPoolExecutor(max_workers=1, mp_context=multiprocessing.get_context("spawn"))


def weighed_in_worker(
    rows: pa.Table, model: Model | None = None, rarity: pa.Table | None = None, declared: tuple[Contact, ...] = (),
    executor: Executor | None = None,
) -> Weighed:  # fmt: skip
    """Find and weigh pairs in the worker; see `engine.weighed_pairs`."""
    return (executor or local_worker()).submit(weighed_pairs, rows, model, rarity, declared).result()
