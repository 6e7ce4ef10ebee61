"""What a page drew, as one text to look words up in."""

from streamlit.testing.v1 import AppTest


def html_of(app: AppTest) -> str:
    """Return the HTML that a page drew; a space that does not break is a space."""
    return " ".join(str(element.proto.body) for element in app.get("html")).replace("\u00a0", " ")
