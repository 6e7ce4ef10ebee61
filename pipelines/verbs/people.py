"""Verbs about who signs in: the register of people, and the codes of structures."""

from campaigns.model.actor import Actor
from campaigns.model.codes import Role
from campaigns.model.outcome import Refusal
from pipelines.office import Office
from pipelines.sign_in.code_letter import code_sheet, mail_code
from pipelines.sign_in.codes import issue_code, list_codes, revoke_code
from pipelines.sign_in.members import Given, disable_member, grant_role, invite_member, list_members
from pipelines.verbs.calling import Answer, OnOffice, Options, day


def given(options: Options) -> Given | Refusal:
    """Return the role that was typed."""
    ends_on = day(options.until) if options.until else None
    if isinstance(ends_on, Refusal):
        return ends_on
    return Given(Role(options.role), options.partner, options.department, ends_on)


def invite(office: Office, actor: Actor, options: Options) -> Answer:
    """Invite a person."""
    role = given(options)
    return role if isinstance(role, Refusal) else invite_member(office, actor, options.email, options.name, role)


def grant(office: Office, actor: Actor, options: Options) -> Answer:
    """Give a role."""
    role = given(options)
    return role if isinstance(role, Refusal) else grant_role(office, actor, options.user_id, role)


def issue(office: Office, actor: Actor, options: Options) -> Answer:
    """Issue a code: mailed, printed, or told."""
    if options.mail:
        return mail_code(office, actor, options.partner, hours=options.hours)
    issued = issue_code(office, actor, options.partner, hours=options.hours)
    if isinstance(issued, Refusal) or options.to is None:
        return issued
    options.to.write_bytes(code_sheet(office, issued))
    return {name: value for name, value in issued.items() if name != "code"} | {"file": str(options.to)}


ON_OFFICE: dict[str, OnOffice] = {
    "members list": lambda office, actor, options: list_members(office, actor),
    "members invite": invite,
    "members grant": grant,
    "members disable": lambda office, actor, options: disable_member(office, actor, options.user_id),
    "codes list": lambda office, actor, options: list_codes(office, actor),
    "codes issue": issue,
    "codes revoke": lambda office, actor, options: revoke_code(office, actor, options.code_id),
}
