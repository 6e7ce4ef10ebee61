"""The work of an erasure inside one transaction: what it takes from each table, what goes back to the stock, what is counted.

The keys are destroyed after the transaction, by the caller. This module must never see a name, but to find it elsewhere.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa

from campaigns.lines import kit_table, request_lines
from campaigns.model.actor import Actor
from campaigns.model.codes import GrantState, WithdrawalReason
from campaigns.model.outcome import CannotGoOn, Refusal
from campaigns.model.policy import Policy, parse_policy
from pipelines.help.places import drop_withdrawn
from pipelines.intake.admission import IDENTITY
from pipelines.office import Office
from pipelines.planning.facts import household_facts, ranked_households
from pipelines.planning.withdraw import give_back
from pipelines.privacy.belonging import loose_rows, staged, traces_of
from pipelines.privacy.erasure_map import TOUCHED
from pipelines.privacy.heads import clean_heads, people_of
from pipelines.sealing import unsealed
from pipelines.store.port import Row, Session

COUNT_SCHEMA = pa.schema(
    [("department_code", pa.string())]
    + [(name, pa.int32()) for name in ("need_count", "served_count", "device_count", "data_count")]
)


@dataclass(frozen=True)
class Marked:
    """What is to be erased: its requests and households, and the list rows with a key of their own."""

    requests: tuple[str, ...]
    households: tuple[str, ...]
    rows: tuple[tuple[str, int, str], ...]
    # Whole lists that go with their heads, at the end of a campaign.
    lists: tuple[str, ...] = ()

    @property
    def subjects(self) -> list[str]:
        """Return every subject whose key is to be destroyed."""
        return sorted({*self.requests, *(subject for _, _, subject in self.rows), *self.lists})


@dataclass(frozen=True)
class Erased:
    """What an erasure took: rows by table, units free again, units already out of the house, lists whose head was cleaned."""

    marked: Marked
    tables: dict[str, int]
    freed: int
    left: int
    heads: list[str]


def marked_family(office: Office, session: Session, campaign_id: str, requests: Sequence[Row]) -> Marked:
    """Return everything that speaks of a family, given its requests."""
    ids = sorted(row["request_id"] for row in requests)
    session.stage("erased_request", staged("request_id", ids))
    traces = traces_of(session, campaign_id, list(requests))
    loose = loose_rows(office, session, campaign_id, traces)
    return Marked(
        tuple(ids),
        tuple(sorted({row["household_id"] for row in requests if row["household_id"]})),
        tuple((row["list_id"], row["row_no"], row["subject_id"]) for row in loose),
    )


def erase_marked(
    office: Office, session: Session, actor: Actor, campaign_id: str, marked: Marked, *, dry_run: bool
) -> Erased:
    """Take everything marked out of the store, inside the caller's transaction."""
    stage_marked(session, campaign_id, marked)
    keep_counts(office, session, campaign_id, marked)
    heads = [] if marked.lists else cleaned_heads(office, session, campaign_id, marked, dry_run=dry_run)
    freed, left = give_back_waiting(office, session, actor, campaign_id, set(marked.households))
    named = {"campaign_id": campaign_id}
    tables = {name: session.run(f"erasure/{name}", named) for name in TOUCHED}
    drop_withdrawn(session, campaign_id)
    return Erased(marked, tables, freed, left, heads)


def cleaned_heads(office: Office, session: Session, campaign_id: str, marked: Marked, *, dry_run: bool) -> list[str]:
    """Take the people out of the heads of their structures' lists; returns the lists that named them."""
    people = people_of(unsealed(session, office.vault, campaign_id, IDENTITY, marked.requests).values())
    lists = [row["list_id"] for row in session.rows("erasure/lists_of", {"campaign_id": campaign_id})]
    return clean_heads(office, session, campaign_id, lists, people, dry_run=dry_run)


def stage_marked(session: Session, campaign_id: str, marked: Marked) -> None:
    """Make what is marked readable by the statements."""
    rows = {
        "list_id": pa.array([name for name, _, _ in marked.rows], pa.string()),
        "row_no": pa.array([number for _, number, _ in marked.rows], pa.int32()),
    }
    session.stage("erased_request", staged("request_id", list(marked.requests)))
    session.stage("erased_household", staged("household_id", list(marked.households)))
    session.stage("erased_subject_now", staged("subject_id", marked.subjects))
    session.stage("erased_row", pa.table(rows))
    tokens = session.rows("erasure/keys_of", {"campaign_id": campaign_id})
    columns = {name: pa.array([row[name] for row in tokens], pa.string()) for name in ("kind", "token")}
    session.stage("erased_token", pa.table(columns))


def give_back_waiting(
    office: Office, session: Session, actor: Actor, campaign_id: str, households: set[str]
) -> tuple[int, int]:
    """Free what is granted to the households and has not left; returns (units freed, units already on their way or given)."""
    grants = [
        row for row in session.rows("delivery/adopted_grants", {"campaign_id": campaign_id})
        if row["household_id"] in households and row["state"] != GrantState.RETURNED
    ]  # fmt: skip
    waiting = [row for row in grants if row["state"] == GrantState.GRANTED]
    for plan_id in sorted({row["plan_id"] for row in waiting}):
        rows = [row for row in waiting if row["plan_id"] == plan_id]
        give_back(office, session, actor, campaign_id, plan_id, rows, WithdrawalReason.FAMILY_DECLINED)
    return len(waiting), len(grants) - len(waiting)


def keep_counts(office: Office, session: Session, campaign_id: str, marked: Marked) -> None:
    """Count the households in the figures of their department before what they asked is blanked."""
    policy = parse_policy(session.rows("campaign/one", {"campaign_id": campaign_id})[0]["policy_toml"])
    if isinstance(policy, Refusal):
        raise CannotGoOn(policy.code, policy.sentence)
    facts = household_facts(session, campaign_id, office.clock())
    gone = set(marked.households)
    if not gone.intersection(facts["household_id"].to_pylist()):
        return
    eligible, ranked = ranked_households(policy, facts)
    verdicts = {
        row["household_id"]: bool(row["eligible"]) for row in eligible.select(["household_id", "eligible"]).to_pylist()
    }
    served = {row["household_id"] for row in session.rows("coverage/served", {"campaign_id": campaign_id})}
    units = units_of_homes(policy, request_lines(policy, ranked, facts))
    rows: dict[str, Row] = {}
    for place in facts.select(["household_id", "department_code"]).to_pylist():
        home = place["household_id"]
        if home not in gone:
            continue
        code = place["department_code"] or ""
        row = rows.setdefault(code, {"department_code": code} | dict.fromkeys(COUNT_SCHEMA.names[1:], 0))
        row["need_count"] += verdicts[home] or home in served
        row["served_count"] += home in served
        row["device_count"] += units[home, "device"]
        row["data_count"] += units[home, "data"]
    session.stage("arriving_count", pa.Table.from_pylist(list(rows.values()), schema=COUNT_SCHEMA))
    session.run("erasure/keep_counts", {"campaign_id": campaign_id})


def units_of_homes(policy: Policy, lines: pa.Table) -> Counter[tuple[str, str]]:
    """Count the lines of each household by the sides of their kit."""
    sides: dict[str, set[str]] = {}
    for row in kit_table(policy).to_pylist():
        sides.setdefault(row["kit_code"], set()).add(str(row["side"]))
    pairs = zip(lines["household_id"].to_pylist(), lines["kit_code"].to_pylist(), strict=True)
    return Counter((home, side) for home, kit in pairs for side in sides[kit])
