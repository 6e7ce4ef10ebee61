"""What a newcomer sees while others work: a place in the queue, told anew by itself, and the page asked for once it is their turn."""

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from campaigns.crowd import IDLE_S
from dashboard import memory
from dashboard.parts.header import page_header
from dashboard.style import draw, fragment
from dashboard.waiting_room import Place
from dashboard.wording.numbers import number
from dashboard.wording.translation import Words

# A long queue is told less often, so that the waiting take nothing from those who work.
SHORTEST_S, VISITS_A_SECOND = 3.0, 15
BOX = "<div class='cu-box cu-on-action' role='status'><strong>{turn}</strong><p>{queue}</p><p>{keep}</p><p>{lent}</p></div>"
OWN_BOX = "<div class='cu-box cu-on-action' role='status'><strong>{turn}</strong><p>{keep}</p><p>{lent}</p></div>"


def must_wait(words: Words, person: str = "") -> bool:
    """Show the queue to whoever has no place yet, and tell so; `person` is who is signed in, where somebody is."""
    place = memory.waiting_room().asks(visit(), person)
    if place.works:
        return False
    _ = words
    if place.own:
        page_header(
            _("Vous avez beaucoup de pages ouvertes"), _("Celle-ci s'ouvrira d'elle-même quand une autre sera fermée.")
        )
    else:
        page_header(
            _("Beaucoup de monde en ce moment"), _("Votre page s'ouvrira d'elle-même, dans l'ordre des arrivées.")
        )
    st.fragment(_turn, run_every=max(SHORTEST_S, place.waiting / VISITS_A_SECOND))(words)
    return True


def visit() -> str:
    """Return the number of the conversation in which this page is drawn."""
    run = get_script_run_ctx()
    return run.session_id if run else ""


def _turn(words: Words) -> None:
    place = memory.waiting_room().asks(visit())
    if place.works:
        st.rerun()
    if place.own:
        show_own(place, words)
    else:
        show_place(place, words)


def show_own(place: Place, words: Words) -> None:
    """Say that as many pages of the same person are open as may be."""
    _ = words
    draw(
        fragment(
            OWN_BOX,
            turn=_.plural("Vous avez déjà {n} page ouverte ici.", "Vous avez déjà {n} pages ouvertes ici.", place.own,
                          n=number(place.own, words.language)),
            keep=_("C'est le nombre permis à chacun, pour que tous puissent travailler. Fermez une de vos autres pages : celle-ci "
                   "aura son tour dans la demi-minute."),
            lent=lent(words) if place.returning else "",
        )
    )  # fmt: skip


def show_place(place: Place, words: Words) -> None:
    """Say how many turns are left, and what becomes of the page meanwhile."""
    _ = words
    ahead = place.position - 1
    draw(
        fragment(
            BOX,
            turn=_("Vous êtes le prochain.")
            if not ahead
            else _.plural("{n} personne passe avant vous.", "{n} personnes passent avant vous.", ahead,
                          n=number(ahead, words.language)),
            queue=_("Place {position} sur {waiting} dans la file.", position=number(place.position, words.language),
                    waiting=number(place.waiting, words.language)),
            keep=_("Gardez cette page ouverte : la fermer rend votre place."),
            lent=lent(words) if place.returning else "",
        )
    )  # fmt: skip


def lent(words: Words) -> str:
    """Say why somebody who was at work waits."""
    _ = words
    minutes = int(IDLE_S // 60)
    return _.plural(
        "Vous n'avez rien fait pendant {n} minute et d'autres attendaient : votre place leur a été prêtée. Ce qui était "
        "enregistré l'est toujours.",
        "Vous n'avez rien fait pendant {n} minutes et d'autres attendaient : votre place leur a été prêtée. Ce qui était "
        "enregistré l'est toujours.",
        minutes, n=number(minutes, words.language),
    )  # fmt: skip
