"""A policy's text edited in place, and what two texts say differently; examples counted by hand."""

import pytest

from campaigns.model.outcome import Refusal
from campaigns.model.policy import Policy, parse_policy, policy_digest
from campaigns.model.policy_text import policy_differences, with_weights
from tests.unit.rules_builders import FLOOD, LOCKDOWN, policy_of


def test_a_weight_moves_and_everything_else_stays_comments_included() -> None:
    changed = with_weights(LOCKDOWN, {"examen": 0.3})
    assert isinstance(changed, str)
    old, new = LOCKDOWN.splitlines(), changed.splitlines()
    assert [(a, b) for a, b in zip(old, new, strict=True) if a != b] == [("weight = 0.12", "weight = 0.3")]
    assert policy_differences(policy_of(LOCKDOWN), policy_of(changed)) == [("criteria.examen.weight", 0.12, 0.3)]


def test_the_same_weights_give_the_same_policy() -> None:
    weights = {criterion.name: criterion.weight for criterion in policy_of(FLOOD).criteria}
    changed = with_weights(FLOOD, weights)
    assert isinstance(changed, str)
    assert policy_digest(policy_of(changed)) == policy_digest(policy_of(FLOOD))


def test_a_weight_written_before_the_name_or_with_a_comment_moves_too() -> None:
    swapped = LOCKDOWN.replace(
        'name = "urgence"\nfact = "urgent"\nscale = "flag"\nweight = 0.10\n',
        'weight = 0.10   # à débattre\nfact = "urgent"\nscale = "flag"\nname = "urgence"\n',
    )
    assert swapped != LOCKDOWN
    changed = with_weights(swapped, {"urgence": 0.2})
    assert isinstance(changed, str)
    assert "weight = 0.2   # à débattre\n" in changed


@pytest.mark.parametrize(
    ("weights", "code"), [({"examen": -1.0}, "wrong_policy"), ({"inconnu": 1.0}, "weights_not_found")]
)
def test_a_weight_that_cannot_be_is_refused(weights: dict[str, float], code: str) -> None:
    refusal = with_weights(LOCKDOWN, weights)
    assert isinstance(refusal, Refusal)
    assert refusal.code == code


def test_criteria_written_on_one_line_cannot_be_moved_in_place() -> None:
    criterion = (
        'criteria = [{ name = "seul", fact = "urgent", scale = "flag", weight = 1, label_fr = "a", label_en = "b", '
        'proof_fr = "c", proof_en = "d" }]\n'
    )
    start = LOCKDOWN.index("[[criteria]]")
    end = LOCKDOWN.index("# Un appareil pour deux élèves")
    text = criterion + LOCKDOWN[:start] + LOCKDOWN[end:]
    assert isinstance(parse_policy(text), Policy)
    refusal = with_weights(text, {"seul": 2.0})
    assert isinstance(refusal, Refusal)
    assert refusal.code == "weights_not_found"


def test_an_order_that_changed_is_told_apart_from_what_was_added() -> None:
    text = LOCKDOWN.replace('code = "tablet"\naccepts = [\n    { item = "tablet", min_grade = "C", penalty = 0 },\n',
                            'code = "tablet"\naccepts = [\n    { item = "tablet", min_grade = "B", penalty = 0 },\n')  # fmt: skip
    assert policy_differences(policy_of(LOCKDOWN), policy_of(text)) == [
        ("needs.tablet.accepts.tablet.min_grade", "C", "B")
    ]
    with_bins = policy_of(LOCKDOWN + "\n[ranking]\nscore_bin = 0.05\n")
    assert policy_differences(policy_of(LOCKDOWN), with_bins) == [("ranking.score_bin", None, 0.05)]
    floor = policy_of(LOCKDOWN + '\n[[floors]]\nshare_pct = 80\nlabel_fr = "p"\nlabel_en = "f"\n')
    assert ("floors.floor.share_pct", None, 80) in policy_differences(policy_of(LOCKDOWN), floor)


def test_switches_that_are_not_used_leave_the_digest_of_earlier_plans() -> None:
    spelled = LOCKDOWN.replace('mode = "together"', 'mode = "together"\nstrict = "household"') + (
        '\n[ranking]\nwithin_bin = "lottery"\n'
    )
    assert policy_digest(policy_of(spelled)) == policy_digest(policy_of(LOCKDOWN))
    assert policy_digest(policy_of(LOCKDOWN + "\n[ranking]\nscore_bin = 0.05\n")) != policy_digest(policy_of(LOCKDOWN))


@pytest.mark.parametrize(
    ("extra", "said"),
    [
        ('\n[ranking]\nwithin_bin = "use"\n', "score_bin"),
        ('\n[ranking]\nscore_bin = 0.1\nwithin_bin = "use"\n\n[[floors]]\nshare_pct = 80\nlabel_fr = "p"\nlabel_en = "f"\n', "planchers"),
        ("\n[ranking]\nscore_bin = 0\n", "ranking"),
        ("\n[transfers]\nmax_km = 100\nlead_time_days = -1\n", "transfers"),
    ],
)  # fmt: skip
def test_switches_that_contradict_each_other_are_refused_in_words(extra: str, said: str) -> None:
    refusal = parse_policy(LOCKDOWN + extra)
    assert isinstance(refusal, Refusal)
    assert said in refusal.sentence.fr
