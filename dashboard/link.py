"""Choices kept in the link under their code (`?lang=en`), so that a link reproduces a view in either language.

Streamlit's own binding writes the label, which changes with the language; hence these few lines. They must never keep
a secret or a person: links are shared.
"""

from collections.abc import Mapping

import streamlit as st

# The choices of the frame, which every page has.
OF_FRAME = ("lang", "campaign", "role", "structure")


def of_frame() -> dict[str, str]:
    """Return what the link says of the frame: to be given to the page that is opened in place of this one."""
    return {name: st.query_params[name] for name in OF_FRAME if name in st.query_params}


def seeded(name: str, codes: list[str]) -> str:
    """Give a widget its value from the link, before it is drawn.

    Parameters
    ----------
    name
        The parameter of the link.
    codes
        What may be chosen, the usual choice first.

    Returns
    -------
    str
        The key to give to the widget.
    """
    key, written = widget_key(name), f"_{name}_written"
    asked = st.query_params.get(name)
    # A page that opens another by a button takes the widgets with it: what it wrote is then all that is left.
    if asked in codes and (asked != st.session_state.get(written) or key not in st.session_state):
        st.session_state[key] = asked
    elif st.session_state.get(key) not in codes:
        st.session_state[key] = codes[0]
    return key


def widget_key(name: str) -> str:
    """Return the key of the widget of a choice, and hand it what was chosen in the other language.

    Streamlit finds a choice again by its words: in another language the same widget would fall back on the usual choice.
    """
    language = st.session_state.get("_lang")
    key = f"_{name}" if name == "lang" or language in (None, "fr") else f"_{name}_{language}"
    former = st.session_state.get(f"_{name}_key", key)
    if former != key and former in st.session_state:
        st.session_state[key] = st.session_state[former]
    st.session_state[f"_{name}_key"] = key
    return key


def kept(name: str, chosen: str, usual: str) -> str:
    """Write a choice into the link, and return it; the usual one is left out."""
    st.session_state[f"_{name}_written"] = chosen
    if chosen != usual:
        # Writing what is there already would be one more step back for the browser.
        if st.query_params.get(name) != chosen:
            st.query_params[name] = chosen
    elif name in st.query_params:
        del st.query_params[name]
    return chosen


def let_go(name: str) -> None:
    """Forget a choice that the link had and has no more: the reader went back to the usual one.

    For a choice that only one page draws; one of the frame keeps its value when the menu clears the link.
    """
    if name not in st.query_params and st.session_state.pop(f"_{name}_written", ""):
        st.session_state.pop(widget_key(name), None)


def linked_choice(label: str, name: str, options: Mapping[str, str]) -> str:
    """Show a list of choices (code to label, the usual one first) and keep the code chosen in the link."""
    codes = list(options)
    chosen = st.selectbox(label, codes, format_func=lambda code: options[code], key=seeded(name, codes))
    return kept(name, chosen, codes[0])
