"""The views of one page side by side, only the one chosen being read; the choice is kept in the link."""

from collections.abc import Callable, Mapping

import streamlit as st

from dashboard.link import kept, seeded


def linked_view(name: str, views: Mapping[str, str], label: str) -> str:
    """Show the names of the views (code to label, the usual one first) and return the code of the one chosen."""
    codes = list(views)
    chosen = st.segmented_control(
        label, codes, format_func=lambda code: views[code], required=True, key=seeded(name, codes),
        label_visibility="collapsed",
    )  # fmt: skip
    return kept(name, chosen or codes[0], codes[0])


def list_or_one(
    name: str, known: set[str], show_all: Callable[[], str | None], show_one: Callable[[str], None]
) -> None:
    """Show a list, or in its place the object that the link opens or that the reader picks.

    Parameters
    ----------
    name
        The parameter of the link that names the object.
    known
        The objects that the reader may see; another one in the link opens nothing.
    show_all
        Shows the list, and returns the object picked.
    """
    asked = st.query_params.get(name)
    chosen = asked if asked in known else None
    place = st.empty()
    # Closed by its button or by the browser's way back: the link names it no more.
    if st.session_state.pop(f"open_{name}", None) is not None and chosen is None:
        _let_go()
    if chosen is None:
        with place.container():
            chosen = show_all()
        if chosen is None:
            return
        # Drawn at once rather than by a second run, which would cut short the news of the link to the browser.
        st.query_params[name] = chosen
    st.session_state[f"open_{name}"] = chosen
    with place.container():
        show_one(chosen)


def close_button(name: str, label: str) -> None:
    """Show the way back from an open object to the list."""
    st.button(label, icon=":material/arrow_back:", key=f"close_{name}", on_click=_close, args=(name,))


def _close(name: str) -> None:
    st.query_params.pop(name, None)


def _let_go() -> None:
    # The filters were not drawn while the object was open: the link alone remembers them. The row picked is let go, or
    # it would open its object again.
    for key in [str(key) for key in st.session_state]:
        if "_grid_" in key or (
            key.endswith("_written") and not _is_drawn(key.removeprefix("_").removesuffix("_written"))
        ):
            del st.session_state[key]


def _is_drawn(name: str) -> bool:
    # The choice of a view stands above the object: it was drawn with it, and what the reader then clicks must count.
    return st.session_state.get(f"_{name}_key", f"_{name}") in st.session_state
