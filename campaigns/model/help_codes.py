"""Codes of accompaniment: what became of a family sent to a workshop, or why it is sent nowhere."""

from enum import StrEnum


class ReferralState(StrEnum):
    """What became of a family sent to a workshop."""

    REFERRED = "referred"
    ATTENDED = "attended"
    ABSENT = "absent"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class NoReferralReason(StrEnum):
    """Why a family that asks for help is sent nowhere."""

    NONE_IN_REACH = "none_in_reach"
    ALL_FULL = "all_full"
