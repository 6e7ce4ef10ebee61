"""What published figures are called on the screens and in reports: kinds of household, waits, weeks, silence.

Measures carry their own words in both languages (`campaigns.coverage_measures`). Nothing is counted here.
"""

from datetime import date

from campaigns.coverage_measures import DEFINITIONS, Heard
from campaigns.model.codes import HousingKind, PartnerKind
from dashboard.wording.labels import label
from dashboard.wording.numbers import day, kilometres, number, percent
from dashboard.wording.translation import Words
from dashboard.wording.translation import mark as _

WAITS = {
    "under_1_week": _("moins d'une semaine"),
    "1_to_2_weeks": _("1 à 2 semaines"),
    "2_to_4_weeks": _("2 à 4 semaines"),
    "4_to_8_weeks": _("4 à 8 semaines"),
    "over_8_weeks": _("8 semaines et plus"),
}
HEARD = {
    Heard.SILENT: _("aucune demande"),
    Heard.FAINT: _("à peine entendu"),
    Heard.HEARD: _("entendu"),
    Heard.HIDDEN: _("masqué"),
}
PUBLICS = {
    "partner_kind": _("Type de structure"),
    "housing_kind": _("Logement"),
}
HIDDEN = _("masqué")
SMALLEST_SAID = 0.01
UNDER = _("moins de {n}")


def kind_name(territory_code: str, words: Words) -> str:
    """Return the name of a kind of household: « partner_kind:school », « week:2026-04-06 »."""
    kind, _sign, code = territory_code.partition(":")
    if kind == "partner_kind" and code in set(PartnerKind):
        return label(PartnerKind(code), words)
    if kind == "housing_kind" and code in set(HousingKind):
        return label(HousingKind(code), words)
    if kind == "waiting" and code in WAITS:
        return words(WAITS[code])
    if kind == "week" and code != "unknown":
        return day(date.fromisoformat(code), words.language)
    return words("Inconnu")


def figure_said(value: int | None, words: Words) -> str:
    """Write a published count; what is hidden is said."""
    return words(HIDDEN) if value is None else number(value, words.language)


def measure_name(code: str, words: Words) -> str:
    """Return what a measure is called."""
    return words.of(DEFINITIONS[code].label)


def measure_said(code: str, value: float | None, words: Words) -> str:
    """Write a measure with its unit."""
    language = words.language
    if code in ("rate", "both_sides_rate", "lowest_rate"):
        return percent(value, language)
    if code.endswith("_km"):
        return kilometres(value, language)
    if code.endswith("_days"):
        return (
            number(value, language)
            if value is None
            else f"{number(value, language)}\u202f{words.of(DEFINITIONS[code].unit)}"
        )
    # « 0 » would say that nobody asks.
    if value is not None and 0 < value < SMALLEST_SAID:
        return words(UNDER, n=number(SMALLEST_SAID, language))
    return number(None if value is None else round(value, 2), language)
