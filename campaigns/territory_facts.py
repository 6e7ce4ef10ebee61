"""Facts of territories that others publish: what each layer says, and what need is where it holds.

Pure functions over facts and published counts. A territory of which a layer says nothing is not known: it is never counted
as « no », as nothing or as zero.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from campaigns.coverage_measures import per_thousand
from campaigns.model.codes import NetworkLevel
from campaigns.model.outcome import Sentence

# A department is told of when its known communes hold at least this share of its inhabitants.
KNOWN_SHARE: Final = 0.5
NETWORK: Final = "network"


class FactKind(StrEnum):
    """What a value is: yes or no, how good a network is, a score, or a number of places."""

    FLAG = "flag"
    LEVEL = "level"
    SCORE = "score"
    COUNT = "count"


@dataclass(frozen=True, slots=True)
class LayerWords:
    """What a layer is, and what its figure by department says."""

    kind: FactKind
    label: Sentence
    of_department: Sentence


def _layer(kind: FactKind, label: tuple[str, str], of_department: tuple[str, str]) -> LayerWords:
    return LayerWords(kind, Sentence(*label), Sentence(*of_department))


LAYERS: Final[Mapping[str, LayerWords]] = {
    "qpv": _layer(FactKind.FLAG, ("Communes qui ont un quartier prioritaire (QPV)", "Communes with a priority district (QPV)"),
                  ("part des habitants qui vivent dans une commune à QPV", "share of inhabitants in a commune with a QPV")),
    "frr": _layer(FactKind.FLAG, ("Communes France ruralités revitalisation (FRR)", "Rural revitalisation communes (FRR)"),
                  ("part des habitants qui vivent dans une commune FRR", "share of inhabitants in an FRR commune")),
    "ifn": _layer(FactKind.SCORE, ("Indice de fragilité numérique (IFN)", "Digital fragility index (IFN)"),
                  ("moyenne des communes, selon leurs habitants", "mean of communes, by their inhabitants")),
    "ips": _layer(FactKind.SCORE, ("Indice de position sociale des établissements (IPS)", "Social position index of schools (IPS)"),
                  ("moyenne des établissements", "mean of schools")),
    "mediation": _layer(FactKind.COUNT, ("Lieux de médiation numérique", "Digital mediation places"),
                        ("nombre de lieux", "number of places")),
    NETWORK: _layer(FactKind.LEVEL, ("Réseau mobile", "Mobile network"),
                    ("part des habitants d'une commune bien couverte", "share of inhabitants in a well covered commune")),
}  # fmt: skip
LEVEL_VALUES: Final = {NetworkLevel.NONE: 0.0, NetworkLevel.LIMITED: 0.5, NetworkLevel.GOOD: 1.0}


@dataclass(frozen=True, slots=True)
class Fact:
    """What a layer says of one commune: a value, and how many things it is the mean of (None: it speaks of the inhabitants)."""

    value: float
    weight: float | None = None


@dataclass(frozen=True, slots=True)
class AreaFact:
    """What a layer says of an area: None where too little is known; `known` is the share of its inhabitants told of."""

    value: float | None
    known: float


def layer_of(code: str) -> LayerWords:
    """Return what a layer is; a network is named with its operator (`network:orange`)."""
    return LAYERS[code.partition(":")[0]]


def area_fact(kind: FactKind, places: Iterable[tuple[int, Fact | None]]) -> AreaFact:
    """Return the fact of an area out of those of its communes.

    Parameters
    ----------
    places
        Inhabitants and fact of each commune of the area; None where the layer says nothing of it.
    """
    told = list(places)
    known = [(people, fact) for people, fact in told if fact is not None]
    everybody, heard = sum(people for people, _ in told), sum(people for people, _ in known)
    share = heard / everybody if everybody else 0.0
    if not known or share < KNOWN_SHARE:
        return AreaFact(None, share)
    if kind is FactKind.COUNT:
        return AreaFact(sum(fact.value for _, fact in known), share)
    if kind in (FactKind.FLAG, FactKind.LEVEL):
        return AreaFact(sum(people for people, fact in known if fact.value == 1.0) / heard if heard else None, share)
    weights = [float(people) if fact.weight is None else fact.weight for people, fact in known]
    total = sum(weights)
    mean = sum(fact.value * weight for (_, fact), weight in zip(known, weights, strict=True)) / total if total else None
    return AreaFact(mean, share)


@dataclass(frozen=True, slots=True)
class PublishedPlace:
    """A commune as a release tells of it.

    Attributes
    ----------
    need
        None where hidden.
    is_heard
        False where no request came.
    """

    department_code: str
    inhabitants: int
    need: int | None
    is_heard: bool = True


@dataclass(frozen=True, slots=True)
class NeedWhere:
    """Need over the communes of one class, as far as published counts tell: between two figures, because small counts are hidden.

    Attributes
    ----------
    communes, inhabitants
        All of the class.
    shown, hidden, silent
        Communes whose need is published; where it is hidden; from which no request came.
    at_least, at_most
        Eligible households: those published; and with all that the hidden communes may hold (None: nothing bounds them).
    """

    communes: int
    shown: int
    hidden: int
    silent: int
    inhabitants: int
    at_least: int
    at_most: int | None
    per_1000_at_least: float | None
    per_1000_at_most: float | None


def need_where(places: Iterable[PublishedPlace], left: Mapping[str, int | None], left_in_all: int | None) -> NeedWhere:
    """Say the need of one class of communes.

    Only communes with many families are shown: their own rate would be too high, so that the figures speak of the whole class.

    Parameters
    ----------
    left
        What the published counts of a department's communes leave of its own, by department; None where it is hidden.
    left_in_all
        The same of the country.
    """
    told = list(places)
    heard = [place for place in told if place.is_heard]
    hidden = [place for place in heard if place.need is None]
    people = sum(place.inhabitants for place in told)
    least = sum(place.need or 0 for place in heard)
    rests = [left.get(code) for code in sorted({place.department_code for place in hidden})]
    bounds = [
        rest for rest in (left_in_all, None if None in rests else sum(rest or 0 for rest in rests)) if rest is not None
    ]
    most = least if not hidden else least + min(bounds) if bounds else None
    return NeedWhere(
        len(told), len(heard) - len(hidden), len(hidden), len(told) - len(heard), people, least, most,
        per_thousand(least, people), per_thousand(most, people),
    )  # fmt: skip


def class_of_fact(kind: FactKind, value: float, limits: tuple[float, ...] = ()) -> str:
    """Return the class of a commune: yes or no, a level, or the rank of a score among its limits (`1` is the lowest)."""
    if kind is FactKind.FLAG:
        return "yes" if value == 1.0 else "no"
    if kind is FactKind.LEVEL:
        return next(level.value for level, known in LEVEL_VALUES.items() if known == value)
    return str(1 + sum(value >= limit for limit in limits))
