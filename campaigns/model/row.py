"""The contract of one row of a list: the canonical fields, their shapes and their bounds.

It validates every row that becomes a request. It must never read a file, a table of places or the clock: the day of
judgement comes with the validation context.
"""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, ValidationInfo, field_validator

from campaigns.model.codes import ConnectionSituation, DeviceSituation, HousingKind, RowReason

# Above these, a count is more likely a typing slip than a family.
MOST_CHILDREN = 15
MOST_PEOPLE = 20
MOST_ITEMS = 15
LONGEST_TEXT = 2000

Text = Annotated[str, Field(min_length=1, max_length=LONGEST_TEXT)]
Phone = Annotated[str, Field(pattern=r"^\+[1-9]\d{6,14}$")]
Email = Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$", max_length=254)]
Postcode = Annotated[str, Field(pattern=r"^\d{5}$")]
CommuneCode = Annotated[str, Field(pattern=r"^(\d{5}|2[AB]\d{3})$")]
Children = Annotated[int, Field(ge=0, le=MOST_CHILDREN)]
People = Annotated[int, Field(ge=0, le=MOST_PEOPLE)]
Items = Annotated[int, Field(ge=0, le=MOST_ITEMS)]
# An aggregate request speaks for many families: its numbers have no family-sized bound.
Many = Annotated[int, Field(ge=0)]
SchoolLevel = Annotated[
    str, Field(pattern="^(PS|MS|GS|CP|CE1|CE2|CM1|CM2|6e|5e|4e|3e|2de|1re|Tle|BTS|L1|L2|L3|M1|M2)$")
]
Scholarship = Annotated[str, Field(pattern="^(0bis|[1-7])$")]

COUNT_FIELDS = frozenset(
    {
        "children_count", "students_count", "household_size", "need_laptop", "need_tablet", "need_smartphone", "need_phone",
        "need_connection", "households_count",
    }
)  # fmt: skip
NEED_FIELDS = ("need_laptop", "need_tablet", "need_smartphone", "need_phone", "need_connection")
IDENTITY_FIELDS = (
    "guardian_last_name", "guardian_first_name", "guardian_full_name", "child_last_name", "child_first_name",
)  # fmt: skip


class RequestRow(BaseModel):
    """One family's request as a partner's row states it; a field that the row leaves blank is absent."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    partner_reference: Text | None = None
    guardian_last_name: Text | None = None
    guardian_first_name: Text | None = None
    guardian_full_name: Text | None = None
    guardian_birth_date: date | None = None
    child_last_name: Text | None = None
    child_first_name: Text | None = None
    child_birth_date: date | None = None
    school_level: SchoolLevel | None = None
    exam_year: bool | None = None
    phone_1: Phone | None = None
    phone_2: Phone | None = None
    email: Email | None = None
    address: Text | None = None
    postcode: Postcode | None = None
    commune: Text | None = None
    commune_code: CommuneCode | None = None
    children_count: Children | None = None
    students_count: Children | None = None
    household_size: People | None = None
    housing_kind: HousingKind | None = None
    device_situation: DeviceSituation | None = None
    connection_situation: ConnectionSituation | None = None
    need_laptop: Items | None = None
    need_tablet: Items | None = None
    need_smartphone: Items | None = None
    need_phone: Items | None = None
    need_connection: Items | None = None
    need_text: Text | None = None
    operator: Text | None = None
    line_to_recharge: Phone | None = None
    scholarship_level: Scholarship | None = None
    urgency: Annotated[str, Field(pattern="^(urgent|normal)$")] | None = None
    information_given: Annotated[str, Field(pattern="^(oui|non)$")] | None = None
    help_wanted: Annotated[str, Field(pattern="^(oui|non)$")] | None = None
    note: Text | None = None

    @field_validator("guardian_birth_date", "child_birth_date")
    @classmethod
    def not_to_come(cls, value: date | None, info: ValidationInfo) -> date | None:
        """Refuse a birth date later than the day given in the context (`today`)."""
        today = (info.context or {}).get("today")
        if value is not None and today is not None and value > today:
            raise ValueError(RowReason.FUTURE_DATE.value)
        return value


class AggregateRow(RequestRow):
    """A request for several families at once, in counts, without any name."""

    households_count: Many | None = None
    children_count: Many | None = None
    students_count: Many | None = None
    household_size: Many | None = None
    need_laptop: Many | None = None
    need_tablet: Many | None = None
    need_smartphone: Many | None = None
    need_phone: Many | None = None
    need_connection: Many | None = None


CANONICAL_FIELDS = tuple(AggregateRow.model_fields)


def contract_breaches(values: Mapping[str, Any], *, today: date, aggregate: bool = False) -> list[tuple[str, str]]:
    """List what a row breaks in the contract.

    Parameters
    ----------
    values
        Canonical field -> normalised value; blank fields are absent.
    today
        The day of judgement: a birth date must not be later.

    Returns
    -------
    list of (field, code)
        `absurd_count` for a count out of bounds, `future_date` for a date to come, else the kind of breach that pydantic names.
        Empty when the row keeps the contract. No value is ever part of it.
    """
    model = AggregateRow if aggregate else RequestRow
    try:
        model.__pydantic_validator__.validate_python(dict(values), context={"today": today})
    except ValidationError as error:
        breaches = error.errors(include_input=False, include_url=False, include_context=False)
        return [(str(breach["loc"][0]), breach_code(str(breach["loc"][0]), breach["type"])) for breach in breaches]
    return []


def breach_code(field: str, kind: str) -> str:
    """Return the reason code of a breach, or pydantic's own word for it."""
    if field in COUNT_FIELDS and kind in {"greater_than_equal", "less_than_equal"}:
        return RowReason.ABSURD_COUNT.value
    return RowReason.FUTURE_DATE.value if kind == "value_error" else kind
