"""Every command struck at every step that writes, then sent again: nothing torn, nothing lost, nothing done twice.

Before its commit a struck command left nothing; after it, everything, and whoever sends it again gets the first answer. The state
that is reached is the one of an undisturbed run, table by table.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from typing import Any

import pytest

from campaigns.access import RIGHTS
from campaigns.model.outcome import CannotGoOn, Refusal
from pipelines.office import Office
from pipelines.store.duckdb_store import DuckSession
from pipelines.store.port import Session, Store
from pipelines.verify import verify_campaign
from tests.faults.every_command import NO_ORDER, ORDERS, Order
from tests.faults.failpoints import COMMIT, COMMITTED, Points, Struck, same_ids, state_of, struck
from tests.faults.shared_store import SharedTold, cut_off
from tests.faults.story import DPO, Told

# Two that read identities first note that somebody looked: the note is a command of its own. Retention goes campaign by campaign.
COMMITS = {"absences": 2, "forget": 3}
# Sent again, these say what is left to do, which is nothing; a list sent again says that its rows are known.
LEFT_TO_DO = {"mail", "forget", "receive", "hold", "absences"}
# What was given back is not granted any more: sent again, this one is refused with that sentence.
NOTHING_LEFT = {"withdraw"}
# What is cut short after the commit of an erasure is said by `verify`, and ended by sending it again.
KEYS_COME_AFTER = {"erase", "forget"}
# Journal and answers know when and how often somebody asked; an export or a copy is journalled each time.
ASKED_AGAIN = {"journal", "journal_checkpoint", "command_result"}


# What people do most, or what moves most; the others are struck on the shared store in the long runs.
OFTEN = ("adopt", "receive", "hand_over", "decide", "release", "erase", "lose", "propose")


@dataclass
class Run:
    """An undisturbed run: its steps, the state before and after each commit, and the answer."""

    points: Points
    states: list[dict[str, str]]
    answer: Any


def given(told: Told, name: str) -> tuple[Order, Office]:
    """Return an order and a fresh office to give it to."""
    order = ORDERS[name]
    return order, told.opened(told.copy(order.moment), order.moment, order.days)


def carried_out(told: Told, order: Order, office: Office, run: int = 0) -> Any:
    """Give an order; the ids that it mints are those of every run of this number."""
    with same_ids(run):
        return told_answer(order.verb(office, order.actor, told.names[order.moment]))


def told_answer(answer: Any) -> Any:
    """Return what is said to the sender, without how long it took, and without a code that is told once."""
    if not isinstance(answer, dict):
        return answer
    return {name: value for name, value in answer.items() if name not in ("seconds", "code")}


def undisturbed(told: Told, name: str) -> Run:
    """Run a command to its end."""
    order, office = given(told, name)
    points, states = Points(), [state_of(office.store)]
    with struck(office, points, lambda: states.append(state_of(office.store))) as pointed:
        answer = carried_out(told, order, pointed)
    office.store.close()
    return Run(points, states, answer)


def strike(told: Told, order: Order, office: Office, step: int, run: int = 0) -> Points:
    """Run a command that is struck at a step."""
    points = Points(step)
    with pytest.raises(Struck), struck(office, points) as pointed:
        carried_out(told, order, pointed, run)
    return points


def faults_of(office: Office, campaign_id: str | None) -> dict[str, Any]:
    """Return the invariants that do not hold."""
    if campaign_id is None:
        return {}
    checks = verify_campaign(office, DPO, campaign_id)
    assert not isinstance(checks, Refusal)
    return {name: one["faults"] for name, one in checks["checks"].items() if not one["holds"]}


def differing(name: str, one: dict[str, str], other: dict[str, str]) -> set[str]:
    """Return the tables in which two states differ."""
    passed = ASKED_AGAIN if name in LEFT_TO_DO | NOTHING_LEFT | {"propose", "backup"} else set()
    return {table for table in one if one[table] != other[table]} - passed


def check_before_the_commit(told: Told, name: str, run: Run) -> None:
    """Strike a command at each step before its first commit, one after the other; then it is done once, as if never struck."""
    order, office = given(told, name)
    for step in range(run.points.reached.index(COMMITTED)):
        # Keys that a struck run left behind belong to ids that nobody mints again; retention sweeps them a day later.
        strike(told, order, office, step, run=step + 1)
    assert differing(name, state_of(office.store), run.states[0]) == set()
    assert carried_out(told, order, office) == run.answer or name == "backup"
    assert differing(name, state_of(office.store), run.states[-1]) == set()
    assert faults_of(office, told.names[order.moment].get("campaign")) == {}
    office.store.close()


def check_after_the_commit(told: Told, name: str, run: Run) -> None:
    """Strike a command at each step from its first commit on: the state is whole, and sending again ends it with one effect."""
    campaign_id = told.names[ORDERS[name].moment].get("campaign")
    for step in range(run.points.reached.index(COMMITTED), len(run.points.reached)):
        order, office = given(told, name)
        points = strike(told, order, office, step)
        assert differing(name, state_of(office.store), run.states[points.commits]) == set()
        assert set(faults_of(office, campaign_id)) <= ({"erasures"} if name in KEYS_COME_AFTER else set())
        again = carried_out(told, order, office)
        assert again == run.answer or name in LEFT_TO_DO | NOTHING_LEFT | {"backup"}
        assert differing(name, state_of(office.store), run.states[-1]) == set()
        assert faults_of(office, campaign_id) == {}
        office.store.close()


def check(told: Told, name: str) -> None:
    """Strike a command everywhere."""
    run = undisturbed(told, name)
    assert not isinstance(run.answer, Refusal), run.answer
    assert run.points.commits == COMMITS.get(name, 1), "one command is one transaction"
    check_before_the_commit(told, name, run)
    check_after_the_commit(told, name, run)


def test_every_command_of_the_table_has_an_order() -> None:
    assert set(RIGHTS) - NO_ORDER == {order.action for order in ORDERS.values()}


@pytest.mark.parametrize("name", ["create", "policy"])
def test_a_command_struck_at_each_step(beginning: Told, name: str) -> None:
    check(beginning, name)


@pytest.mark.slow
@pytest.mark.parametrize("name", list(ORDERS))
def test_every_command_struck_at_each_step(story: Told, name: str) -> None:
    check(story, name)


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.parametrize("name", OFTEN)
def test_a_command_struck_at_each_step_on_the_shared_store(shared_story: SharedTold, name: str) -> None:
    check(shared_story, name)


@pytest.mark.soak
@pytest.mark.postgres
@pytest.mark.parametrize("name", [name for name in ORDERS if name not in OFTEN])
def test_every_command_struck_at_each_step_on_the_shared_store(shared_story: SharedTold, name: str) -> None:
    check(shared_story, name)


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.parametrize("name", OFTEN[:4])
def test_a_command_whose_server_goes_away_at_each_step(shared_story: SharedTold, name: str) -> None:
    """The conversation is cut instead of the process: a sentence says so, and the same store goes on when it is sent again."""
    run = undisturbed(shared_story, name)
    order, office = given(shared_story, name)
    database = shared_story.made[-1]
    for step, reached in enumerate(run.points.reached[: run.points.reached.index(COMMITTED)]):
        # Between two conversations nothing is lost: the store begins another.
        if not reached.startswith(("run", "append", COMMIT)):
            continue
        points = Points(step, lambda _: cut_off(shared_story.server, database))
        with pytest.raises(CannotGoOn) as fault, struck(office, points) as pointed:
            carried_out(shared_story, order, pointed, step + 1)
        assert fault.value.code == "store_gone"
    assert carried_out(shared_story, order, office) == run.answer
    assert differing(name, state_of(office.store), run.states[-1]) == set()
    office.store.close()


class TornSession:
    """A session that commits after its first write, and goes on in a second transaction."""

    def __init__(self, inner: DuckSession) -> None:
        self.inner, self.torn = inner, False

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)

    def run(self, statement: str, parameters: Any = None) -> int:
        """Write by a named statement."""
        touched = self.inner.run(statement, parameters)
        if not self.torn:
            self.torn = True
            self.inner.cursor.execute("commit").fetchall()
            self.inner.cursor.execute("begin").fetchall()
        return touched


class TornStore:
    """A planted fault: one command in two transactions."""

    def __init__(self, inner: Store) -> None:
        self.inner = inner

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)

    @contextmanager
    def writing(self) -> Iterator[Any]:
        """Open what looks like one transaction."""
        with self.inner.writing() as session:
            yield TornSession(session)  # type: ignore[arg-type]


def test_a_store_that_commits_half_way_is_caught(beginning: Told) -> None:
    run = undisturbed(beginning, "policy")
    with pytest.raises(AssertionError):
        check_before_the_commit(replace(beginning, wrap=TornStore), "policy", run)


class ForgetfulStore:
    """A planted fault: a store that says that it committed, and did not."""

    def __init__(self, inner: Store) -> None:
        self.inner = inner

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Open a transaction that is taken back."""
        with suppress(LookupError), self.inner.writing() as session:
            yield session
            raise LookupError


def test_a_store_that_only_says_that_it_committed_is_caught(beginning: Told) -> None:
    run = undisturbed(beginning, "policy")
    with pytest.raises(AssertionError):
        check_after_the_commit(replace(beginning, wrap=ForgetfulStore), "policy", run)
