"""A reading followed on screen while the page waits: how far it is, and a button that stops it. Nothing is read here."""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as StillRunning
from dataclasses import dataclass
from typing import TypeVar

import streamlit as st

from campaigns.model.outcome import Refusal
from dashboard.wording.numbers import number
from dashboard.wording.translation import Words
from pipelines.intake.messages import refusal
from pipelines.intake.worker import Watch

Answer = TypeVar("Answer")
# Nothing is shown of what is over sooner.
QUIET_SECONDS = 0.7
LOOK_SECONDS = 0.3


@dataclass
class Seen:
    """What is known of a reading: rows read, and its place in the queue while it waits."""

    done: int = 0
    total: int = 0
    place: int = 0

    def reads(self, done: int, total: int) -> None:
        """Note how many rows are read."""
        self.done, self.total = done, total

    def waits(self, place: int) -> None:
        """Note the place in the queue, 0 once the turn has come."""
        self.place = place


def watched(work: Callable[[Watch], Answer], words: Words, *, key: str, goes_on: bool = False) -> Answer | Refusal:
    """Carry out a reading beside the page and wait for it, showing how far it is.

    Parameters
    ----------
    work
        Reads, given how to be followed and stopped; it may use nothing of Streamlit.
    key
        Name of the place. A visitor who pressed its button finds, on the page drawn anew, the refusal that says so.
    goes_on
        Whether a visitor who leaves without pressing the button lets the work end by itself: a list that is being sent.
    """
    if st.session_state.pop(_place(key), False):
        return refusal("reading_cancelled")
    cancel, seen, future = threading.Event(), Seen(), Future[Answer]()
    watch = Watch(seen.reads, cancel, seen.waits)
    threading.Thread(target=_carry_out, args=(work, watch, future), daemon=True).start()
    try:
        return _awaited(future, seen, words, key)
    finally:
        # The page is being drawn anew: its button was pressed, or the visitor went elsewhere.
        if not future.done() and (not goes_on or st.session_state.get(_place(key), False)):
            cancel.set()


def _carry_out(work: Callable[[Watch], Answer], watch: Watch, future: Future[Answer]) -> None:
    try:
        future.set_result(work(watch))
    except BaseException as fault:
        # Raised again where the page is drawn, which says it as any interruption.
        future.set_exception(fault)


def _awaited(future: Future[Answer], seen: Seen, words: Words, key: str) -> Answer:
    _ = words
    try:
        return future.result(timeout=QUIET_SECONDS)
    except StillRunning:
        place = st.empty()
    with place.container():
        bar = st.empty()
        st.button(
            _("Arrêter la lecture"), icon=":material/stop_circle:", key=f"{key}_stop", on_click=_stop, args=(key,)
        )
    while not future.done():
        bar.progress(min(seen.done / seen.total, 1.0) if seen.total else 0.0, said(seen, words))
        try:
            future.result(timeout=LOOK_SECONDS)
        except StillRunning:
            continue
    place.empty()
    return future.result()


def said(seen: Seen, words: Words) -> str:
    """Say how far a reading is, or how many go before it."""
    _ = words
    if seen.place:
        return _(
            "Votre tableau attend son tour : place {place} dans la file.", place=number(seen.place, words.language)
        )
    if not seen.total:
        return _("Ouverture du fichier…")
    if seen.done >= seen.total:
        return _("Enregistrement…")
    return _(
        "Lecture des lignes {done} / {total}",
        done=number(seen.done, words.language), total=number(seen.total, words.language),
    )  # fmt: skip


def _stop(key: str) -> None:
    st.session_state[_place(key)] = True


def _place(key: str) -> str:
    return f"watched_{key}"
