"""The envelope of every change: once, by who may, on what was seen, and written down."""

from datetime import datetime
from pathlib import Path

import pytest

from campaigns.access import Scope
from campaigns.model.outcome import Refusal, Sentence
from pipelines.commands import Command, Effect, perform, stale
from pipelines.journal import broken_link
from pipelines.office import open_office
from pipelines.people import partner_person, person_named


@pytest.fixture
def office(tmp_path: Path):
    """Open an office on an empty folder."""
    opened = open_office(tmp_path / "home", clock=lambda: datetime(2026, 11, 20, 9))
    yield opened
    opened.close()


def command(key="k1", actor=None, payload=None, scope=None):
    """Make a command that a coordinator may give."""
    return Command("stock.import", actor or person_named(None), "c1", key, payload or {"n": 1}, scope or Scope())


def writer(calls):
    """Return a handler that counts how often it ran."""

    def handler(session):
        calls.append(1)
        return Effect({"ran": len(calls)}, "object-1", {"count": 1})

    return handler


def journal(office):
    """Return the campaign's journal."""
    with office.store.reading() as session:
        return session.rows("journal/all", {"campaign_id": "c1"})


def test_a_command_sent_twice_answers_the_first_result_and_runs_once(office):
    calls = []
    first = perform(office, command(), writer(calls))
    again = perform(office, command(), writer(calls))
    assert first == again == {"ran": 1}
    assert len(calls) == 1
    assert [entry["action"] for entry in journal(office)] == ["stock.import"]


def test_a_key_used_for_another_payload_is_refused(office):
    perform(office, command(), writer([]))
    refusal = perform(office, command(payload={"n": 2}), writer([]))
    assert isinstance(refusal, Refusal)
    assert refusal.code == "key_reused"


def test_who_may_not_changes_nothing_and_the_try_is_written_down(office):
    calls = []
    refusal = perform(office, command(actor=partner_person("p1", "Ecole")), writer(calls))
    assert isinstance(refusal, Refusal)
    assert calls == []
    assert [(entry["action"], entry["object_id"]) for entry in journal(office)] == [("refused", "stock.import")]


def test_a_refusal_inside_leaves_none_of_what_was_written_before_it(office):
    def half(session):
        session.run("policy/insert", {"campaign_id": "c1", "policy_version": 1, "policy_digest": "d", "policy_toml": "t",
                                      "adopted_at": office.clock(), "adopted_by": "a"})  # fmt: skip
        return Refusal("no", Sentence("Non.", "No."))

    assert isinstance(perform(office, command(), half), Refusal)
    with office.store.reading() as session:
        assert session.rows("policy/all", {"campaign_id": "c1"}) == []


def test_a_refused_command_may_succeed_later_under_the_same_key(office):
    perform(office, command(), lambda session: Refusal("no", Sentence("Non.", "No.")))
    assert perform(office, command(), writer([])) == {"ran": 1}


def test_a_fault_inside_leaves_nothing_and_no_answer(office):
    def falls(session):
        raise RuntimeError("fault")

    with pytest.raises(RuntimeError):
        perform(office, command(), falls)
    assert journal(office) == []
    assert perform(office, command(), writer([])) == {"ran": 1}


def test_the_journal_of_many_commands_is_one_sound_chain(office):
    for number in range(5):
        perform(office, command(key=f"k{number}"), writer([]))
    assert broken_link(office.vault.subkey("journal"), journal(office)) is None


def test_what_changed_since_it_was_seen_is_refused():
    assert stale(3, 3) is None
    assert stale(3, None) is None
    assert stale(4, 3).code == "stale_version"
