"""Who may do what: the whole table, enumerated."""

import re
from itertools import product
from pathlib import Path

import pytest

from campaigns.access import RIGHTS, Scope, Span, can, check_can, rights_of
from campaigns.access_words import ACTIONS, ROLES
from campaigns.model.actor import Actor
from campaigns.model.codes import Role
from campaigns.model.outcome import Refusal

PIPELINES = Path(__file__).parents[2] / "pipelines"
WHOLE = Scope()
OWN = Scope(partner_id="P1", department_code="93")
OTHER = Scope(partner_id="P2", department_code="93")
ELSEWHERE = Scope(partner_id="P3", department_code="75")
COUNTS = Scope(aggregated=True)


def actor(role: Role, **more: str) -> Actor:
    return Actor(user_id=f"u-{role}", name="Personne fictive", role=role, **more)


PARTNER = actor(Role.PARTNER, partner_id="P1")
LOCAL = actor(Role.COORDINATOR, department_code="93")
NATIONAL = actor(Role.COORDINATOR)


SPANS_READ = {"oui": Span.ALL, "–": Span.NONE, "sa structure": Span.OWN, "son département": Span.DEPARTMENT, "en chiffres": Span.AGGREGATES}  # fmt: skip


def test_the_table_is_the_one_that_people_read() -> None:
    read = {}
    for line in (PIPELINES.parent / "docs/rights.md").read_text("utf-8").splitlines():
        if found := re.match(r"\| .*\(`(\S+)`\) \| (.*) \|$", line):
            read[found[1]] = dict(zip(Role, map(SPANS_READ.get, found[2].split(" | ")), strict=True))
    assert read == RIGHTS and list(read) == list(RIGHTS)


def test_every_action_says_something_of_every_role_and_has_words() -> None:
    assert set(ACTIONS) == set(RIGHTS)
    assert set(ROLES) == set(Role)
    assert all(set(spans) == set(Role) for spans in RIGHTS.values())


def test_a_table_with_a_missing_cell_is_not_accepted() -> None:
    with pytest.raises(ValueError, match="shorter"):
        rights_of("action partner dpo\nx.read all")


def test_rights_reach_exactly_as_far_as_their_cell_says() -> None:
    reach = {
        Span.NONE: [],
        Span.OWN: [OWN],
        Span.DEPARTMENT: [OWN, OTHER],
        Span.AGGREGATES: [COUNTS],
        Span.ALL: [WHOLE, OWN, OTHER, ELSEWHERE, COUNTS],
    }
    for action, role in product(RIGHTS, Role):
        person = actor(role, partner_id="P1", department_code="93")
        reached = [scope for scope in (WHOLE, OWN, OTHER, ELSEWHERE, COUNTS) if can(person, action, scope)]
        assert reached == reach[RIGHTS[action][role]], (action, role)


def test_a_partner_reads_its_own_lists_and_nobody_elses() -> None:
    assert check_can(PARTNER, "list.read", OWN) is None
    refusal = check_can(PARTNER, "list.read", OTHER)
    assert isinstance(refusal, Refusal)
    assert refusal.code == "out_of_scope"
    assert "lire une liste seulement pour votre structure" in refusal.sentence.fr


def test_a_partner_without_a_structure_owns_nothing() -> None:
    assert not can(actor(Role.PARTNER), "list.read", Scope())
    assert not can(actor(Role.PARTNER), "list.read", OWN)


def test_a_coordinator_of_a_department_stays_in_it_and_a_national_one_does_not() -> None:
    assert can(LOCAL, "list.accept", OTHER)
    assert not can(LOCAL, "list.accept", ELSEWHERE)
    assert not can(LOCAL, "list.accept", WHOLE)
    assert can(NATIONAL, "list.accept", ELSEWHERE)
    assert can(NATIONAL, "household.read", WHOLE)


def test_leadership_sees_what_is_published_and_no_count_of_today_nor_household() -> None:
    leader = actor(Role.LEADERSHIP)
    assert can(leader, "figures.read", WHOLE)
    assert not can(leader, "coverage.read", COUNTS)
    assert not can(leader, "figures.publish", WHOLE)
    assert [a for a in ("household.read", "identity.read", "list.read", "delivery.read") if can(leader, a, OWN)] == []


def test_an_administrator_sees_no_family() -> None:
    admin = actor(Role.ADMIN)
    family = (
        "household.read",
        "identity.read",
        "list.read",
        "rank.read",
        "plan.read",
        "delivery.read",
        "delivery.export",
    )
    assert [a for a in family if can(admin, a, OWN) or can(admin, a, WHOLE)] == []


def test_coordination_and_approval_approve_and_an_approver_never_proposes() -> None:
    # That the two persons differ is the lifecycle's rule, whatever their roles.
    assert [role for role in Role if can(actor(role), "plan.approve", WHOLE)] == [Role.COORDINATOR, Role.APPROVER]
    assert not can(actor(Role.APPROVER), "plan.propose", WHOLE)


def test_only_data_protection_erases() -> None:
    assert [role for role in Role if can(actor(role), "erase", WHOLE)] == [Role.DPO]


def test_a_refusal_says_what_who_and_that_nothing_changed() -> None:
    refusal = check_can(PARTNER, "plan.adopt", OWN)
    assert isinstance(refusal, Refusal)
    assert refusal.code == "not_allowed"
    assert refusal.sentence.fr == (
        "Le rôle « structure partenaire » ne permet pas d'adopter un plan. Rien n'a été modifié. "
        "Adressez-vous à : coordination, validation."
    )
    assert refusal.sentence.en == (
        "The role “partner structure” may not adopt a plan. Nothing was changed. Ask: coordination, approval."
    )


def test_an_action_of_no_line_is_refused_to_everybody() -> None:
    assert [role for role in Role if can(actor(role), "household.delete_all", WHOLE)] == []
    refusal = check_can(NATIONAL, "household.delete_all", WHOLE)
    assert isinstance(refusal, Refusal)
    assert (
        refusal.sentence.fr
        == "Le rôle « coordination » ne permet pas de « household.delete_all ». Rien n'a été modifié."
    )
    assert refusal.sentence.en == "The role “coordination” may not “household.delete_all”. Nothing was changed."


def test_every_action_that_a_pipeline_asks_for_is_in_the_table() -> None:
    asked = set()
    for path in PIPELINES.rglob("*.py"):
        text = path.read_text("utf-8")
        asked |= set(re.findall(r"(?:Command\(\s*|check_can\(\s*\w+,\s*)\"([a-z_.]+)\"", text))
    assert asked - set(RIGHTS) == set()


@pytest.mark.parametrize("role", Role)
def test_everybody_reads_which_campaigns_there_are(role: Role) -> None:
    assert RIGHTS["campaign.read"][role] is Span.ALL


def test_a_table_with_an_unknown_role_is_refused() -> None:
    with pytest.raises(ValueError, match="visitor"):
        rights_of("action visitor\nx.read all")
