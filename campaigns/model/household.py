"""The facts of a household that rules may look at, and nothing else: no name, contact, origin or free text.

This module describes columns; it must never compute them (that is `campaigns.household_facts`).
"""

from enum import StrEnum
from typing import Final

import pyarrow as pa

from campaigns.model.codes import ConnectionSituation, DeviceSituation, HousingKind, PartnerKind

# Grain: one household. Key: household_id. Null means « not known », which never excludes anybody.
FACTS_SCHEMA: Final = pa.schema(
    [
        pa.field("household_id", pa.string(), nullable=False),
        pa.field("partner_id", pa.string()),
        pa.field("partner_kind", pa.string()),
        pa.field("commune_code", pa.string()),
        pa.field("department_code", pa.string()),
        pa.field("zone_code", pa.string()),
        pa.field("children_count", pa.int32()),
        pa.field("students_count", pa.int32()),
        pa.field("household_size", pa.int32()),
        pa.field("housing_kind", pa.string()),
        pa.field("device_situation", pa.string()),
        pa.field("connection_situation", pa.string()),
        pa.field("exam_year", pa.bool_()),
        pa.field("scholarship_step", pa.int8()),
        pa.field("waiting_days", pa.int32()),
        pa.field("urgent", pa.bool_()),
        pa.field("information_given", pa.string()),
        pa.field("asked_laptop", pa.int32()),
        pa.field("asked_tablet", pa.int32()),
        pa.field("asked_smartphone", pa.int32()),
        pa.field("asked_phone", pa.int32()),
        pa.field("asked_connection", pa.int32()),
        pa.field("already_device_count", pa.int32()),
        pa.field("households_count", pa.int32()),
    ]
)

# From worst to best: where two partners disagree about one family, the worst situation counts.
DEVICE_WORST_FIRST: Final = (
    DeviceSituation.NONE,
    DeviceSituation.BROKEN,
    DeviceSituation.SMARTPHONE_ONLY,
    DeviceSituation.SHARED,
    DeviceSituation.SUFFICIENT,
)
CONNECTION_WORST_FIRST: Final = (
    ConnectionSituation.NONE,
    ConnectionSituation.LIMITED_MOBILE,
    ConnectionSituation.FIXED,
)
HOUSING_WORST_FIRST: Final = (
    HousingKind.HOMELESS,
    HousingKind.SOCIAL_HOTEL,
    HousingKind.SHELTER,
    HousingKind.REFUGEE_CENTRE,
    HousingKind.RELATIVES,
    HousingKind.STUDENT_RESIDENCE,
    HousingKind.OWN_HOME,
)


class FactKind(StrEnum):
    """How the values of a fact are compared."""

    FLAG = "flag"
    CODE = "code"
    COUNT = "count"


# What a policy may name in a tier or a criterion; `pupils_count` is derived (students, else children).
FACT_KINDS: Final[dict[str, FactKind]] = {
    "partner_kind": FactKind.CODE,
    "commune_code": FactKind.CODE,
    "department_code": FactKind.CODE,
    "housing_kind": FactKind.CODE,
    "device_situation": FactKind.CODE,
    "connection_situation": FactKind.CODE,
    "exam_year": FactKind.FLAG,
    "urgent": FactKind.FLAG,
    "children_count": FactKind.COUNT,
    "students_count": FactKind.COUNT,
    "pupils_count": FactKind.COUNT,
    "household_size": FactKind.COUNT,
    "scholarship_step": FactKind.COUNT,
    "waiting_days": FactKind.COUNT,
    "already_device_count": FactKind.COUNT,
}

# Closed code sets; facts of kind `code` that are absent here (places) take any text.
FACT_CODES: Final[dict[str, frozenset[str]]] = {
    "partner_kind": frozenset(PartnerKind),
    "housing_kind": frozenset(HousingKind),
    "device_situation": frozenset(DeviceSituation),
    "connection_situation": frozenset(ConnectionSituation),
}
