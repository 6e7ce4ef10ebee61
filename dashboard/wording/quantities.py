"""The seven quantities: their fixed words, order and colours, the same on every screen and export.

There is no eighth, and none of them may be called « quantité » alone.
"""

from dataclasses import dataclass
from enum import StrEnum

from dashboard.wording.translation import Words
from dashboard.wording.translation import mark as _


class Quantity(StrEnum):
    """What a number of devices, bundles or households counts, in the order in which things happen."""

    ASKED = "asked"
    ELIGIBLE = "eligible"
    GRANTED = "granted"
    RELEASED = "released"
    DELIVERED = "delivered"
    HANDED_OVER = "handed_over"
    RETURNED = "returned"


@dataclass(frozen=True)
class Look:
    """How a quantity is said and drawn; `colour` is a name of `dashboard.palette`."""

    word: str
    meaning: str
    colour: str


LOOKS: dict[Quantity, Look] = {
    Quantity.ASKED: Look(_("demandé"), _("ce que les structures demandent"), "need"),
    Quantity.ELIGIBLE: Look(_("éligible"), _("ce que les règles permettent de servir"), "waiting"),
    Quantity.GRANTED: Look(_("attribué"), _("dans un plan adopté"), "action"),
    Quantity.RELEASED: Look(_("libéré"), _("peut quitter le stock"), "action"),
    Quantity.DELIVERED: Look(_("livré"), _("arrivé à la structure"), "action"),
    Quantity.HANDED_OVER: Look(_("remis"), _("entre les mains du foyer"), "served"),
    Quantity.RETURNED: Look(_("retourné"), _("revenu au stock"), "gap"),
}


def quantity_word(quantity: Quantity, words: Words) -> str:
    """Return the fixed word of a quantity."""
    return words(LOOKS[quantity].word)
