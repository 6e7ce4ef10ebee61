"""The only place where Streamlit keeps something between two visits.

Only the office is kept, which knows nobody, how people sign in, and which conversations work or wait. What a role may see must never be kept here: a cache is
shared by all visitors.
"""

import os
from pathlib import Path
from typing import Any

import streamlit as st

from campaigns.model.outcome import CannotGoOn
from dashboard.waiting_room import WaitingRoom, most_each, most_sessions
from pipelines.office import DEFAULT_HOME, Office, open_office
from pipelines.sign_in.settings import SignInSettings, read_settings, streamlit_secrets


@st.cache_resource(show_spinner=False, on_release=Office.close)
def open_desk_office() -> Office:
    """Open the organisation's folder once a process."""
    return open_office()


@st.cache_resource(show_spinner=False)
def sign_in_settings() -> SignInSettings:
    """Read once a process how people sign in here."""
    return read_settings(home())


@st.cache_resource(show_spinner=False)
def waiting_room() -> WaitingRoom:
    """Open the waiting room once a process."""
    return WaitingRoom(most_sessions(), each=most_each())


def sign_in_secrets() -> dict[str, Any]:
    """Return what Streamlit must know to sign people in; nothing where it cannot be read, which the start says."""
    try:
        return streamlit_secrets(read_settings(home()))
    except CannotGoOn:
        return {}


def home() -> Path:
    """Return the organisation's folder."""
    return Path(os.environ.get("CONNEXION_HOME") or DEFAULT_HOME).resolve()
