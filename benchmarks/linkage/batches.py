"""Times `link` on a list that arrives in a campaign already compared: `python -m benchmarks.linkage.batches [--stored N] [--arriving N]`.

The stored requests are written to a real store and vault without passing intake, compared once in this process and frozen; then a
list of the generator's next requests, and copies of stored ones, arrives. Says wall and CPU seconds of this process and the worker.
"""

import argparse
import json
import resource
import sys
import tempfile
import time
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa

from benchmarks.linkage.generator import GOOD, World
from campaigns.model.outcome import Refusal
from pipelines.campaigns_desk import create_campaign
from pipelines.ids import new_ids
from pipelines.intake.admission import REQUEST_SCHEMA
from pipelines.linkage.clustering import Bands, Known, grouped
from pipelines.linkage.engine import weighed_pairs
from pipelines.linkage.frozen import keep_frozen
from pipelines.linkage.identities import IDENTITY
from pipelines.linkage.link import keep_evidence, keep_hubs, keep_model, link_households
from pipelines.linkage.match import edges_of
from pipelines.linkage.nodes import READ
from pipelines.linkage.worker import local_worker
from pipelines.office import Office, open_office
from pipelines.people import person_named
from pipelines.store.port import Session

POLICY = Path(__file__).parents[2] / "data/policies/exemple_confinement.toml"
CHUNK = 50_000
NOW = datetime(2026, 11, 1, tzinfo=UTC).replace(tzinfo=None)


def main() -> int:
    """Fill a store, let a list arrive, and say what matching it cost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stored", type=int, default=100_000)
    parser.add_argument("--arriving", type=int, default=5_000)
    options = parser.parse_args()
    world = World(1, GOOD)
    # The generator tells how many requests only about: some are asked for beyond, so that none is lacking at the end.
    made = world.requests(world.families(round((options.stored + options.arriving) * 1.02)))
    with tempfile.TemporaryDirectory() as folder:
        office = open_office(Path(folder))
        actor = person_named(None)
        opened = create_campaign(office, actor, "mesure", POLICY.read_text("utf-8"), NOW.date(), NOW.date(), "Mesure")
        if isinstance(opened, Refusal):
            sys.exit(opened.sentence.fr)
        campaign_id = opened["campaign_id"]
        compared_once(office, campaign_id, stored(office, campaign_id, islice(made, options.stored)))
        # Any family asked again by the last rows of the generator is matched against those before.
        arriving = stored(office, campaign_id, islice(made, options.arriving))
        assert arriving.num_rows == options.arriving
        local_worker().submit(abs, 1).result()
        spent, started = cpu_seconds(), time.perf_counter()
        answer = link_households(office, actor, campaign_id)
        wall = time.perf_counter() - started
        local_worker().shutdown()
        print(
            f"{options.arriving} arriving, {options.stored} stored: {wall:.2f} s, CPU {cpu_seconds() - spent:.2f} s, {answer}"
        )
        office.close()
    return 0


def cpu_seconds() -> float:
    """Return the CPU seconds of this process and of its children that ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def stored(office: Office, campaign_id: str, rows: Any) -> pa.Table:
    """Write requests to the store and the vault; return them as they are compared."""
    tables = []
    while some := list(islice(rows, CHUNK)):
        ids = new_ids(NOW, len(some))
        columns = {name: [row.get(name) or None for row in some] for name in READ}
        tables.append(
            pa.table(
                {"request_id": pa.array(ids, pa.string()), **{n: pa.array(v, pa.string()) for n, v in columns.items()}}
            )
        )
        records = [
            json.dumps({name: row[name] for name in READ if row.get(name)}, ensure_ascii=False).encode() for row in some
        ]
        sealed = office.vault.seal_fresh(campaign_id, ids, {IDENTITY: records})[IDENTITY]
        with office.store.writing() as session:
            append_requests(session, campaign_id, ids, sealed)
    return pa.concat_tables(tables)


def append_requests(session: Session, campaign_id: str, ids: list[str], sealed: list[bytes | None]) -> None:
    """Write the plain columns and the sealed records of requests."""
    facts = {"campaign_id": campaign_id, "partner_id": "P", "list_id": "L", "row_no": 1, "state": "active", "received_at": NOW,
             "match_token": "m", "has_phone": True, "has_address": True, "version": 1}  # fmt: skip
    rows = [facts | {"request_id": made, "content_token": made} for made in ids]
    session.append("request", pa.Table.from_pylist(rows, schema=REQUEST_SCHEMA))
    session.append("sealed", pa.table({
        "campaign_id": pa.array([campaign_id] * len(ids), pa.string()), "subject_id": pa.array(ids, pa.string()),
        "kind": pa.array([IDENTITY] * len(ids), pa.string()), "content": pa.array(sealed, pa.binary()),
    }))  # fmt: skip


def compared_once(office: Office, campaign_id: str, rows: pa.Table) -> None:
    """Compare the stored requests and freeze what was learnt, as a full `link` does."""
    weighed = weighed_pairs(rows, with_keys=True)
    found = grouped(rows["request_id"].to_pylist(), edges_of(weighed), Known(), Bands())
    home = {request: group[0] for group in found.groups for request in group}
    with office.store.writing() as session:
        keep_model(session, campaign_id, NOW, weighed.model)
        keep_evidence(session, campaign_id, weighed.pairs, weighed.model)
        keep_frozen(office, session, campaign_id, NOW, weighed, {request: request for request in home})
        keep_hubs(office, session, campaign_id, weighed)
        session.append("household_member", pa.table({
            "campaign_id": pa.array([campaign_id] * len(home), pa.string()), "request_id": pa.array(list(home), pa.string()),
            "household_id": pa.array(list(home.values()), pa.string()),
        }))  # fmt: skip


if __name__ == "__main__":
    raise SystemExit(main())
