"""Two lists at the same moment on the shared store: the last place of a day's quota is taken once, in whatever campaigns."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest

from campaigns.daily_quota import Quota, Quotas
from campaigns.model.actor import Actor
from campaigns.model.codes import Role
from campaigns.model.outcome import Refusal, Sentence
from dashboard.sign_in import fictive_actor
from pipelines.campaigns_desk import create_campaign
from pipelines.commands import ORGANISATION, Command, note_refusal
from pipelines.intake.list_rows import write_list
from pipelines.intake.receive import Reception, receive_list
from pipelines.journal import entry_hash
from pipelines.office import Office
from pipelines.sign_in.sessions import Person, end_session
from tests.unit.small_campaign import COORDINATOR, FIRST_LIST, POLICY, SECOND_LIST, SmallCampaign, opened_campaign

pytestmark = [pytest.mark.postgres, pytest.mark.slow]


@dataclass
class Two:
    """Two campaigns with the same structures, on one database."""

    small: SmallCampaign
    other: str
    url: str

    def anybody_waits(self) -> bool:
        """Tell whether a transaction waits for another's lock."""
        with psycopg.connect(self.url) as connection:
            found = connection.execute(
                "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
            ).fetchone()
        return found is not None and found[0] > 0


@pytest.fixture
def two(postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Two]:
    """Open both campaigns, nothing received."""
    monkeypatch.setenv("CONNEXION_STORE", postgres_url)
    small = opened_campaign(tmp_path / "home")
    day = small.office.clock().date()
    made = create_campaign(
        small.office, COORDINATOR, "autre", POLICY.read_text("utf-8"), day, day + timedelta(days=60), "Autre campagne"
    )
    assert not isinstance(made, Refusal)
    yield Two(small, made["campaign_id"], postgres_url)
    small.office.close()


@pytest.mark.parametrize(
    ("quotas", "codes", "secretaries"),
    [
        # One structure, whoever sends for it; one person, for whatever structures.
        (Quotas(Quota(1, 1), Quota(9, 9)), ("ECOLE1", "ECOLE1"), True),
        (Quotas(Quota(9, 9), Quota(1, 1)), ("ECOLE1", "CHRS1"), False),
    ],
    ids=["structure", "person"],
)
def test_two_lists_at_the_same_moment_take_the_last_place_once(
    two: Two, monkeypatch: pytest.MonkeyPatch, quotas: Quotas, codes: tuple[str, str], secretaries: bool
) -> None:
    """Each is held after it was let through, until the other is let through too or waits for it."""
    meanwhile: list[int] = []

    def held(*arguments: Any) -> None:
        meanwhile.append(1)
        ends = time.monotonic() + 60
        while len(meanwhile) < 2 and not two.anybody_waits():
            assert time.monotonic() < ends, "the other does not come"
            time.sleep(0.01)
        write_list(*arguments)

    monkeypatch.setattr("pipelines.intake.receive.write_list", held)
    office = replace(two.small.office, quotas=quotas)

    def send(campaign_id: str, code: str, data: bytes, actor: Actor) -> str:
        answer = receive_list(office, actor, campaign_id, data, "l.csv", Reception(code))
        return answer.code if isinstance(answer, Refusal) else str(answer["state"])

    first = fictive_actor(Role.PARTNER, two.small.partner_ids[codes[0]]) if secretaries else COORDINATOR
    asked = [(two.small.campaign_id, codes[0], FIRST_LIST, first), (two.other, codes[1], SECOND_LIST, COORDINATOR)]
    with ThreadPoolExecutor(2) as pool:
        answers = [one.result() for one in [pool.submit(send, *one) for one in asked]]
    assert sorted(answers) == ["accepted", "too_many_files"]
    with office.store.reading() as session:
        kept = [session.rows("list/all", {"campaign_id": name}) for name in (two.small.campaign_id, two.other)]
    assert sorted(map(len, kept)) == [0, 1]


def refused(office: Office) -> None:
    """Leave the trace of a refusal."""
    refusal = Refusal("out_of_scope", Sentence("Non.", "No."))
    note_refusal(office, Command("list.submit", COORDINATOR, ORGANISATION, ""), refusal)


def signed_out(office: Office) -> None:
    """Sign out."""
    end_session(office, "a token")


@pytest.mark.parametrize("write", [refused, signed_out])
def test_two_traces_at_the_same_moment_are_both_in_the_journal(
    two: Two, monkeypatch: pytest.MonkeyPatch, write: Callable[[Office], None]
) -> None:
    """Both follow the same entry: the later is written anew, and nobody gets an error where a refusal or a farewell was due."""
    gate, once = threading.Barrier(2, timeout=60), threading.local()

    def held_once(*arguments: Any) -> str:
        # Asked after the last entry was read, by each of the two.
        if not getattr(once, "passed", False):
            once.passed = True
            gate.wait()
        return entry_hash(*arguments)

    def entries() -> list[str]:
        with two.small.office.store.reading() as session:
            return [row["action"] for row in session.rows("journal/all", {"campaign_id": ORGANISATION})]

    before = entries()
    monkeypatch.setattr("pipelines.journal.entry_hash", held_once)
    monkeypatch.setattr("pipelines.sign_in.sessions.person_behind", lambda *_, active: Person(COORDINATOR, "hash"))
    with ThreadPoolExecutor(2) as pool:
        for tried in [pool.submit(write, two.small.office) for _ in range(2)]:
            tried.result()
    assert entries()[len(before) :] == [{refused: "refused", signed_out: "sign_out"}[write]] * 2
