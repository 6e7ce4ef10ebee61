"""What a server does once before its first visit, so that no visitor waits for it: the pages loaded, what stays in memory set aside.

It must never open a campaign or know a visitor.
"""

import gc
from importlib import import_module

from dashboard.pages_table import PAGES
from dashboard.wording.translation import LANGUAGES, catalogue


def warm_up() -> None:
    """Load every page and every language, and spare what they hold the searches for memory to give back."""
    for page in PAGES:
        import_module(page.module)
    for language in LANGUAGES:
        catalogue(language)
    gc.collect()
    gc.freeze()


def cool_down() -> None:
    """Let the end of the program find everything again: libraries count what was left behind."""
    gc.unfreeze()
