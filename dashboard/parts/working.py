"""A long computation that goes on beside its page: how far it is, a way to stop it, its answer said once.

It lives in the visit of whoever started it, and never draws from its own thread.
"""

from collections.abc import Callable
from concurrent.futures import Future, wait
from threading import Event, Thread

import streamlit as st

from campaigns.model.outcome import Refusal
from dashboard.desk import Desk
from dashboard.parts.told import Answer, Next, tell
from dashboard.style import draw, fragment
from dashboard.wording.numbers import percent
from dashboard.wording.translation import Words
from pipelines.planning.propose import Watch

# A short computation is waited for, so that the page is drawn once; a longer one shows how far it is.
PATIENCE_SECONDS, LOOK_SECONDS = 2.0, 1.0
BOX = "<div class='cu-box cu-on-action cu-working' role='status'><strong>{title}</strong><p>{text}</p></div>"


class Work:
    """One computation in a thread of its own.

    Parameters
    ----------
    verb
        Carries it out; told how far it is and when to stop by the `Watch` that it is given.
    said
        The confirmation, from the answer.
    link
        What the link of the page says once it is done, from the answer.
    """

    def __init__(
        self,
        verb: Callable[[Watch], Answer | Refusal],
        said: Callable[[Answer], str],
        link: Callable[[Answer], dict[str, str]],
    ) -> None:
        self.said, self.link = said, link
        self.share = 0.0
        self.stop = Event()
        self.answer: Future[Answer | Refusal] = Future()
        Thread(target=self._carry_out, args=(verb,), daemon=True).start()

    def _carry_out(self, verb: Callable[[Watch], Answer | Refusal]) -> None:
        try:
            self.answer.set_result(verb(Watch(self._hear, self.stop.is_set)))
        except Exception as fault:
            # Raised again where the page is drawn, which says it as any interruption.
            self.answer.set_exception(fault)

    def _hear(self, share: float) -> None:
        self.share = share


def start_work(key: str, work: Work) -> None:
    """Keep a computation under the name of its page, and draw the page again."""
    st.session_state[_place(key)] = work
    wait([work.answer], timeout=PATIENCE_SECONDS)
    st.rerun()


def is_working(key: str) -> bool:
    """Tell whether the page still waits for a computation."""
    return _place(key) in st.session_state


def show_work(desk: Desk, key: str, then: Next | None = None) -> None:
    """Show how far the computation of a page is; once done, say its answer on the page drawn anew."""
    work: Work | None = st.session_state.get(_place(key))
    if work is None:
        return
    if not work.answer.done():
        st.fragment(_watch, run_every=LOOK_SECONDS)(work, desk.words)
        return
    del st.session_state[_place(key)]
    answer = work.answer.result()
    if not isinstance(answer, Refusal):
        for name, value in work.link(answer).items():
            # Nothing to say: the link says nothing.
            st.query_params.pop(name, None)
            if value:
                st.query_params[name] = value
    tell(desk, key, lambda: answer, work.said, then)


def _watch(work: Work, words: Words) -> None:
    """Draw the progress again now and then, alone; the whole page once the answer is there."""
    _ = words
    if work.answer.done():
        st.rerun()
    asked = work.stop.is_set()
    text = (
        _("Arrêt demandé : le calcul s'arrête dès qu'il l'entend. Rien n'aura été modifié.")
        if asked
        else _("Classement des foyers, puis calcul du meilleur usage du stock… Rien n'est réservé ni modifié.")
    )
    draw(fragment(BOX, title=_("Calcul en cours"), text=text))
    st.progress(min(work.share, 1.0), text=_("Calcul : {share}", share=percent(work.share, words.language)))
    st.button(
        _("Arrêter le calcul"), icon=":material/stop_circle:", key="stop_work", disabled=asked, on_click=work.stop.set
    )


def _place(key: str) -> str:
    return f"work_{key}"
