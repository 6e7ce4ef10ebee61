"""The measures of coverage, each with its formula, its denominator and its unit: the one place where they are defined.

Pure functions over counts. What is not known stays None; this module never hides and never rounds.
"""

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
import numpy.typing as npt

from campaigns.equity import equity
from campaigns.model.outcome import Sentence

# A department that asks less than this share of the median rate of need is hardly heard.
FAINT_SHARE: Final = 0.25
INHABITANTS: Final = 1000


class Heard(StrEnum):
    """Whether a territory is heard: nothing came; little for its people; as elsewhere; or its need is hidden."""

    SILENT = "silent"
    FAINT = "faint"
    HEARD = "heard"
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class Definition:
    """What a measure is: how it is computed, out of what, in which unit."""

    code: str
    label: Sentence
    formula: Sentence
    denominator: Sentence
    unit: Sentence


def _define(code: str, *words: tuple[str, str]) -> Definition:
    return Definition(code, *(Sentence(*pair) for pair in words))


_ELIGIBLE = ("foyers éligibles", "eligible households")
_SERVED = ("foyers servis", "households served")
_HOMES = ("foyers", "households")
_NONE = ("aucun", "none")
_SHARE = ("part, de 0 à 1", "share, 0 to 1")
DEFINITIONS: Final = {
    each.code: each
    for each in (
        _define("need", ("Foyers éligibles", "Eligible households"),
                ("foyers que les règles permettent de servir", "households that the policy allows to serve"), _NONE, _HOMES),
        _define("served", ("Foyers servis", "Households served"),
                ("foyers qui ont une attribution d'un plan adopté, non retournée",
                 "households with a grant of an adopted plan, not returned"), _NONE, _HOMES),
        _define("gap", ("Foyers éligibles non servis", "Eligible households not served"),
                ("éligibles − servis", "eligible − served"), _NONE, _HOMES),
        _define("rate", ("Part des foyers éligibles servis", "Share of eligible households served"),
                ("servis / éligibles", "served / eligible"), _ELIGIBLE, _SHARE),
        _define("median_wait_served_days", ("Attente médiane des foyers servis", "Median wait of households served"),
                ("médiane, de la première demande à l'adoption du plan", "median, from the first request to the adoption of the plan"),
                _SERVED, ("jours", "days")),
        _define("median_wait_open_days", ("Attente médiane des foyers non servis", "Median wait of households not served"),
                ("médiane, de la première demande au jour des chiffres", "median, from the first request to the day of the figures"),
                ("foyers éligibles non servis", "eligible households not served"), ("jours", "days")),
        _define("median_distance_km", ("Distance médiane au stock le plus proche", "Median distance to the nearest stock"),
                ("médiane, de la commune du foyer au site le plus proche qui a des appareils libres",
                 "median, from the household's commune to the nearest site that has free devices"),
                ("foyers éligibles non servis dont la commune est connue", "eligible households not served whose commune is known"),
                ("kilomètres", "kilometres")),
        _define("both_sides_rate", ("Part des foyers servis qui ont appareil et connexion",
                                    "Share of households served with both device and data"),
                ("servis des deux côtés / servis", "served on both sides / served"), _SERVED, _SHARE),
        _define("lowest_rate", ("Part servie la plus basse", "Lowest share served"),
                ("minimum, sur les départements montrés, de servis / éligibles",
                 "minimum, over the departments shown, of served / eligible"),
                ("départements montrés en entier", "departments shown whole"), _SHARE),
        _define("gini", ("Inégalité entre départements (Gini)", "Inequality between departments (Gini)"),
                ("demi-écart moyen des parts servies, pondéré par le besoin, sur leur moyenne ; 0 : toutes égales",
                 "half the mean difference of shares served, weighted by need, over their mean; 0: all equal"),
                ("départements montrés en entier", "departments shown whole"), ("de 0 à 1", "0 to 1")),
        _define("need_per_1000", ("Foyers éligibles pour 1 000 habitants", "Eligible households per 1,000 inhabitants"),
                ("1 000 × éligibles / habitants", "1,000 × eligible / inhabitants"),
                ("habitants (population INSEE)", "inhabitants (INSEE population)"),
                ("foyers pour 1 000 habitants", "households per 1,000 inhabitants")),
        _define("silence", ("Silence", "Silence"),
                ("muet : aucune demande ; à peine entendu : moins du quart du taux médian de besoin des départements montrés",
                 "silent: no request; hardly heard: less than a quarter of the median rate of need of the departments shown"),
                ("habitants (population INSEE)", "inhabitants (INSEE population)"), ("état", "state")),
    )
}  # fmt: skip


def rate(served: int | None, need: int | None) -> float | None:
    """Return served / eligible; None where one is not known, nobody is eligible, or they are of days that do not fit."""
    if served is None or not need or served > need:
        return None
    return served / need


def per_thousand(need: int | None, inhabitants: int | None) -> float | None:
    """Return the households in need for 1,000 inhabitants."""
    return None if need is None or not inhabitants else INHABITANTS * need / inhabitants


def median(values: npt.ArrayLike, fewest: int) -> float | None:
    """Return the median, or None of fewer values than `fewest`: it would speak of somebody."""
    known = np.asarray(values, dtype=np.float64)
    return float(np.median(known)) if known.size >= fewest else None


def spread(need: Sequence[int | None], served: Sequence[int | None]) -> tuple[float | None, float | None]:
    """Return (lowest share served, Gini) over the departments that show both."""
    pairs = [(n, s) for n, s in zip(need, served, strict=True) if n is not None and s is not None and n and s <= n]
    found = equity([n for n, _ in pairs], [s for _, s in pairs])
    return found.lowest_rate, found.gini


def heard(need: Mapping[str, int | None], inhabitants: Mapping[str, int]) -> dict[str, Heard]:
    """Tell of each territory whether it is heard.

    >>> heard({"A": 0, "B": 2, "C": 100, "D": None, "E": 120}, dict.fromkeys("ABCDE", 1000))["B"].value
    'faint'
    """
    rates = {code: per_thousand(count, inhabitants.get(code)) for code, count in need.items()}
    some = [each for each in rates.values() if each]
    usual = statistics.median(some) if some else 0.0
    return {code: _heard(count, rates[code], usual) for code, count in need.items()}


def _heard(need: int | None, each: float | None, usual: float) -> Heard:
    if need is None:
        return Heard.HIDDEN
    if need == 0:
        return Heard.SILENT
    return Heard.FAINT if each is not None and each < FAINT_SHARE * usual else Heard.HEARD
