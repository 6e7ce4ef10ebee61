"""A campaign's policy: one TOML text becomes one frozen, typed value with a digest.

Every choice that decides between families is in it. This module never reads a file and never applies a rule.
"""

import hashlib
import json
import tomllib
from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, ValidationError, model_validator

from campaigns.model.catalogue import (
    UNKNOWN,
    Acceptable,
    Bundle,
    Code,
    Item,
    Label,
    Need,
    Reach,
    Section,
    Uncovered,
    Weights,
)
from campaigns.model.codes import ConnectionSituation, DeviceSituation, PartnerKind, Side
from campaigns.model.criteria import MICRO, Criterion, Tier, fault
from campaigns.model.outcome import Refusal
from campaigns.model.policy_faults import broken_toml, wrong_field

MayBeUnknown = Literal["unknown"]


class Identity(Section):
    """Which policy this is; `example` marks one that no steering committee has adopted."""

    code: Code
    version: Annotated[int, Field(ge=1)]
    name_fr: Label
    name_en: Label
    example: bool


class Eligibility(Section):
    """Who may be served: for each side, the situations that call for it. `departments` empty means everywhere.

    A fact that is not known never excludes: `unknown` need not be listed among the situations.
    """

    device_situations: Annotated[tuple[DeviceSituation, ...], Field(min_length=1)]
    connection_situations: Annotated[tuple[ConnectionSituation, ...], Field(min_length=1)]
    information_given: Annotated[tuple[Literal["oui", "non", "unknown"], ...], Field(min_length=1)]
    departments: tuple[Annotated[str, Field(pattern=r"^(\d\d|2[AB]|9[78]\d)$")], ...] = ()
    partner_kinds: tuple[PartnerKind, ...] = ()


class Caps(Section):
    """How much one household may receive."""

    pupils_per_device: Annotated[int, Field(gt=0)]
    devices_at_most: Annotated[int, Field(gt=0, le=20)]
    bundles_per_household: Annotated[int, Field(gt=0, le=20)]


class Kits(Section):
    """Whether a device and its data go together (a family gets both or waits) or are two separate lines."""

    mode: Literal["together", "separate"]


class Aggregates(Section):
    """Where a request for several unnamed families stands: in the last tier, or judged on the facts it gives."""

    tier: Literal["last", "facts"] = "last"


class Lottery(Section):
    """The published seed of the draw that breaks ties."""

    seed: Annotated[str, Field(min_length=8, max_length=200)]


class Horizon(Section):
    """How far a plan looks: stock there by `stock_until_on`, and `hand_out_days` days of hand-out at each site."""

    stock_until_on: date | None = None
    hand_out_days: Annotated[int, Field(gt=0, le=366)] | None = None


class HandOver(Section):
    """How long a unit waits for a family that does not come, from the first attempt, before it may serve another."""

    held_days: Annotated[int, Field(ge=1, le=366)] = 15


class Reserve(Section):
    """Stock cells kept for some families, by the earmark written on the cell: they are served from it first.

    `left_over` says what becomes of the units that they do not take: `closed` keeps them, `open` lets everybody draw.
    """

    code: Code
    earmark: Annotated[str, Field(pattern=r"^(department|kind):[\w]+$")]
    left_over: Literal["closed", "open"] = "closed"
    label_fr: Label
    label_en: Label


class Floor(Section):
    """A share of the national rate that every department should reach first."""

    code: Code = "floor"
    share_pct: Annotated[int, Field(gt=0, le=100)]
    label_fr: Label
    label_en: Label


