"""Proposes a plan from what a store holds, as `connexion plan propose` does, and prints each step: clock, processor, memory.

Then serves events of one unit on that plan put in force. The campaign is that of `--home` (its newest), which this changes; without
it, a sample of `--requests` is made in a folder of its own first; `--one-kit` gives it rules by which a device and data are two lines.
One step inside another counts in both. The peak is that of this process since it began, without the one that solves.
"""

import argparse
import functools
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pipelines.planning.inputs as reading
import pipelines.planning.posing as posing
import pipelines.planning.propose as proposing
from campaigns.model.codes import Role, WithdrawalReason
from campaigns.model.outcome import Refusal
from dashboard.sign_in import fictive_actor
from pipelines.campaigns_desk import adopt_policy, list_campaigns
from pipelines.office import Office, open_office
from pipelines.planning.life import adopt_plan, approve_plan, lock_plan
from pipelines.planning.withdraw import withdraw_grants
from pipelines.sample.demo import make_demo

COORDINATOR, APPROVER = fictive_actor(Role.COORDINATOR), fictive_actor(Role.APPROVER)
STEPS = {
    reading: ("household_facts",),
    posing: ("ranked_households", "request_lines", "zone_reach", "build_problem", "declared_on"),
    proposing: (
        "read_inputs", "asked_lines", "posed_problem", "solved", "certify", "full_digest", "answered", "write_draft",
    ),
}  # fmt: skip
EVENTS = 20
ONE_KIT = ('mode = "together"', 'mode = "separate"')


def main() -> int:
    """Print the steps of one proposal, then what one unit given back takes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path)
    parser.add_argument("--requests", type=int, default=100_000)
    parser.add_argument("--one-kit", action="store_true")
    options = parser.parse_args()
    for module, names in STEPS.items():
        for name in names:
            setattr(module, name, timed(name, getattr(module, name)))
    with tempfile.TemporaryDirectory(prefix="plan-bench-") as folder:
        office = open_office(options.home or Path(folder))
        if options.home is None:
            done(make_demo(office, COORDINATOR, requests=options.requests))
        campaign_id = str(done(list_campaigns(office, COORDINATOR))[0]["campaign_id"])
        if options.one_kit:
            with office.store.reading() as session:
                rules = session.rows("campaign/one", {"campaign_id": campaign_id})[0]["policy_toml"]
            done(adopt_policy(office, COORDINATOR, campaign_id, rules.replace(*ONE_KIT), None))
        print(f"load {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores")
        print(f"{'step':<20}{'clock s':>10}{'cpu s':>10}{'child cpu s':>13}{'peak MB':>10}")
        plan = done(timed("proposal", proposing.propose_plan)(office, COORDINATOR, campaign_id))
        print({name: plan[name] for name in ("served", "unserved", "bound", "guarantees")})
        one_unit_events(office, campaign_id, plan["plan_id"])
        office.close()
    return 0


def one_unit_events(office: Office, campaign_id: str, plan_id: str) -> None:
    """Put the plan in force, then let some families give their units back, each as a command of its own."""
    for actor, step in ((COORDINATOR, lock_plan), (APPROVER, approve_plan), (COORDINATOR, adopt_plan)):
        done(step(office, actor, campaign_id, plan_id))
    with office.store.reading() as session:
        named = {"campaign_id": campaign_id, "plan_id": plan_id}
        homes = list(dict.fromkeys(row["household_id"] for row in session.rows("plan/units", named)))[:EVENTS]
    seconds = []
    for household_id in homes:
        started, before = time.perf_counter(), processor()[0]
        done(withdraw_grants(office, COORDINATOR, campaign_id, household_id, WithdrawalReason.FAMILY_DECLINED))
        seconds.append((time.perf_counter() - started, processor()[0] - before))
    clock, cpu = (1000 * sorted(taken)[len(taken) // 2] for taken in zip(*seconds, strict=True))
    print(
        f"one family gives its units back, the next best is named: median of {len(seconds)}: {clock:.0f} ms, of processor {cpu:.0f} ms"
    )


def timed(name: str, step: Callable[..., Any]) -> Callable[..., Any]:
    """Return a step that prints what it took."""

    @functools.wraps(step)
    def told(*given: Any, **named: Any) -> Any:
        started, before = time.perf_counter(), processor()
        answer = step(*given, **named)
        took, after = time.perf_counter() - started, processor()
        own, child = (now - then for now, then in zip(after, before, strict=True))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{name:<20}{took:>10.2f}{own:>10.2f}{child:>13.2f}{peak:>10.0f}", flush=True)
        return answer

    return told


def processor() -> tuple[float, float]:
    """Return the processor seconds of this process, and of its children that have ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return used[0].ru_utime + used[0].ru_stime, used[1].ru_utime + used[1].ru_stime


def done(answer: Any) -> Any:
    """Return an answer that is no refusal."""
    if isinstance(answer, Refusal):
        raise SystemExit(answer.sentence.en)
    return answer


if __name__ == "__main__":
    sys.exit(main())
