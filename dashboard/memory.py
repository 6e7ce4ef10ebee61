"""The only place where Streamlit keeps something between two visits.

Only the office is kept, which knows nobody. What a role may see must never be kept here: a cache is shared by all visitors.
"""

import streamlit as st

from pipelines.office import Office, open_office


@st.cache_resource(show_spinner=False, on_release=Office.close)
def open_desk_office() -> Office:
    """Open the organisation's folder once a process."""
    return open_office()
