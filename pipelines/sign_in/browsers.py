"""What kind of browser signs in, from what it says of itself: a name and the sort of machine, no version, no address.

It must never keep what a browser said: that alone could tell one person from another.
"""

from typing import Final

# In this order: most browsers also bear the names of others.
NAMES: Final = (("Edg", "edge"), ("Firefox", "firefox"), ("FxiOS", "firefox"), ("OPR", "other"), ("SamsungBrowser", "other"),
                ("Chrome", "chrome"), ("CriOS", "chrome"), ("Safari", "safari"))  # fmt: skip
PHONES: Final = ("Mobile", "Android", "iPhone", "iPad")
ON_A_PHONE: Final = "phone"


def browser_kind(said: str) -> str:
    """Return `firefox`, or `firefox phone`; `other` for what is not known, nothing for a program that says nothing."""
    if not said:
        return ""
    name = next((kind for sign, kind in NAMES if sign in said), "other")
    return f"{name} {ON_A_PHONE}" if any(sign in said for sign in PHONES) else name
