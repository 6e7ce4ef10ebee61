"""Tiers and criteria of a policy: declared conditions and scales over named facts.

A condition or a scale is data, never code; computing them is `campaigns.priority`.
"""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from campaigns.model.catalogue import UNKNOWN, Code, Label, Section
from campaigns.model.household import FACT_CODES, FACT_KINDS, FactKind

# Scores are counted in whole millionths of a point, so that equal scores are equal and ties are real.
MICRO = 1_000_000

Share = Annotated[float, Field(ge=0, le=1)]


def fault(fr: str, en: str) -> PydanticCustomError:
    """Build a validation fault that carries its own sentence in both languages."""
    return PydanticCustomError("policy_rule", "{fr}", {"fr": fr, "en": en})


def check_fact(name: str, *kinds: FactKind) -> None:
    """Refuse a fact that no list gives, or that cannot be compared in this way."""
    usable = [fact for fact, kind in FACT_KINDS.items() if kind in kinds]
    if name not in usable:
        listed = ", ".join(sorted(usable))
        raise fault(
            f"le fait « {name} » ne convient pas ici ; faits possibles : {listed}",
            f"fact “{name}” does not fit here; possible facts: {listed}",
        )


def check_codes(fact: str, codes: tuple[str, ...], extra: frozenset[str] = frozenset()) -> None:
    """Refuse a code that the fact never takes."""
    known = FACT_CODES.get(fact)
    wrong = [] if known is None else sorted(set(codes) - known - extra)
    if known is not None and wrong:
        listed = ", ".join(sorted(known | extra))
        raise fault(
            f"« {wrong[0]} » n'est pas un code de « {fact} » ; codes possibles : {listed}",
            f"“{wrong[0]}” is not a code of “{fact}”; possible codes: {listed}",
        )


class Condition(Section):
    """One test of one fact; a fact that is not known never passes."""

    fact: str
    equals: bool | None = None
    among: Annotated[tuple[str, ...], Field(min_length=1)] | None = None
    at_least: Annotated[int, Field(ge=0)] | None = None

    @model_validator(mode="after")
    def _one_test_that_fits_the_fact(self) -> Self:
        given = [test for test in (self.equals, self.among, self.at_least) if test is not None]
        if len(given) != 1:
            raise fault(
                "une condition a exactement un test : « equals », « among » ou « at_least »",
                "a condition has exactly one test: “equals”, “among” or “at_least”",
            )
        if self.equals is not None:
            check_fact(self.fact, FactKind.FLAG)
        elif self.among is not None:
            check_fact(self.fact, FactKind.CODE)
            check_codes(self.fact, self.among)
        else:
            check_fact(self.fact, FactKind.COUNT)
        return self


class Tier(Section):
    """A veto: households that pass all the conditions come before those of every later tier."""

    name: Code
    label_fr: Label
    label_en: Label
    conditions: tuple[Condition, ...] = ()


class Criterion(Section):
    """One part of the score: `weight` points at most, given by a fixed scale from 0 to 1 over one fact.

    Attributes
    ----------
    scale
        `flag`: 1 when true. `codes`: the share declared for each code. `linear`: count / `full_at`, at most 1.
    shares
        For `codes`: code -> share; a code left out gives 0; `unknown` is the share of a fact not known (0 by default).
    proof_fr, proof_en
        What the partner can show; the policy never asks for more.
    """

    name: Code
    fact: str
    scale: Literal["flag", "codes", "linear"]
    weight: Annotated[float, Field(gt=0, le=1_000)]
    full_at: Annotated[int, Field(gt=0, le=100_000)] | None = None
    shares: dict[str, Share] | None = None
    label_fr: Label
    label_en: Label
    proof_fr: Label
    proof_en: Label

    @property
    def weight_micro(self) -> int:
        """Return the ceiling of the criterion in millionths of a point."""
        return round(self.weight * MICRO)

    @model_validator(mode="after")
    def _scale_fits_the_fact(self) -> Self:
        if abs(self.weight * MICRO - self.weight_micro) > 1e-3:
            raise fault("le poids a au plus six décimales", "the weight has at most six decimals")
        kinds = {"flag": FactKind.FLAG, "codes": FactKind.CODE, "linear": FactKind.COUNT}
        check_fact(self.fact, kinds[self.scale])
        if (self.scale == "linear") != (self.full_at is not None):
            raise fault(
                "« full_at » accompagne l'échelle « linear », et elle seule",
                "“full_at” goes with the scale “linear”, and with it alone",
            )
        if (self.scale == "codes") != bool(self.shares):
            raise fault(
                "« shares » accompagne l'échelle « codes », et elle seule",
                "“shares” goes with the scale “codes”, and with it alone",
            )
        check_codes(self.fact, tuple(self.shares or ()), frozenset({UNKNOWN}))
        return self
