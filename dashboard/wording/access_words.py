"""The states of people's access and of one-time codes, in words. Nothing here decides one."""

from campaigns.sessions import CodeEnd
from dashboard.wording.translation import Words
from dashboard.wording.translation import mark as _

MEMBER_STATES = {
    "invited": _("invitée, pas encore venue"),
    "active": _("accès ouvert"),
    "over": _("rôle terminé"),
    "disabled": _("accès fermé"),
}
CODE_STATES = {
    "open": _("peut servir"),
    CodeEnd.USED.value: _("a servi"),
    CodeEnd.EXPIRED.value: _("expiré"),
    CodeEnd.REVOKED.value: _("annulé"),
    CodeEnd.LOCKED.value: _("bloqué après trop d'essais"),
}
WAYS = {"print": _("Sur papier"), "mail": _("Par courriel")}


def state_of_member(state: str, words: Words) -> str:
    """Say whether somebody's access is open."""
    return words(MEMBER_STATES[state])


def state_of_code(state: str, words: Words) -> str:
    """Say what became of a code."""
    return words(CODE_STATES[state])