class Policy(Section):
    """One policy, whole and checked. Sections are named as in the TOML file.

    `passes` lists the codes of reserves and floors in the order in which they open; without it, reserves, then floors.
    """

    identity: Identity
    eligibility: Eligibility
    tiers: Annotated[tuple[Tier, ...], Field(min_length=1, max_length=8)]
    criteria: Annotated[tuple[Criterion, ...], Field(min_length=1, max_length=20)]
    caps: Caps
    kits: Kits
    aggregates: Aggregates = Aggregates()
    items: Annotated[tuple[Item, ...], Field(min_length=1)]
    needs: Annotated[tuple[Need, ...], Field(min_length=1)]
    bundles: Annotated[tuple[Bundle, ...], Field(min_length=1)]
    reach: Reach
    weights: Weights = Weights()
    reserves: tuple[Reserve, ...] = ()
    floors: tuple[Floor, ...] = ()
    passes: tuple[Code, ...] = ()
    uncovered: tuple[Uncovered, ...] = ()
    lottery: Lottery
    horizon: Horizon = Horizon()
    hand_over: HandOver = HandOver()

    @property
    def code(self) -> str:
        """Return the policy's short name."""
        return self.identity.code

    @property
    def name_fr(self) -> str:
        """Return the policy's French name."""
        return self.identity.name_fr

    @property
    def name_en(self) -> str:
        """Return the policy's English name."""
        return self.identity.name_en

    @property
    def lottery_seed(self) -> str:
        """Return the published seed of the draw."""
        return self.lottery.seed

    @property
    def horizon_on(self) -> date | None:
        """Return the day by which stock must be there to be planned; None plans on all of it."""
        return self.horizon.stock_until_on

    @property
    def hand_out_days(self) -> int | None:
        """Return how many days of hand-out a plan counts on; None does not limit sites."""
        return self.horizon.hand_out_days

    @property
    def closed_items(self) -> tuple[tuple[str, str], ...]:
        """Return (commune_code, item) where an item's operator is known not to cover a commune."""
        networks = [(item.code, item.operator) for item in self.items if item.operator is not None]
        return tuple(
            (commune, code)
            for dead in self.uncovered
            for commune in dead.communes
            for code, operator in networks
            if operator == dead.operator
        )

    @property
    def maximum_score(self) -> float:
        """Return the score of a household that has every criterion in full."""
        return sum(criterion.weight_micro for criterion in self.criteria) / MICRO

    @model_validator(mode="after")
    def _names_are_unique(self) -> Self:
        _check_unique("tiers", (tier.name for tier in self.tiers))
        _check_unique("criteria", (criterion.name for criterion in self.criteria))
        _check_unique("items", (item.code for item in self.items))
        _check_unique("needs", (need.code for need in self.needs))
        _check_unique("bundles", (bundle.code for bundle in self.bundles))
        codes = [*(reserve.code for reserve in self.reserves), *(floor.code for floor in self.floors)]
        _check_unique("reserves, floors", codes)
        if self.passes and sorted(self.passes) != sorted(codes):
            raise fault(
                "Section « passes » : elle cite une fois chaque code de « reserves » et de « floors », et rien d'autre",
                "Section “passes”: it names each code of “reserves” and “floors” once, and nothing else",
            )
        _check_unique("uncovered", (dead.operator for dead in self.uncovered))
        reserved = {"household_id", "tier", "score", "lottery", "rank"}
        if taken := sorted(reserved & {criterion.name for criterion in self.criteria}):
            raise fault(
                f"Section « criteria » : « {taken[0]} » est un nom déjà pris par le classement ; choisissez-en un autre",
                f"Section “criteria”: “{taken[0]}” is a name that the ranking already uses; choose another",
            )
        return self

    @model_validator(mode="after")
    def _only_the_last_tier_is_open(self) -> Self:
        for tier in self.tiers[:-1]:
            if not tier.conditions:
                raise fault(
                    f"Section « tiers » : le palier « {tier.name} » n'a pas de condition, et il n'est pas le dernier",
                    f"Section “tiers”: tier “{tier.name}” has no condition, and it is not the last",
                )
        if self.tiers[-1].conditions:
            raise fault(
                f"Section « tiers » : le dernier palier, « {self.tiers[-1].name} », accueille tous les autres : retirez ses conditions",
                f"Section “tiers”: the last tier, “{self.tiers[-1].name}”, takes everybody else: remove its conditions",
            )
        return self

    @model_validator(mode="after")
    def _items_fit_their_side(self) -> Self:
        sides = {item.code: item.side for item in self.items}
        for need in self.needs:
            _check_items(f"needs ({need.code})", need.accepts, sides, Side.DEVICE)
        for bundle in self.bundles:
            _check_items(f"bundles ({bundle.code})", bundle.accepts, sides, Side.DATA)
        return self

    @model_validator(mode="after")
    def _each_connection_situation_has_one_bundle(self) -> Self:
        covered = Counter(situation for bundle in self.bundles for situation in bundle.situations)
        expected = {*self.eligibility.connection_situations, UNKNOWN}
        for situation in sorted({*covered, *expected}):
            if covered[situation] != (situation in expected):
                raise fault(
                    f"Section « bundles » : la situation « {situation} » est citée {covered[situation]} fois ; "
                    "chaque situation de « eligibility.connection_situations », et « unknown », l'est une fois, les autres jamais",
                    f"Section “bundles”: situation “{situation}” is named {covered[situation]} times; each situation of "
                    "“eligibility.connection_situations”, and “unknown”, is named once, the others never",
                )
        return self


def parse_policy(text: str) -> Policy | Refusal:
    """Read a policy from its TOML text.

    Returns
    -------
    Policy | Refusal
        `broken_policy` when the text is not TOML, `wrong_policy` when a field is missing, unknown or out of range: one
        sentence that names the place to correct.
    """
    try:
        return Policy.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        return broken_toml(str(error))
    except ValidationError as error:
        return wrong_field(error)


def policy_digest(policy: Policy) -> str:
    """Compute the SHA-256 (64 hexadecimal digits) of the policy's canonical JSON; comments and layout don't count."""
    # A section that came later and is not used leaves the digest of an older policy as it was.
    unused = {"hand_over"} if policy.hand_over == HandOver() else set()
    said = policy.model_dump(mode="json", exclude=unused)
    canonical = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _check_unique(section: str, names: Iterable[str]) -> None:
    again = [name for name, count in Counter(names).items() if count > 1]
    if again:
        raise fault(
            f"Section « {section} » : « {again[0]} » est donné deux fois",
            f"Section “{section}”: “{again[0]}” is given twice",
        )


def _check_items(place: str, accepts: tuple[Acceptable, ...], sides: dict[str, Side], side: Side) -> None:
    _check_unique(place, (accepted.item for accepted in accepts))
    for accepted in accepts:
        if sides.get(accepted.item) is not side:
            raise fault(
                f"Section « {place} » : « {accepted.item} » n'est pas un article du catalogue de côté « {side} »",
                f"Section “{place}”: “{accepted.item}” is not an item of the catalogue on side “{side}”",
            )
