"""A policy is read whole or refused with the place to correct."""

import pytest

from campaigns.model.outcome import Refusal
from campaigns.model.policy import Policy, parse_policy, policy_digest
from tests.unit.rules_builders import FLOOD, LOCKDOWN, policy_of


def refused(text: str, old: str, new: str) -> Refusal:
    assert old in text, old
    answer = parse_policy(text.replace(old, new, 1))
    assert isinstance(answer, Refusal)
    return answer


def test_the_lockdown_example_has_eight_criteria_four_tiers_and_a_maximum_of_96_hundredths() -> None:
    policy = policy_of(LOCKDOWN)
    assert (policy.code, policy.identity.example) == ("exemple_confinement", True)
    assert (policy.name_fr, policy.name_en) == ("Exemple : confinement", "Example: lockdown")
    assert [tier.name for tier in policy.tiers] == ["examen_sans_appareil", "hebergement", "urgence_attestee", "tous"]
    assert {c.name: c.weight_micro for c in policy.criteria} == {
        "sans_appareil": 200_000, "eleves": 160_000, "sans_connexion": 160_000, "examen": 120_000, "logement": 120_000,
        "urgence": 100_000, "bourse": 50_000, "attente": 50_000,
    }  # fmt: skip
    assert round(policy.maximum_score * 1_000_000) == 960_000


def test_the_flood_example_serves_one_department_and_separates_devices_from_data() -> None:
    policy = policy_of(FLOOD)
    assert policy.eligibility.departments == ("62",)
    assert policy.kits.mode == "separate"
    assert (policy.horizon_on, policy.hand_out_days) == (None, None)


def test_comments_and_layout_do_not_change_the_digest_but_a_weight_does() -> None:
    digest = policy_digest(policy_of(LOCKDOWN))
    assert policy_digest(policy_of("# autre commentaire\n\n" + LOCKDOWN)) == digest
    assert policy_digest(policy_of(LOCKDOWN, ("weight = 0.20", "weight = 0.200"))) == digest
    assert policy_digest(policy_of(LOCKDOWN, ("weight = 0.20", "weight = 0.21"))) != digest
    assert len(digest) == 64


def test_broken_toml_is_refused_with_its_line_and_column() -> None:
    answer = refused("[identity]\nversion = = 1\n", "x" * 0, "")
    assert answer.code == "broken_policy"
    assert "ligne 2, colonne 11" in answer.sentence.fr
    assert "line 2, column 11" in answer.sentence.en


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("weight = 0.5", "weight = -1", "Section « criteria », n° 1, champ « weight » : « -1 » ne convient pas, il faut un nombre plus grand que 0"),
        ("weight = 0.5", "weight = 'x'", "champ « weight » : « x » ne convient pas, il faut un nombre"),
        ("weight = 0.5", "weight = 0.1234567", "le poids a au plus six décimales"),
        ("seed = ", "graine = ", "Section « lottery », champ « seed » : ce champ manque"),
        ("[lottery]", "[loterie]", "Section « lottery » : ce champ manque"),
        ('mode = "separate"', 'mode = "sep"', "« sep » ne convient pas, valeurs possibles : together, separate"),
        ('fact = "housing_kind"', 'fact = "nationality"', "le fait « nationality » ne convient pas ici"),
        ('fact = "household_size"', 'fact = "housing_kind"', "le fait « housing_kind » ne convient pas ici ; faits possibles : already_device_count"),
        ('"social_hotel"', '"castle"', "« castle » n'est pas un code de « housing_kind »"),
        ("shares = { none = 1.0, limited_mobile = 0.5 }", "", "« shares » accompagne l'échelle « codes »"),
        ("full_at = 6", "", "« full_at » accompagne l'échelle « linear »"),
        ('item = "tablet"', 'item = "data_5gb"', "« data_5gb » n'est pas un article du catalogue de côté « device »"),
        ('item = "tablet"', 'item = "laptop"', "« laptop » est donné deux fois"),
        ('min_grade = "B"', 'min_grade = "Z"', "« Z » ne convient pas, valeurs possibles : INVENDABLE, HC"),
        ('situations = ["none", "limited_mobile", "unknown"]', 'situations = ["none", "limited_mobile"]', "la situation « unknown » est citée 0 fois"),
        ('name = "materiel_perdu"', 'name = "rank"', "« rank » est un nom déjà pris par le classement"),
        ("pick_up_km = 15.0", "pick_up_km = 5000.0", "« 5000.0 » ne convient pas, il faut un nombre d'au plus 1000"),
        ('departments = ["62"]', 'departments = ["621"]', "Section « eligibility », champ « departments », n° 1"),
        ("version = 1", "version = 1\ncolour = 2", "Section « identity », champ « colour » : ce champ n'existe pas ici"),
        ('seed = "inondation-exemple-2024-01-05"', 'seed = "court"', "nombre de caractères : 8 au moins"),
    ],
)  # fmt: skip
def test_a_wrong_field_is_named_in_one_sentence(old: str, new: str, said: str) -> None:
    answer = refused(FLOOD, old, new)
    assert answer.code == "wrong_policy"
    assert said in answer.sentence.fr
    assert answer.sentence.en.startswith("The policy is not accepted.")
    assert "{" not in answer.sentence.fr + answer.sentence.en


def test_only_the_last_tier_takes_everybody() -> None:
    condition = 'conditions = [\n    { fact = "urgent", equals = true },\n]\n'
    assert "le palier « urgence_attestee » n'a pas de condition" in refused(LOCKDOWN, condition, "").sentence.fr
    last = 'label_en = "All other households"'
    assert "retirez ses conditions" in refused(LOCKDOWN, last, f"{last}\n{condition}").sentence.fr


def test_a_condition_has_exactly_one_test() -> None:
    two = refused(LOCKDOWN, "equals = true }", "equals = true, at_least = 1 }")
    assert "une condition a exactement un test" in two.sentence.fr
    assert "le fait « housing_kind »" in refused(LOCKDOWN, '"urgent", equals', '"housing_kind", equals').sentence.fr
    count = policy_of(LOCKDOWN, ('"urgent", equals = true', '"pupils_count", at_least = 4'))
    assert count.tiers[2].conditions[0].at_least == 4


def test_a_policy_cannot_be_changed_once_read() -> None:
    policy = policy_of(LOCKDOWN)
    with pytest.raises(ValueError, match="frozen"):
        policy.caps = policy.caps  # type: ignore[misc]
    assert isinstance(policy, Policy)


def test_a_text_cut_off_in_the_middle_is_refused_at_its_end() -> None:
    unclosed = parse_policy("tiers = [")
    assert isinstance(unclosed, Refusal)
    assert "à la fin du fichier" in unclosed.sentence.fr


def test_several_faults_are_counted_and_the_first_is_told() -> None:
    text = FLOOD.replace("seed = ", "graine = ").replace("weight = 0.5", "weight = 0")
    answer = parse_policy(text)
    assert isinstance(answer, Refusal)
    assert "« 0 » ne convient pas" in answer.sentence.fr
    assert "(2 autre(s) à corriger ensuite)" in answer.sentence.fr
