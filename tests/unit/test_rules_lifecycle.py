"""Which step may follow which."""

from itertools import product

import pytest

from campaigns.lifecycle import KINDS, STATES, STEPS, TRANSITIONS, next_state, two_persons_refusal
from campaigns.model.actor import Actor
from campaigns.model.codes import CampaignState, GrantState, ListState, PlanState, Role
from campaigns.model.help_codes import ReferralState
from campaigns.model.outcome import Refusal

STATES_OF = {
    "plan": PlanState,
    "list": ListState,
    "grant": GrantState,
    "campaign": CampaignState,
    "referral": ReferralState,
}
ALLOWED = {
    ("plan", "draft", "lock"): "locked",
    ("plan", "draft", "revoke"): "revoked",
    ("plan", "locked", "unlock"): "draft",
    ("plan", "locked", "approve"): "approved",
    ("plan", "locked", "revoke"): "revoked",
    ("plan", "approved", "adopt"): "adopted",
    ("plan", "approved", "revoke"): "revoked",
    ("plan", "adopted", "close"): "closed",
    ("plan", "adopted", "revoke"): "revoked",
    ("list", "in_review", "accept"): "accepted",
    ("list", "in_review", "refuse"): "refused",
    ("list", "in_review", "correct"): "in_review",
    ("list", "in_review", "replace"): "replaced",
    ("list", "accepted", "correct"): "accepted",
    ("grant", "granted", "release"): "released",
    ("grant", "released", "deliver"): "delivered",
    ("grant", "released", "hand_over"): "handed_over",
    ("grant", "released", "return"): "returned",
    ("grant", "delivered", "hand_over"): "handed_over",
    ("grant", "delivered", "return"): "returned",
    ("grant", "handed_over", "return"): "returned",
    ("campaign", "open", "close"): "closed",
    ("referral", "referred", "attend"): "attended",
    ("referral", "referred", "miss"): "absent",
    ("referral", "referred", "decline"): "declined",
    ("referral", "referred", "withdraw"): "withdrawn",
    ("referral", "attended", "miss"): "absent",
    ("referral", "absent", "attend"): "attended",
}


@pytest.mark.parametrize("kind", list(STATES_OF))
def test_exactly_the_declared_steps_are_possible(kind: str) -> None:
    found = {}
    for state, action in product(STATES_OF[kind], STEPS):
        answer = next_state(kind, state, action)
        if not isinstance(answer, Refusal):
            found[kind, str(state), action] = answer
    assert found == {key: state for key, state in ALLOWED.items() if key[0] == kind}


def test_a_step_out_of_turn_says_what_can_be_done_now() -> None:
    refusal = next_state("plan", "draft", "adopt")
    assert isinstance(refusal, Refusal)
    assert refusal.code == "wrong_state"
    assert refusal.sentence.fr == (
        "Ce plan est dans l'état « brouillon » : impossible d'adopter. Rien n'a été modifié. "
        "Possible maintenant : verrouiller, annuler."
    )
    assert refusal.sentence.en == (
        "This plan is in state “draft”: it is not possible to adopt. Nothing was changed. Possible now: lock, revoke."
    )
    end = next_state("plan", "closed", "lock")
    assert isinstance(end, Refusal)
    assert "aucune étape" in end.sentence.fr


def test_an_unknown_state_or_step_is_refused_and_an_unknown_kind_is_a_fault() -> None:
    assert isinstance(next_state("plan", "frozen", "lock"), Refusal)
    assert isinstance(next_state("plan", "draft", "melt"), Refusal)
    with pytest.raises(KeyError):
        next_state("parcel", "draft", "lock")


def test_every_state_and_step_has_words() -> None:
    assert set(STATES) == {str(state) for states in STATES_OF.values() for state in states}
    assert set(KINDS) == set(TRANSITIONS) == set(STATES_OF)
    assert set(STEPS) == {step for states in TRANSITIONS.values() for steps in states.values() for step in steps}


def test_whoever_proposed_or_locked_a_plan_cannot_approve_it() -> None:
    approver = Actor(user_id="u1", name="Personne fictive", role=Role.APPROVER)
    assert two_persons_refusal(approver, ["u2", "u3"]) is None
    assert two_persons_refusal(approver, ["u2", None]) is None
    for earlier in (["u1", "u2"], ["u2", "u1"]):
        refusal = two_persons_refusal(approver, earlier)
        assert isinstance(refusal, Refusal)
        assert refusal.code == "same_person"
