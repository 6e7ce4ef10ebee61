"""What one person did on the questions since they sat down: answers to undo, questions put off, and their pace.

It holds ids, answers and levels of evidence, never a name. It must never answer by itself.
"""

from dataclasses import dataclass, field
from itertools import pairwise
from time import monotonic
from typing import Any

import streamlit as st

# A press that comes sooner than this after a question appeared was meant for the one before: a key held down, or pressed twice.
SOONEST_SECONDS = 0.4
# A longer gap between two answers is a pause, not a pace.
LONGEST_GAP_SECONDS = 300.0
FEWEST_GAPS = 3
LAST_GAPS = 20


@dataclass(frozen=True)
class Given:
    """An answer just given, with what may be shown about it afterwards."""

    pair: tuple[str, str]
    answer: str
    question: dict[str, Any]
    kept_apart: bool


@dataclass
class Sitting:
    """The memory of one person's work on the questions of one campaign."""

    given: list[Given] = field(default_factory=list)
    passed: set[tuple[str, str]] = field(default_factory=set)
    wanted: tuple[str, str] | None = None
    shown: tuple[str, str] | None = None
    seen: str = ""
    shown_at: float = 0.0
    answered_at: list[float] = field(default_factory=list)

    def shows(self, pair: tuple[str, str], seen: str) -> None:
        """Note which question is on the screen, and what it says; its time runs from its first drawing."""
        if self.shown != pair:
            self.shown, self.shown_at = pair, monotonic()
        self.seen = seen

    def is_too_soon(self, pair: tuple[str, str]) -> bool:
        """Tell whether a press comes before anybody can have read this question: it was meant for the one before."""
        before = bool(self.given) and self.shown == self.given[-1].pair != pair
        return before or (self.shown == pair and monotonic() - self.shown_at < SOONEST_SECONDS)

    def answers(self, given: Given) -> None:
        """Note an answer."""
        self.given.append(given)
        self.answered_at.append(monotonic())
        self.wanted = None

    def takes_back(self) -> None:
        """Note that the last answer was undone: its question comes back."""
        last = self.given.pop()
        self.passed.discard(last.pair)
        self.wanted = last.pair

    def minutes_for(self, count: int) -> int | None:
        """Return how many minutes so many questions take at the pace of the last answers, or None while it is not known."""
        gaps = [later - sooner for sooner, later in pairwise(self.answered_at)]
        kept = sorted(gap for gap in gaps[-LAST_GAPS:] if gap <= LONGEST_GAP_SECONDS)
        return None if len(kept) < FEWEST_GAPS else max(1, round(kept[len(kept) // 2] * count / 60))


def sitting_of(campaign_id: str) -> Sitting:
    """Return the memory of this visitor's work on a campaign."""
    place = f"sitting_{campaign_id}"
    if place not in st.session_state:
        st.session_state[place] = Sitting()
    sitting: Sitting = st.session_state[place]
    return sitting
