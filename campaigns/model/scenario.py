"""What a scenario supposes: stock that is not there, another policy, other distances, other floors.

Plain values, kept with the plan as canonical JSON. A scenario is compared, never put in force.
"""

from typing import Annotated

from pydantic import Field

from campaigns.model.catalogue import Code, Section
from campaigns.model.codes import Grade
from campaigns.model.outcome import Refusal, Sentence
from campaigns.model.policy import Policy, parse_policy
from campaigns.model.policy_sections import Floor


class ExtraStock(Section):
    """Units of one item more at one site."""

    site_code: str
    item: Code
    units: Annotated[int, Field(gt=0, le=1_000_000)]
    grade: Grade | None = Grade.A


class Assumptions(Section):
    """All that a scenario changes; what is left out stays as it is.

    `floor_share_pct` 0 removes the floors of the policy.
    """

    stock: tuple[ExtraStock, ...] = ()
    policy_toml: str | None = None
    pick_up_km: Annotated[float, Field(ge=0, le=1_000)] | None = None
    delivery_km: Annotated[float, Field(ge=0, le=20_000)] | None = None
    floor_share_pct: Annotated[int, Field(ge=0, le=100)] | None = None


def policy_under(assumptions: Assumptions, policy: Policy) -> Policy | Refusal:
    """Return the policy of a scenario.

    Returns
    -------
    Policy | Refusal
        The refusal of `parse_policy` where the scenario brings a policy that cannot be read.
    """
    if assumptions.policy_toml is not None:
        other = parse_policy(assumptions.policy_toml)
        if isinstance(other, Refusal):
            return other
        policy = other
    given = {"pick_up_km": assumptions.pick_up_km, "delivery_km": assumptions.delivery_km}
    reach = policy.reach.model_copy(update={name: value for name, value in given.items() if value is not None})
    policy = policy.model_copy(update={"reach": reach})
    share = assumptions.floor_share_pct
    if share is None:
        return policy
    label = FLOOR_LABEL
    floors = (Floor(share_pct=share, label_fr=label.fr, label_en=label.en),) if share else ()
    # The declared order may name floors that are no longer there: reserves then open first.
    return policy.model_copy(update={"floors": floors, "passes": ()})


FLOOR_LABEL = Sentence("Plancher supposé par le scénario", "Floor that the scenario supposes")
