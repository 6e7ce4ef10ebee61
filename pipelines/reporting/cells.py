"""Makes a text safe as a cell of a spreadsheet: it can be read, it can never run.

The one rule for every CSV that leaves the house (OWASP ASVS 1.2.10); workbooks write cells as text instead.
"""

import re
import unicodedata

E164 = re.compile(r"^\+\d{8,15}$")
RISKY = "=+-@\t\r\n\0"


def plain_cell(text: str) -> str:
    """Return the text, behind an apostrophe where a spreadsheet could take it for a formula; an E.164 phone stays as it is."""
    if E164.match(text):
        return text
    # Full-width twins and invisible characters in front hide the sign from the eye, not from the spreadsheet.
    visible = "".join(c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c) not in ("Cf", "Zs"))
    return f"'{text}" if (visible[:1] and visible[0] in RISKY) or (text[:1] in RISKY and text) else text
