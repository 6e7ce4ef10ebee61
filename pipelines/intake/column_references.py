"""Tells a column of the partner's own numbers by its cells: each its own, short, with digits.

This module must never look at one cell only.
"""

import re
from collections.abc import Sequence

from pipelines.intake.column_content import STATE_SHARE, SURE_CELLS, TESTS, share
from pipelines.intake.vocabulary import is_nothing

OWN_SHARE = 0.9
POSTCODE_SIGNS = 5
MANY_CELLS = 20
# « C-101 », « ASE00178 », « 2026/103 »: up to two words, with a digit; nine digits and more number a person or a card.
REFERENCE = re.compile(r"^(?=.*\d)(?!\d{9,}$)[\w./#-]{2,20}(?: [\w./#-]{1,12})?$")


def are_references(cells: Sequence[str]) -> bool:
    """Tell whether cells are numbers of files: each its own, short, with digits, and nothing else that has digits."""
    telling = [cell for cell in cells if not is_nothing(cell)]
    return (
        len(telling) >= SURE_CELLS
        and len(set(telling)) >= OWN_SHARE * len(telling)
        and share(telling, lambda text: bool(REFERENCE.match(text))) >= OWN_SHARE
        # Postcodes come again in any list of some length.
        and (
            len(telling) >= MANY_CELLS
            or share(telling, lambda text: len(text) == POSTCODE_SIGNS and text.isdigit()) < STATE_SHARE
        )
        and not any(share(telling, TESTS[name]) >= STATE_SHARE for name in ("phone", "birth_date"))
    )
