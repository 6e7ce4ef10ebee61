"""The sections of a policy, one class a table of the TOML file, each checked alone.

What must hold between sections is checked in `policy`.
"""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from campaigns.model.catalogue import Code, Label, Section
from campaigns.model.codes import ConnectionSituation, DeviceSituation, PartnerKind
from campaigns.model.criteria import MICRO, fault


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
    """Whether a device and its data go together (a family gets both or waits) or are two separate lines.

    Where they go together, `strict` says how far the order of ranks binds: household by household, or only tier by tier, which
    serves more of a tier and lets the best use of the stock choose within it. `same_site` asks that both come from one site, so
    that a family fetches its kit in one place; this is searched tier by tier, and the plan tells how near the best it is.
    """

    mode: Literal["together", "separate"]
    strict: Literal["household", "tier"] = "household"
    same_site: bool = False

    @model_validator(mode="after")
    def _one_site_by_tier(self) -> Self:
        if self.same_site and (self.mode != "together" or self.strict != "tier"):
            raise fault(
                "Section « kits » : « same_site = true » demande « mode = together » et « strict = tier »",
                "Section “kits”: “same_site = true” needs “mode = together” and “strict = tier”",
            )
        return self


class Recognition(Section):
    """From how many bits of evidence two requests are joined without asking (`auto_bits`), and from how many a person is asked.

    `wrong_refusal_cost` states that one family wrongly refused is as bad as so many families with two kits: the product then
    suggests where joining should begin.
    """

    auto_bits: Annotated[float, Field(ge=0, le=40)] = 4.6
    review_bits: Annotated[float, Field(ge=-20, le=40)] = -1.5
    wrong_refusal_cost: Annotated[float, Field(ge=1, le=1000)] | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.review_bits > self.auto_bits:
            raise fault(
                "Section « recognition » : « review_bits » dépasse « auto_bits »",
                "Section “recognition”: “review_bits” is above “auto_bits”",
            )
        return self


class Ranking(Section):
    """How finely scores part the households of one tier; without `score_bin`, to the millionth of a point.

    Scores of one bin (0 to `score_bin`, then on) count as equal: the published draw parts them, or the best `use` of the stock
    chooses among them, best bin first.
    """

    score_bin: Annotated[float, Field(gt=0, le=1_000)] | None = None
    within_bin: Literal["lottery", "use"] = "lottery"

    @property
    def bin_micro(self) -> int:
        """Return the width of a bin in millionths of a point; 1, what scores are counted in, where none is declared."""
        return 1 if self.score_bin is None else max(round(self.score_bin * MICRO), 1)

    @model_validator(mode="after")
    def _use_needs_a_bin(self) -> Self:
        if self.within_bin == "use" and self.score_bin is None:
            raise fault(
                "Section « ranking » : « within_bin = use » demande la largeur des tranches, « score_bin »",
                "Section “ranking”: “within_bin = use” needs the width of the bins, “score_bin”",
            )
        return self


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
