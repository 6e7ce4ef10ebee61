"""Closed sets of codes shared by every room.

Codes are English text; their labels live in `dashboard/wording`. This module must never hold a rule or a label.
"""

from enum import StrEnum


class PartnerKind(StrEnum):
    SCHOOL = "school"
    STUDENT_SERVICE = "student_service"
    SHELTER = "shelter"
    ASSOCIATION = "association"
    SOCIAL_SERVICE = "social_service"


class SiteKind(StrEnum):
    POINT_ACCUEIL = "point_accueil"
    RELAIS = "relais"
    DEPOT = "depot"


class Role(StrEnum):
    PARTNER = "partner"
    COORDINATOR = "coordinator"
    APPROVER = "approver"
    LOGISTICS = "logistics"
    LEADERSHIP = "leadership"
    DPO = "dpo"
    ADMIN = "admin"


class HousingKind(StrEnum):
    OWN_HOME = "own_home"
    RELATIVES = "relatives"
    SOCIAL_HOTEL = "social_hotel"
    SHELTER = "shelter"
    REFUGEE_CENTRE = "refugee_centre"
    STUDENT_RESIDENCE = "student_residence"
    HOMELESS = "homeless"


class DeviceSituation(StrEnum):
    NONE = "none"
    SMARTPHONE_ONLY = "smartphone_only"
    SHARED = "shared"
    BROKEN = "broken"
    SUFFICIENT = "sufficient"


class ConnectionSituation(StrEnum):
    NONE = "none"
    LIMITED_MOBILE = "limited_mobile"
    FIXED = "fixed"


class Grade(StrEnum):
    """Grades of refurbished devices, from unfit to best (`INVENDABLE` is never allocated)."""

    INVENDABLE = "INVENDABLE"
    HC = "HC"
    C = "C"
    B = "B"
    A = "A"
    PREMIUM = "PREMIUM"


class RowOutcome(StrEnum):
    ACCEPTED = "accepted"
    WARNED = "warned"
    REJECTED = "rejected"


class RowReason(StrEnum):
    """Why a row of a list is held back or carries a warning."""

    MISSING_IDENTITY = "missing_identity"
    MISSING_NEED = "missing_need"
    INVALID_DATE = "invalid_date"
    FUTURE_DATE = "future_date"
    UNKNOWN_POSTCODE = "unknown_postcode"
    COMMUNE_MISMATCH = "commune_mismatch"
    ABSURD_COUNT = "absurd_count"
    EXAMPLE_ROW = "example_row"
    TOTAL_ROW = "total_row"
    DUPLICATE_IN_FILE = "duplicate_in_file"
    INFORMATION_NOT_GIVEN = "information_not_given"
    INVALID_PHONE = "invalid_phone"
    MISSING_CONTACT = "missing_contact"


class Side(StrEnum):
    DEVICE = "device"
    DATA = "data"


class ListState(StrEnum):
    IN_REVIEW = "in_review"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    REPLACED = "replaced"


class PlanState(StrEnum):
    DRAFT = "draft"
    LOCKED = "locked"
    APPROVED = "approved"
    ADOPTED = "adopted"
    REVOKED = "revoked"
    CLOSED = "closed"


class GrantState(StrEnum):
    GRANTED = "granted"
    RELEASED = "released"
    DELIVERED = "delivered"
    HANDED_OVER = "handed_over"
    RETURNED = "returned"


class NetworkLevel(StrEnum):
    """How good an operator's network is in a commune; `none` is not usable."""

    NONE = "none"
    LIMITED = "limited"
    GOOD = "good"


class ExceptionReason(StrEnum):
    """Why a family cannot wait for its rank."""

    DANGER = "danger"
    SHELTERED_OVERNIGHT = "sheltered_overnight"
    VITAL_FOLLOW_UP = "vital_follow_up"


class WithdrawalReason(StrEnum):
    """Why something granted was given up before it left."""

    FAMILY_DECLINED = "family_declined"
    PARTNER_WITHDREW = "partner_withdrew"
    EQUIPPED_ELSEWHERE = "equipped_elsewhere"
    MISTAKE = "mistake"


class ErasureReason(StrEnum):
    """Why a family is erased; the last one is the clock's alone."""

    FAMILY_ASKED = "family_asked"
    SENT_BY_MISTAKE = "sent_by_mistake"
    OBJECTION_UPHELD = "objection_upheld"
    LEGAL_DUTY = "legal_duty"
    TIME_IS_UP = "time_is_up"


