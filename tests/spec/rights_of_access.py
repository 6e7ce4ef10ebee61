"""One try for each right on who signs in: the register of people, and the codes of structures."""

from collections.abc import Callable
from typing import Any, Final

from campaigns.model.actor import Actor
from campaigns.model.codes import Role
from campaigns.model.outcome import Refusal
from pipelines.office import Office
from pipelines.sign_in.codes import issue_code, list_codes, revoke_code
from pipelines.sign_in.members import Given, disable_member, grant_role, invite_member, list_members
from tests.spec.rights_world import Target

MEMBER_TRIES: Final[dict[str, Callable[[Office, Actor], Any]]] = {
    "member.read": list_members,
    "member.invite": lambda o, a: invite_member(o, a, "nouvelle@mairie.example", "N", Given(Role.DPO)),
    "member.grant": lambda o, a: grant_role(o, a, "x", Given(Role.DPO)),
    "member.disable": lambda o, a: disable_member(o, a, "x"),
}
CODE_TRIES: Final[dict[str, Callable[[Office, Actor, Target], Any]]] = {
    "code.read": lambda o, a, t: known(t.code_id, [row["code_id"] for row in list_codes(o, a)]),
    "code.issue": lambda o, a, t: issue_code(o, a, t.partner_code),
    "code.revoke": lambda o, a, t: revoke_code(o, a, t.code_id),
}


def known(wanted: str, found: list[str]) -> Any:
    """Turn a list that leaves out what may not be seen into an answer or a refusal."""
    return found if wanted in found else Refusal("not_allowed", None)  # type: ignore[arg-type]
