"""What a scenario supposes, written into a link and read back: `stock=SITE1:tablet:50:A;retrait=40;plancher=60;regles=2`.

Values only, no person: links are shared. What a link says is checked by the pipelines like anything typed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

# The distances and the floor: the word in the link, the field of the assumptions.
NUMBERS = {"retrait": "pick_up_km", "livraison": "delivery_km", "plancher": "floor_share_pct"}


@dataclass(frozen=True)
class Units:
    """Units of one item more at one site; `grade` is empty for what has none."""

    site_code: str
    item: str
    units: int
    grade: str = ""


@dataclass(frozen=True)
class Supposition:
    """What the drawer holds; None: as it is today. `policy_version` 0 is the version in force."""

    stock: tuple[Units, ...] = ()
    pick_up_km: float | None = None
    delivery_km: float | None = None
    floor_share_pct: int | None = None
    policy_version: int = 0

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing is changed."""
        return self == Supposition()

    def values(self, policy_toml: str | None) -> dict[str, Any]:
        """Return what the pipelines are asked to suppose."""
        stock = [
            {"site_code": row.site_code, "item": row.item, "units": row.units, "grade": row.grade or None}
            for row in self.stock
        ]
        numbers = {name: getattr(self, name) for name in NUMBERS.values()}
        return {"stock": stock, "policy_toml": policy_toml, **numbers}


def written(supposition: Supposition) -> str:
    """Write a supposition for a link; empty where nothing is supposed."""
    parts = [f"stock={':'.join((row.site_code, row.item, str(row.units), row.grade))}" for row in supposition.stock]
    for word, name in NUMBERS.items():
        value = getattr(supposition, name)
        if value is not None:
            parts.append(f"{word}={value:.10g}")
    if supposition.policy_version:
        parts.append(f"regles={supposition.policy_version}")
    return ";".join(parts)


def read(text: str) -> Supposition:
    """Read a supposition back; what cannot be read supposes nothing."""
    stock: list[Units] = []
    numbers: dict[str, Any] = {}
    version = 0
    for part in text.split(";"):
        word, _equals, value = part.partition("=")
        if word == "stock":
            stock += _units(value.split(":"))
        elif word in NUMBERS and _is_number(value):
            name = NUMBERS[word]
            numbers[name] = int(float(value)) if name == "floor_share_pct" else float(value)
        elif word == "regles" and value.isdecimal():
            version = int(value)
    return Supposition(tuple(stock), policy_version=version, **numbers)


def supposed_by(assumptions: Mapping[str, Any]) -> Supposition:
    """Return the supposition of a scenario that was kept; the text of its policy stays with it."""
    rows: Sequence[Mapping[str, Any]] = assumptions.get("stock", ())
    # Grade A is what the pipelines suppose where nothing is said.
    stock = tuple(Units(row["site_code"], row["item"], row["units"], row.get("grade", "A") or "") for row in rows)
    return Supposition(stock, **{name: assumptions[name] for name in NUMBERS.values() if name in assumptions})


def _units(cells: list[str]) -> list[Units]:
    site_code, item, units, grade = (*cells, "", "", "", "")[:4]
    return [Units(site_code, item, int(units), grade)] if units.isdecimal() and int(units) else []


def _is_number(text: str) -> bool:
    # Written by `written`, or by hand: digits and one point, no sign, no exponent.
    whole, _point, rest = text.partition(".")
    return whole.isdecimal() and (not rest or rest.isdecimal())
