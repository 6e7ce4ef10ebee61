"""Times the whole way, from lists in a folder to the map, stage by stage: clock, processor and memory at each size.

`python -m benchmarks.stages [--sizes 10000 100000]`. Each size runs in a process of its own, in a fresh folder, through the doors that people
use: lists received, households recognised, plan proposed, put in force, figures published, map drawn; then the notes of the deliveries, beside. The lists
are written before the clock starts. The peak is that of the application's own process and of its largest child.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from benchmarks.records import Record, write_records
from campaigns.model.codes import Role
from campaigns.model.outcome import Refusal
from dashboard.sign_in import fictive_actor
from geo.map import department_map, map_html
from pipelines.campaigns_desk import create_campaign
from pipelines.delivery.notes import export_deliveries
from pipelines.linkage.link import link_households
from pipelines.office import Office, open_office
from pipelines.planning.life import adopt_plan, approve_plan, lock_plan
from pipelines.planning.propose import propose_plan
from pipelines.reporting.release_view import map_table
from pipelines.reporting.releases import publish_figures, release
from pipelines.sample.demo import POLICIES, received_all, registered
from pipelines.sample.write import write_sample

AREA = "end_to_end"
# Told apart, and not in the whole: papers to print are made when a parcel leaves.
BESIDE = {"notes"}
COORDINATOR, APPROVER = fictive_actor(Role.COORDINATOR), fictive_actor(Role.APPROVER)


def main() -> int:
    """Measure each size, write the records."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=(10_000, 100_000))
    parser.add_argument("--only", type=int, help="one size, its figures as JSON (used by the parent process)")
    options = parser.parse_args()
    if options.only:
        with tempfile.TemporaryDirectory(prefix="stages-") as folder:
            print(json.dumps(walked(Path(folder), options.only)))
        return 0
    found: list[Record] = []
    for size in options.sizes:
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.stages", "--only", str(size)], check=True, stdout=subprocess.PIPE, text=True
        )  # fmt: skip
        figures = json.loads(done.stdout.splitlines()[-1])
        found += recorded(size, figures)
        # Kept after each size: what is measured stays, even if the next one fails.
        write_records("stages", found)
    return 0


def walked(folder: Path, requests: int) -> dict[str, dict[str, float]]:
    """Walk the whole way once; returns stage -> clock, processor, megabytes."""
    office, lists = open_office(folder / "home"), folder / "lists"
    lists.mkdir()
    files = write_sample(lists, requests=requests, seed=2020, today=office.clock().date())
    begun = office.clock().date() - timedelta(days=45)
    policy = (POLICIES / f"{files.policy}.toml").read_text("utf-8")
    campaign = done(create_campaign(office, COORDINATOR, "BENCH", policy, begun, begun + timedelta(days=90), "Mesure"))
    campaign_id = str(campaign["campaign_id"])
    done(registered(office, COORDINATOR, campaign_id, files.partners_csv, files.sites_csv, files.stock_csv))
    plan: dict[str, Any] = {}
    stages: dict[str, Callable[[], Any]] = {
        "receive": lambda: received_all(office, COORDINATOR, campaign_id, files.lists, lambda done, total: None),
        "recognise": lambda: link_households(office, COORDINATOR, campaign_id),
        "plan": lambda: plan.update(done(propose_plan(office, COORDINATOR, campaign_id))),
        "adopt": lambda: adopted(office, campaign_id, plan["plan_id"]),
        "publish": lambda: publish_figures(office, COORDINATOR, campaign_id),
        "map": lambda: mapped(office, campaign_id),
        "notes": lambda: export_deliveries(office, COORDINATOR, campaign_id, folder / "notes", plan["plan_id"]),
    }
    figures = {name: timed(name, stage) for name, stage in stages.items()}
    office.close()
    return figures


def adopted(office: Office, campaign_id: str, plan_id: str) -> None:
    """Put the plan in force."""
    for actor, step in ((COORDINATOR, lock_plan), (APPROVER, approve_plan), (COORDINATOR, adopt_plan)):
        done(step(office, actor, campaign_id, plan_id))


def mapped(office: Office, campaign_id: str) -> str:
    """Draw the published need by department, as one file."""
    table = map_table(done(release(office, COORDINATOR, campaign_id)))
    return map_html(department_map(table.departments, "need", language="fr", unplaced=table.unplaced))


def timed(name: str, stage: Callable[[], Any]) -> dict[str, float]:
    """Return what a stage takes; a refusal stops the walk."""
    started, before = time.perf_counter(), processor()
    done(stage())
    figures = {"seconds": time.perf_counter() - started, "cpu_seconds": processor() - before, "mb": peak_mb()}
    print(
        f"  {name:<10} {figures['seconds']:8.2f} s, {figures['cpu_seconds']:.2f} of processor",
        file=sys.stderr,
        flush=True,
    )
    return figures


def processor() -> float:
    """Return the processor seconds of this process, of its children that ended, and of those that live, where the system tells them."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used) + sum(map(living, children()))


def children() -> list[Path]:
    """Return the process folders of the living children."""
    own = str(os.getpid())
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = path.read_text().rsplit(")", 1)[1].split()[1]
        except OSError:
            continue  # it has just ended
        if parent == own:
            found.append(path.parent)
    return found


def living(process: Path) -> float:
    """Return the processor seconds of a process that lives."""
    try:
        fields = (process / "stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def peak_mb() -> float:
    """Return the highest resident memory so far, of this process or of one child, ended or living."""
    peaks = [resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    for process in children():
        try:
            lines = (process / "status").read_text().splitlines()
        except OSError:
            continue
        peaks += [int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")]
    return max(peaks)


def recorded(size: int, figures: dict[str, dict[str, float]]) -> list[Record]:
    """Return the records of one size: each stage, and the whole way from lists to map."""
    found = [
        Record(AREA, f"{stage}_{name}_{size}_requests", "MB so far" if name == "mb" else "s", value, 1)
        for stage, own in figures.items()
        for name, value in own.items()
    ]
    way = [own for stage, own in figures.items() if stage not in BESIDE]
    whole = {name: sum(own[name] for own in way) for name in ("seconds", "cpu_seconds")}
    return [*found, *(Record(AREA, f"whole_{name}_{size}_requests", "s", value, 1) for name, value in whole.items())]


def done(answer: Any) -> Any:
    """Return an answer that is no refusal."""
    if isinstance(answer, Refusal):
        raise SystemExit(answer.sentence.en)
    return answer


if __name__ == "__main__":
    sys.exit(main())
