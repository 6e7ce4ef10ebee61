"""States as a word with a shape: the colour only helps those who see it."""

from dataclasses import dataclass
from enum import StrEnum

from campaigns.model import codes as c
from dashboard.style import Fragment, draw, fragment, joined
from dashboard.wording.labels import label
from dashboard.wording.translation import Words


@dataclass(frozen=True)
class Tone:
    """A shape and a colour of the palette."""

    shape: str
    colour: str


DONE, GOING, WAITING, ATTENTION, STOPPED = (
    Tone("●", "served"),
    Tone("◐", "action"),
    Tone("○", "waiting"),
    Tone("▲", "need"),
    Tone("■", "gap"),
)

TONES: dict[type[StrEnum], dict[str, Tone]] = {
    c.RowOutcome: {"accepted": DONE, "warned": ATTENTION, "rejected": STOPPED},
    c.ListState: {"in_review": ATTENTION, "accepted": DONE, "refused": STOPPED, "replaced": STOPPED},
    c.PlanState: {
        "draft": WAITING, "locked": ATTENTION, "approved": GOING, "adopted": DONE, "revoked": STOPPED, "closed": WAITING,
    },
    c.GrantState: {"granted": WAITING, "released": GOING, "delivered": GOING, "handed_over": DONE, "returned": STOPPED},
    c.LotState: {
        "announced": WAITING, "collected": GOING, "refurbishing": GOING, "wiped": GOING, "received": ATTENTION,
        "inspected": GOING, "allocatable": DONE, "used_up": DONE, "closed": STOPPED,
    },
    c.CountState: {"counted": ATTENTION, "finalised": DONE, "dropped": STOPPED},
    c.RenewalState: {"granted": GOING, "credited": DONE, "cancelled": STOPPED},
    c.CampaignState: {"open": DONE, "closed": WAITING},
}  # fmt: skip


def badge(code: StrEnum, words: Words) -> Fragment:
    """Return the badge of a state: its label, with the shape of its tone."""
    tone = TONES.get(type(code), {}).get(str(code), WAITING)
    return tone_badge(tone, label(code, words))


def tone_badge(tone: Tone, word: str) -> Fragment:
    """Return a badge for a word that is no code."""
    return fragment(
        "<span class='cu-badge cu-on-{colour}'><span aria-hidden='true'>{shape}</span>{word}</span>",
        colour=tone.colour, shape=tone.shape, word=word,
    )  # fmt: skip


def badge_text(code: StrEnum, words: Words) -> str:
    """Return shape and label as plain text, for a table's cell."""
    return f"{TONES.get(type(code), {}).get(str(code), WAITING).shape} {label(code, words)}"


def show_badges(badges: list[Fragment]) -> None:
    """Show badges in a row."""
    draw(joined(badges))
