"""What a campaign can give: items, what each need accepts instead of what was asked, data bundles, reach.

Plain descriptions of a policy's sections; nothing here chooses for a family.
"""

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from campaigns.model.codes import Grade, Side

Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
Label = Annotated[str, Field(min_length=1, max_length=200)]
# Where a situation is not known, a policy names it with this word.
UNKNOWN = "unknown"


class Section(BaseModel):
    """A section of a policy: frozen, and an unknown key is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class DeviceNeed(StrEnum):
    """What a family may ask for, one fact `asked_…` each."""

    LAPTOP = "laptop"
    TABLET = "tablet"
    SMARTPHONE = "smartphone"
    PHONE = "phone"


class Channel(StrEnum):
    """How an item travels: in a parcel, or credited from afar."""

    PARCEL = "parcel"
    REMOTE = "remote"


class Item(Section):
    """One article of the catalogue; `level` is its step on the ladder of devices, higher does more.

    `operator` names the network that a data bundle works on, where it matters; `contents` the accessories of a kit.
    """

    code: Code
    side: Side
    label_fr: Label
    label_en: Label
    channel: Channel = Channel.PARCEL
    level: Annotated[int, Field(ge=0, le=100)] = 0
    volume_gb: Annotated[int, Field(gt=0)] | None = None
    validity_days: Annotated[int, Field(gt=0)] | None = None
    operator: Code | None = None
    contents: tuple[Code, ...] = ()


class Accessory(Section):
    """What goes into a kit beside the device (a mouse, a bag): counted in stock, never asked or granted alone."""

    code: Code
    label_fr: Label
    label_en: Label


class Alerts(Section):
    """From when stock calls for somebody: units free at a site, days before an expiry, days a reservation waits."""

    low_units: Annotated[int, Field(ge=0)] = 5
    expiring_days: Annotated[int, Field(ge=0)] = 10
    reserved_days: Annotated[int, Field(ge=0)] = 14


class Uncovered(Section):
    """Communes where an operator is known to have no usable network; a commune that is not listed is not excluded."""

    operator: Code
    communes: Annotated[
        tuple[Annotated[str, Field(pattern=r"^(\d\d|2[AB]|9[78]\d)\d{2,3}$")], ...], Field(min_length=1)
    ]


class Acceptable(Section):
    """An item that may answer a need; `penalty` is 0 for the thing asked, and grows with the distance from it."""

    item: Code
    min_grade: Grade | None = None
    penalty: Annotated[int, Field(ge=0, le=1_000)] = 0


class Need(Section):
    """What may be given to a family that asked for one kind of device."""

    code: DeviceNeed
    accepts: Annotated[tuple[Acceptable, ...], Field(min_length=1)]


class Bundle(Section):
    """The data that a connection situation calls for; `situations` may hold `unknown`."""

    code: Code
    situations: Annotated[tuple[str, ...], Field(min_length=1)]
    accepts: Annotated[tuple[Acceptable, ...], Field(min_length=1)]


class Reach(Section):
    """Which sites can serve a family: by pick-up, by delivery to its partner structure, by remote credit."""

    pick_up_km: Annotated[float, Field(ge=0, le=1_000)]
    delivery: bool
    delivery_km: Annotated[float, Field(ge=0, le=20_000)] = 0
    remote_data: bool = True


class Transfers(Section):
    """Stock of one site moved to another, from where a family can be reached; without this section no unit is moved.

    The family fetches it there. `per_km` and `per_unit` are points of penalty; a unit is at the other site `lead_time_days` after
    it is there to be moved. What a site hands out within its limit is counted where stock lies: so no unit is moved to a site
    with a limit, unless `to_limited_sites` says that such sites have room for what they receive.
    """

    max_km: Annotated[float, Field(gt=0, le=20_000)]
    lead_time_days: Annotated[int, Field(ge=0, le=366)]
    per_km: Annotated[int, Field(ge=0)] = 10
    per_unit: Annotated[int, Field(ge=0)] = 200
    to_limited_sites: bool = False


class Weights(Section):
    """How the best use of the stock is counted, in points: integers, minimised; by default a point is a hectometre.

    One step of substitution then weighs as much as a thousand kilometres: distance only decides between equal kits.
    """

    per_kit_penalty: Annotated[int, Field(gt=0)] = 10_000
    per_km: Annotated[int, Field(ge=0)] = 10
    per_delivery: Annotated[int, Field(ge=0)] = 50
