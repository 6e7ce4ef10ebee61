"""Refusals whose reason has gone, found again by themselves whenever something in the campaign has changed.

They are looked for beside the page, which is drawn at once; a page says that they are, and shows them once they are found.
"""

from concurrent.futures import Future, wait

import streamlit as st

from campaigns.access import Scope, can
from campaigns.model.outcome import Refusal
from dashboard.desk import Desk
from dashboard.parts.go_buttons import go_button
from dashboard.parts.working import BOX
from dashboard.style import draw, fragment
from dashboard.wording.numbers import number
from dashboard.wording.translation import Words
from pipelines.planning.recheck import refusals_rechecked
from pipelines.store.port import Row

# A short look is waited for, so that the page is drawn once.
PATIENCE_SECONDS, LOOK_SECONDS = 0.7, 1.0
# Where no plan refused anybody, or the reader may not know.
NOTHING: Row = {"lines": 0, "households": 0, "reasons": []}
FREED = (
    "<div class='cu-figure cu-on-action' style='display:flex;gap:1.25rem;align-items:center'>"
    "<span style='min-width:6rem;text-align:right'><b>{families}</b><small>{unit}</small></span><span>{said}</span></div>"
)


def show_rechecked(desk: Desk) -> bool:
    """Say how many refused families could be served now, with the way to them; returns whether there is something to say."""
    _ = desk.words
    if not can(desk.actor, "plan.propose", Scope()):
        return False
    found = rechecked(desk)
    if found is None:
        return True
    if not found["households"]:
        return False
    said = _(
        "Refusées par le dernier plan, elles demandent ce qui est maintenant libre à leur portée. Proposez un plan : il sert par rang."
    )
    left, right = st.columns([4, 2], vertical_alignment="center")
    with left:
        draw(fragment(FREED, families=number(found["households"], desk.language), unit=_("familles"), said=said))
    with right:
        go_button(desk, "stock", _("Voir ces refus"), key="go_recheck", vue_stock="alertes")
    return True


def rechecked(desk: Desk) -> Row | None:
    """Return what is found in the present state of the campaign; nothing yet, said so, while it is looked for."""
    answer = refusals_rechecked(desk.office, desk.actor, desk.campaign_id)
    if isinstance(answer, Refusal):
        return NOTHING
    wait([answer], timeout=PATIENCE_SECONDS)
    if not answer.done():
        st.fragment(_watch, run_every=LOOK_SECONDS)(answer, desk.words)
        return None
    found = answer.result()
    return NOTHING if isinstance(found, Refusal) else found


def _watch(answer: Future[Row | Refusal], words: Words) -> None:
    """Say that it is looked for; draw the whole page again once it is found."""
    _ = words
    if answer.done():
        st.rerun()
    draw(fragment(BOX, title=_("Nouvel examen des refus…"),
                  text=_("Les familles refusées que le stock libre pourrait servir sont cherchées ; leur nombre s'affichera ici.")))  # fmt: skip
