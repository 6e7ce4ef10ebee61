"""A campaign's policy: one TOML text becomes one frozen, typed value with a digest.

Every choice that decides between families is in it. This module never reads a file and never applies a rule.
"""

import hashlib
import json
import tomllib
from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Annotated, Self

from pydantic import Field, ValidationError, model_validator

from campaigns.model.catalogue import (
    UNKNOWN,
    Accessory,
    Alerts,
    Bundle,
    Code,
    Item,
    Need,
    Reach,
    Section,
    Transfers,
    Uncovered,
    Weights,
)
from campaigns.model.codes import Side
from campaigns.model.criteria import MICRO, Criterion, Tier, fault
from campaigns.model.outcome import Refusal
from campaigns.model.policy_checks import check_contents, check_items, check_unique
from campaigns.model.policy_faults import broken_toml, wrong_field
from campaigns.model.policy_sections import (
    Aggregates,
    Caps,
    Eligibility,
    Floor,
    HandOver,
    Horizon,
    Identity,
    Kits,
    Lottery,
    Ranking,
    Recognition,
    Reserve,
)


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
    ranking: Ranking = Ranking()
    recognition: Recognition = Recognition()
    aggregates: Aggregates = Aggregates()
    items: Annotated[tuple[Item, ...], Field(min_length=1)]
    accessories: tuple[Accessory, ...] = ()
    alerts: Alerts = Alerts()
    needs: Annotated[tuple[Need, ...], Field(min_length=1)]
    bundles: Annotated[tuple[Bundle, ...], Field(min_length=1)]
    reach: Reach
    transfers: Transfers | None = None
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
        """Return (commune_code, item) where the policy says that an item's operator does not cover a commune."""
        return self.items_closed_by((commune, dead.operator) for dead in self.uncovered for commune in dead.communes)

    def items_closed_by(self, absent: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
        """Return (commune_code, item) for the items of each operator that is absent from a commune (commune, operator)."""
        items: dict[str, list[str]] = {}
        for item in self.items:
            if item.operator is not None:
                items.setdefault(item.operator, []).append(item.code)
        return tuple((commune, code) for commune, operator in absent for code in items.get(operator, ()))

    @property
    def chosen_by_use(self) -> bool:
        """Tell whether several lines share a place in the order, the best use of the stock choosing among them."""
        return self.ranking.within_bin == "use" or self.kits.strict == "tier"

    @property
    def maximum_score(self) -> float:
        """Return the score of a household that has every criterion in full."""
        return sum(criterion.weight_micro for criterion in self.criteria) / MICRO

    @model_validator(mode="after")
    def _names_are_unique(self) -> Self:
        check_unique("tiers", (tier.name for tier in self.tiers))
        check_unique("criteria", (criterion.name for criterion in self.criteria))
        check_unique(
            "items, accessories", [item.code for item in self.items] + [extra.code for extra in self.accessories]
        )
        check_unique("needs", (need.code for need in self.needs))
        check_unique("bundles", (bundle.code for bundle in self.bundles))
        codes = [*(reserve.code for reserve in self.reserves), *(floor.code for floor in self.floors)]
        check_unique("reserves, floors", codes)
        if self.passes and sorted(self.passes) != sorted(codes):
            raise fault(
                "Section « passes » : elle cite une fois chaque code de « reserves » et de « floors », et rien d'autre",
                "Section “passes”: it names each code of “reserves” and “floors” once, and nothing else",
            )
        check_unique("uncovered", (dead.operator for dead in self.uncovered))
        reserved = {"household_id", "tier", "score", "lottery", "rank"}
        if taken := sorted(reserved & {criterion.name for criterion in self.criteria}):
            raise fault(
                f"Section « criteria » : « {taken[0]} » est un nom déjà pris par le classement ; choisissez-en un autre",
                f"Section “criteria”: “{taken[0]}” is a name that the ranking already uses; choose another",
            )
        return self

    @model_validator(mode="after")
    def _levels_stand_alone(self) -> Self:
        if self.kits.strict == "tier" and self.kits.mode == "separate":
            raise fault(
                "Section « kits » : « strict = tier » ne vaut que pour « mode = together »",
                "Section “kits”: “strict = tier” only goes with “mode = together”",
            )
        if self.kits.same_site and self.transfers is not None:
            raise fault(
                "Section « transfers » : une unité transférée n'est plus au site de l'autre : elle ne va pas avec « same_site = true »",
                "Section “transfers”: a unit that is moved is no longer at the site of the other: it doesn't go with “same_site = true”",
            )
        if self.chosen_by_use and (self.reserves or self.floors):
            raise fault(
                "Réserves et planchers ouvrent dans l'ordre des rangs : ils ne vont pas avec « within_bin = use » ni « strict = tier »",
                "Reserves and floors open in rank order: they don't go with “within_bin = use” nor “strict = tier”",
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
        check_contents(self.items, self.accessories)
        for need in self.needs:
            check_items(f"needs ({need.code})", need.accepts, sides, Side.DEVICE)
        for bundle in self.bundles:
            check_items(f"bundles ({bundle.code})", bundle.accepts, sides, Side.DATA)
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
    """Compute the SHA-256 (64 hexadecimal digits) of the policy's canonical JSON; comments and layout don't count.

    A switch that came after the first plans counts only once it is used, so that the digests of those plans stay.
    """
    values = policy.model_dump(mode="json")
    later = (
        ("ranking", Ranking()), ("recognition", Recognition()), ("hand_over", HandOver()), ("transfers", None),
        ("accessories", ()), ("alerts", Alerts()),
    )  # fmt: skip
    for name, unused in later:
        if getattr(policy, name) == unused:
            del values[name]
    if policy.kits.strict == "household":
        del values["kits"]["strict"]
    if not policy.kits.same_site:
        del values["kits"]["same_site"]
    if not any(item.contents for item in policy.items):
        values["items"] = [{key: said for key, said in item.items() if key != "contents"} for item in values["items"]]
    canonical = json.dumps(values, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()
