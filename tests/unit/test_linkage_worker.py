"""The child in which requests are compared: no key of the server's reaches it, and it ends when it is told to."""

import io
import os
import threading
import time

import numpy as np
import pyarrow as pa
import pytest

from campaigns.model.outcome import CannotGoOn
from pipelines.linkage.worker import ChildExecutor, Limit, Message, Within, receive, send


def sorted_by_text(table: pa.Table, other: pa.Table) -> tuple[pa.Table, pa.Table]:
    return table.sort_by("text"), other


def test_no_key_or_address_of_the_server_reaches_the_child(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONNEXION_MASTER_KEY", "00" * 32)
    monkeypatch.setenv("CONNEXION_STORE", "postgresql://somebody@somewhere/base")
    child = ChildExecutor()
    try:
        assert child.submit(os.getenv, "CONNEXION_MASTER_KEY").result() is None
        assert child.submit(os.getenv, "CONNEXION_STORE").result() is None
    finally:
        child.stop()


def test_a_stopped_child_is_gone_and_another_takes_its_place() -> None:
    child = ChildExecutor()
    try:
        first = child.submit(os.getpid).result()
        child.stop()
        with pytest.raises(ProcessLookupError):
            os.kill(first, 0)
        assert child.submit(os.getpid).result() != first
    finally:
        child.stop()


def test_a_call_that_takes_too_long_is_ended_with_a_sentence_and_the_next_one_answers() -> None:
    child = ChildExecutor()
    try:
        child.submit(os.getpid).result()
        with pytest.raises(CannotGoOn) as told:
            Within(child, Limit(seconds=0.3)).submit(time.sleep, 60).result()
        assert told.value.code == "linkage_time_limit"
        assert child.submit(abs, -2).result() == 2
    finally:
        child.stop()


def test_a_call_given_up_ends_at_once() -> None:
    child, cancel = ChildExecutor(), threading.Event()
    threading.Timer(0.3, cancel.set).start()
    try:
        with pytest.raises(CannotGoOn) as told:
            Within(child, Limit(cancel=cancel)).submit(time.sleep, 60).result()
        assert told.value.code == "linkage_cancelled"
    finally:
        child.stop()


def test_who_waits_for_a_busy_child_does_not_wait_for_ever() -> None:
    child = ChildExecutor()
    child.turn.acquire()
    with pytest.raises(CannotGoOn) as told:
        Within(child, Limit(seconds=0.1)).submit(abs, -2).result()
    assert told.value.code == "linkage_time_limit"


def test_a_child_that_was_sent_a_very_large_campaign_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    child = ChildExecutor()
    try:
        first = child.submit(os.getpid).result()
        assert child.submit(len, "a" * 1000).result() == 1000
        assert child.submit(os.getpid).result() == first
        monkeypatch.setattr("pipelines.linkage.worker.LARGE_BYTES", 500)
        assert child.submit(len, "a" * 1000).result() == 1000
        assert child.child is None
        assert child.submit(os.getpid).result() != first
    finally:
        child.stop()


def test_columns_come_back_as_they_went_and_stand_once_on_the_way() -> None:
    table = pa.table({"text": ["x", None, "é" * 40, ""], "number": [1, None, 3, 4], "flag": [True, False, None, True]})
    none = table.slice(0, 0)
    message = Message.of((table.slice(1, 3), none, np.arange(5), "plain"))
    # The columns are not in the head: what is written in one piece is what the value is made of.
    assert len(message.head) < 3_000 and message.columns
    child = ChildExecutor()
    try:
        sent = child.submit(sorted_by_text, table.slice(1, 3), none).result()
    finally:
        child.stop()
    assert sent[0].equals(table.slice(1, 3).sort_by("text")) and sent[1].equals(none)
    assert message.value()[0].equals(table.slice(1, 3)) and message.value()[2].tolist() == [0, 1, 2, 3, 4]


def test_a_message_cut_short_is_the_end() -> None:
    whole = io.BytesIO()
    send(whole, Message.of(pa.table({"number": range(100)})))
    for length in (0, 3, 8, 20, len(whole.getvalue()) - 1):
        with pytest.raises(EOFError):
            receive(io.BytesIO(whole.getvalue()[:length]))
    assert receive(io.BytesIO(whole.getvalue())).value().equals(pa.table({"number": range(100)}))
