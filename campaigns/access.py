"""Who may do what, on whose data: one table, role × action × span.

Pipelines ask it on every command and every reading; pages only hide. What is not written is refused.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from campaigns.access_words import ACTIONS, ROLES, of_verb
from campaigns.model.actor import Actor
from campaigns.model.codes import Role
from campaigns.model.outcome import Refusal, Sentence


class Span(StrEnum):
    """How far a right goes.

    own: what the actor's own structure sent or receives. department: the department the actor covers, or everything for an
    actor who covers the country. aggregates: counts that name no family. all: the whole campaign.
    """

    NONE = "-"
    OWN = "own"
    DEPARTMENT = "department"
    AGGREGATES = "aggregates"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Scope:
    """What is acted upon: a partner's data, a department's, counts only (`aggregated`), or by default the whole campaign."""

    partner_id: str | None = None
    department_code: str | None = None
    aggregated: bool = False


# One line an action; a column a role. DPO: the data protection officer. Admin sees no family. Leadership reads published
# figures and nothing else: what it has never been given, it can never let slip.
TABLE: Final = """
action             partner  coordinator  approver  logistics  leadership  dpo   admin
campaign.read      all      all          all       all        all         all   all
campaign.create    -        all          -         -          -           -     all
campaign.close     -        -            all       -          -           all   -
policy.read        all      all          all       all        -           all   all
policy.adopt       -        all          all       -          -           -     -
partner.read       own      department   all       all        -           all   all
partner.import     -        all          -         -          -           -     all
site.import        -        all          -         all        -           -     all
site.close         -        all          -         -          -           -     all
site.reopen        -        all          -         -          -           -     all
list.submit        own      department   -         -          -           -     -
list.read          own      department   all       -          -           all   -
list.correct       own      department   -         -          -           all   -
request.withdraw   own      department   -         -          -           -     -
list.accept        -        department   -         -          -           -     -
list.refuse        -        department   -         -          -           -     -
household.read     own      department   all       -          -           all   -
identity.read      own      department   -         -          -           all   -
link.run           -        all          -         -          -           -     -
decision.record    -        department   -         -          -           -     -
rank.read          -        all          all       -          -           all   -
stock.read         -        all          all       all        -           all   all
stock.import       -        all          -         all        -           -     -
lot.announce       -        all          -         all        -           -     -
lot.route          -        all          -         all        -           -     -
lot.receive        -        all          -         all        -           -     -
lot.inspect        -        all          -         all        -           -     -
lot.refuse         -        all          -         all        -           -     -
lot.redirect       -        all          -         all        -           -     -
lot.close          -        all          -         all        -           -     -
transfer.send      -        all          -         all        -           -     -
transfer.receive   -        all          -         all        -           -     -
count.record       -        all          -         all        -           -     -
count.finalise     -        all          -         all        -           -     -
stock.lose         -        all          -         all        -           -     -
stock.correct      -        all          -         all        -           -     -
stock.return       -        all          -         all        -           -     -
renewal.read       -        all          all       all        -           -     -
renewal.grant      -        all          -         -          -           -     -
renewal.credit     -        all          -         all        -           -     -
renewal.cancel     -        all          -         -          -           -     -
plan.read          own      all          all       all        -           all   -
plan.propose       -        all          -         -          -           -     -
plan.lock          -        all          -         -          -           -     -
plan.unlock        -        all          all       -          -           -     -
plan.approve       -        all          all       -          -           -     -
plan.adopt         -        all          all       -          -           -     -
plan.revoke        -        all          all       -          -           -     -
plan.close         -        all          all       -          -           -     -
exception.ask      -        department   -         -          -           -     -
exception.approve  -        all          all       -          -           -     -
grant.withdraw     own      department   -         -          -           -     -
release            -        all          all       all        -           -     -
delivery.read      own      department   all       all        -           all   -
delivery.export    own      department   -         all        -           -     -
delivery.ship      -        department   -         all        -           -     -
handover.record    own      department   -         all        -           -     -
handover.outside   own      department   -         all        -           -     -
handover.free      -        all          -         all        -           -     -
recharge.export    -        all          -         all        -           -     -
message.prepare    -        all          -         -          -           -     -
message.send       -        all          -         -          -           -     -
workshop.read      all      all          all       all        -           all   -
workshop.import    -        all          -         all        -           -     -
referral.read      own      department   all       -          -           all   -
referral.make      -        all          -         -          -           -     -
referral.record    own      department   -         -          -           -     -
coverage.read      -        all          all       all        -           all   -
figures.read       all      all          all       all        all         all   all
figures.publish    -        all          all       -          -           -     -
journal.read       -        all          all       -          -           all   aggregates
verify             -        all          all       -          -           all   all
person.search      -        -            -         -          -           all   -
person.export      -        -            -         -          -           all   -
person.object      -        -            -         -          -           all   -
erase              -        -            -         -          -           all   -
retention.read     -        -            -         -          -           all   all
retention.run      -        -            -         -          -           all   -
backup             -        -            -         -          -           -     all
restore            -        -            -         -          -           -     all
migrate            -        -            -         -          -           -     all
key.replace        -        -            -         -          -           -     all
doctor             -        all          all       all        all         all   all
member.read        -        -            -         -          -           all   all
member.invite      -        -            -         -          -           -     all
member.grant       -        -            -         -          -           -     all
member.disable     -        -            -         -          -           -     all
code.read          -        department   -         -          -           all   all
code.issue         -        department   -         -          -           -     -
code.revoke        -        department   -         -          -           all   all
demo               -        all          -         -          -           -     all
"""


def rights_of(table: str) -> dict[str, dict[Role, Span]]:
    """Read a table of rights: action -> role -> span; a line of another width raises ValueError."""
    head, *lines = [line.split() for line in table.strip().splitlines()]
    roles = [Role(name) for name in head[1:]]
    return {line[0]: dict(zip(roles, map(Span, line[1:]), strict=True)) for line in lines}


RIGHTS: Final = rights_of(TABLE)


def check_can(actor: Actor, action: str, scope: Scope) -> Refusal | None:
    """Tell why an actor may not do something, or None where they may.

    Returns
    -------
    Refusal | None
        `not_allowed` when the role never may, `out_of_scope` when it may, but not on this subject.
    """
    span = RIGHTS.get(action, {}).get(actor.role, Span.NONE)
    if span is Span.NONE:
        return _not_allowed(actor, action)
    return None if _within(actor, span, scope) else _out_of_scope(actor, action, span)


def can(actor: Actor, action: str, scope: Scope) -> bool:
    """Tell whether an actor may do something: the same truth as `check_can`, to grey a button."""
    return check_can(actor, action, scope) is None


def _within(actor: Actor, span: Span, scope: Scope) -> bool:
    if span is Span.OWN:
        return actor.partner_id is not None and scope.partner_id == actor.partner_id
    if span is Span.DEPARTMENT:
        return actor.department_code is None or scope.department_code == actor.department_code
    return span is Span.ALL or scope.aggregated


def _not_allowed(actor: Actor, action: str) -> Refusal:
    role, verb = ROLES[actor.role], ACTIONS.get(action, Sentence(f"« {action} »", f"“{action}”"))
    allowed = [ROLES[role] for role, span in RIGHTS.get(action, {}).items() if span is not Span.NONE]
    who_fr = f" Adressez-vous à : {', '.join(role.fr for role in allowed)}." if allowed else ""
    who_en = f" Ask: {', '.join(role.en for role in allowed)}." if allowed else ""
    return Refusal(
        "not_allowed",
        Sentence(
            f"Le rôle « {role.fr} » ne permet pas {of_verb(verb.fr)}. Rien n'a été modifié.{who_fr}",
            f"The role “{role.en}” may not {verb.en}. Nothing was changed.{who_en}",
        ),
    )


def _out_of_scope(actor: Actor, action: str, span: Span) -> Refusal:
    verb, limit = ACTIONS[action], LIMITS[span]
    return Refusal(
        "out_of_scope",
        Sentence(
            f"Vous pouvez {verb.fr} seulement {limit.fr}. Rien n'a été modifié ; une personne de la coordination nationale peut le faire.",
            f"You may {verb.en} only {limit.en}. Nothing was changed; a person of the national coordination can do it.",
        ),
    )


# What a limited right is limited to.
LIMITS: Final = {
    Span.OWN: Sentence("pour votre structure", "for your own structure"),
    Span.DEPARTMENT: Sentence("dans votre département", "in your department"),
    Span.AGGREGATES: Sentence("en chiffres, sans foyer", "as figures, without any household"),
}