class OpeningReason(StrEnum):
    """Why data protection opens the identity of one family."""

    RIGHTS_REQUEST = "rights_request"
    COMPLAINT = "complaint"
    INCIDENT = "incident"


class UnservedReason(StrEnum):
    """Why a line of a plan is not served."""

    NOT_ELIGIBLE = "not_eligible"
    NO_OPTION = "no_option"
    DEVICES_EXHAUSTED = "devices_exhausted"
    DATA_EXHAUSTED = "data_exhausted"
    SITE_CAPACITY = "site_capacity"
    QUOTA_REACHED = "quota_reached"
    KIT_NOT_SAME_SITE = "kit_not_same_site"


class HandOverKind(StrEnum):
    """What happened to one granted unit on its way to a family."""

    SHIPPED = "shipped"
    DELIVERED = "delivered"
    HANDED_OVER = "handed_over"
    ATTEMPT = "attempt"
    RETURNED = "returned"
    LOST = "lost"
    FREED = "freed"


class ShortfallReason(StrEnum):
    """Why a granted unit is not with its family."""

    ABSENT = "absent"
    UNREACHABLE = "unreachable"
    DECLINED = "declined"
    MOVED_AWAY = "moved_away"
    REFUSED_BY_PARTNER = "refused_by_partner"
    LOST_IN_TRANSIT = "lost_in_transit"
    BROKEN = "broken"
    UNKNOWN_LINE = "unknown_line"
    OTHER_OPERATOR = "other_operator"
    NOT_COLLECTED = "not_collected"
    NOT_SAID = "not_said"


class OutsideReason(StrEnum):
    """Why something was handed over that no plan granted."""

    EMERGENCY = "emergency"
    EXCHANGE = "exchange"
    BEFORE_TRACKING = "before_tracking"
    MISTAKE = "mistake"


class MessageState(StrEnum):
    """How far a message to a partner went."""

    DRAFT = "draft"
    LEFT_OUT = "left_out"
    NOBODY = "nobody"
    WRITTEN = "written"
    SENT = "sent"


class MovementCategory(StrEnum):
    RECEIVED = "received"
    INSPECTED = "inspected"
    RESERVED = "reserved"
    UNRESERVED = "unreserved"
    RELEASED = "released"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    HANDED_OVER = "handed_over"
    RETURNED = "returned"
    LOST = "lost"
    DAMAGED = "damaged"
    TRANSFERRED = "transferred"
    CORRECTED = "corrected"
    RETURNED_TO_SUPPLIER = "returned_to_supplier"


class LotOrigin(StrEnum):
    DONATION = "donation"
    PURCHASE = "purchase"
    OPERATOR = "operator"


class LotState(StrEnum):  # read from a lot's counts and days, never set by hand
    ANNOUNCED = "announced"
    COLLECTED = "collected"
    REFURBISHING = "refurbishing"
    WIPED = "wiped"
    RECEIVED = "received"
    INSPECTED = "inspected"
    ALLOCATABLE = "allocatable"
    USED_UP = "used_up"
    CLOSED = "closed"


class LotCloseReason(StrEnum):
    SHORT_SHIPMENT = "short_shipment"
    CANCELLED = "cancelled"
    REFUSED = "refused"


class TransferReason(StrEnum):
    REBALANCE = "rebalance"
    SITE_CLOSING = "site_closing"
    NEARER_TO_FAMILIES = "nearer_to_families"


class LossReason(StrEnum):
    STOLEN = "stolen"
    MISSING = "missing"
    BROKEN = "broken"


class CountState(StrEnum):
    COUNTED = "counted"
    FINALISED = "finalised"
    DROPPED = "dropped"


class RenewalState(StrEnum):
    GRANTED = "granted"
    CREDITED = "credited"
    CANCELLED = "cancelled"


class CampaignState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


class IneligibleReason(StrEnum):
    """Why a household is not ranked under a policy."""

    NOT_INFORMED = "not_informed"
    OUT_OF_AREA = "out_of_area"
    NOTHING_ASKED = "nothing_asked"
    SITUATION_NOT_COVERED = "situation_not_covered"
    ALREADY_RECEIVED = "already_received"
