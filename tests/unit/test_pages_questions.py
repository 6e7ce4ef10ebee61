"""The page of questions: same, different, later, undo; what is hidden until the answer; what changed meanwhile; who may decide."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from campaigns.model.codes import Role
from campaigns.model.outcome import Refusal
from dashboard.parts import sitting
from dashboard.parts.sitting import Sitting
from dashboard.sign_in import fictive_actor
from pipelines.linkage.decide import answer_question
from pipelines.office import Office
from pipelines.reporting.view_one_question import answer_as_seen, chances, question_board
from pipelines.reporting.view_questions import question_counts
from tests.unit.coordination_desk import COORDINATOR, button, campaign_of, desk_on_a_copy, labels, opened, press, said
from tests.unit.doubtful_campaign import doubtful_campaign

Pair = tuple[str, str]


@pytest.fixture(scope="module")
def doubtful_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the campaign of near twins once; each test works on a copy."""
    home = tmp_path_factory.mktemp("doutes") / "home"
    doubtful_campaign(home).office.close()
    return home


@pytest.fixture
def office(doubtful_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """Open a copy of the campaign; a test presses faster than a person reads."""
    monkeypatch.setattr(sitting, "SOONEST_SECONDS", 0.0)
    with desk_on_a_copy(doubtful_home, tmp_path, monkeypatch) as opened_office:
        yield opened_office


def first_question(office: Office, wanted: Pair | None = None) -> dict[str, object]:
    """Return the question that the page shows first."""
    board = question_board(office, COORDINATOR, campaign_of(office), wanted)
    assert not isinstance(board, Refusal) and board["question"] is not None
    return dict(board["question"])


def open_count(office: Office) -> int:
    """Return how many questions are open."""
    counts = question_counts(office, COORDINATOR, campaign_of(office))
    assert not isinstance(counts, Refusal)
    return int(counts["open"])


def first_pair(office: Office) -> Pair:
    """Return the requests of the first question."""
    left, right = first_question(office)["pair"]  # type: ignore[misc]
    return left, right


def households_of(office: Office, pair: Pair) -> list[str]:
    """Return where two requests are."""
    with office.store.reading() as session:
        rows = session.rows("household/members", {"campaign_id": campaign_of(office)})
    home = {row["request_id"]: row["household_id"] for row in rows}
    return [home[request] for request in pair]


def test_the_first_question_is_one_where_a_grant_is_at_stake(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    question = first_question(office)
    assert (question["reason"], question["at_stake"]) == ("adopted_grant", True)
    page = said(opened(monkeypatch, "doublons"))
    assert f"Il reste {open_count(office)} questions" in page
    assert "a déjà une attribution" in page
    assert "Ordinateur" in page and "second kit" in page


def test_the_evidence_is_hidden_until_the_answer_and_shown_after_it(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = opened(monkeypatch, "doublons")
    assert "Ce que pesaient les indices" not in said(app)
    press(app, "Même famille")
    assert "Ce que pesaient les indices" in said(app)
    assert "point de départ" in said(app)


def test_same_puts_both_requests_in_one_household(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    pair, before = first_pair(office), open_count(office)
    assert len(set(households_of(office, pair))) == 2
    app = press(opened(monkeypatch, "doublons"), "Même famille")
    assert len(set(households_of(office, pair))) == 1
    assert open_count(office) < before
    assert "Question précédente : même famille" in said(app)


def test_different_keeps_them_apart_and_asks_no_more(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    pair, before = first_pair(office), open_count(office)
    app = press(opened(monkeypatch, "doublons"), "Familles différentes")
    assert len(set(households_of(office, pair))) == 2
    assert open_count(office) == before - 1
    assert first_pair(office) != pair
    assert "Question précédente : familles différentes" in said(app)


def test_later_passes_to_the_next_one_and_keeps_the_evidence_hidden(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    pair, before = first_pair(office), open_count(office)
    app = press(opened(monkeypatch, "doublons"), "Plus tard")
    assert open_count(office) == before
    assert first_pair(office) != pair
    assert "1 mise de côté" in said(app)
    assert "Ce que pesaient les indices" not in said(app)


@pytest.mark.parametrize("label", ["Même famille", "Familles différentes", "Plus tard"])
def test_an_answer_undone_asks_its_question_again(office: Office, monkeypatch: pytest.MonkeyPatch, label: str) -> None:
    pair, before = first_pair(office), open_count(office)
    homes = households_of(office, pair)
    app = opened(monkeypatch, "doublons")
    assert button(app, "Annuler").disabled
    press(app, label)
    press(app, "Annuler")
    assert open_count(office) == before
    assert households_of(office, pair) == homes
    assert "la question est de nouveau posée" in said(app)
    # The same question is on the screen: answering it is answering that pair.
    press(app, "Même famille")
    assert len(set(households_of(office, pair))) == 1


def test_a_press_too_soon_after_the_question_appeared_answers_nothing(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = open_count(office)
    app = opened(monkeypatch, "doublons")
    monkeypatch.setattr(sitting, "SOONEST_SECONDS", 3600.0)
    press(app, "Même famille")
    assert open_count(office) == before
    assert "venait trop vite" in said(app)


def test_a_question_answered_by_somebody_else_is_not_answered_twice(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    app, pair = opened(monkeypatch, "doublons"), first_pair(office)
    answer_question(office, COORDINATOR, campaign_of(office), pair, "different")
    before = open_count(office)
    press(app, "Même famille")
    assert len(set(households_of(office, pair))) == 2
    assert open_count(office) == before
    assert "plus à jour" in said(app)


def test_what_changed_while_it_was_read_is_read_again(office: Office) -> None:
    question = first_question(office)
    pair = first_pair(office)
    refused = answer_as_seen(office, COORDINATOR, campaign_of(office), pair, "same", "what was read before")
    assert isinstance(refused, Refusal) and refused.code == "question_changed"
    assert not isinstance(
        answer_as_seen(office, COORDINATOR, campaign_of(office), pair, "same", str(question["seen"])), Refusal
    )


def test_a_link_opens_its_question_and_says_when_it_is_settled(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    board = question_board(office, COORDINATOR, campaign_of(office), None, {first_pair(office)})
    assert not isinstance(board, Refusal)
    second: Pair = board["question"]["pair"]
    press(opened(monkeypatch, "doublons", question=".".join(second)), "Familles différentes")
    assert question_board(office, COORDINATOR, campaign_of(office), second)["is_gone"]  # type: ignore[call-overload, index]
    app = opened(monkeypatch, "doublons", question=".".join(second))
    assert "La question de ce lien" in said(app)
    assert "Même famille" in labels(app)


@pytest.mark.slow
def test_when_all_are_put_off_the_page_offers_to_see_them_again(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = opened(monkeypatch, "doublons")
    for _turn in range(open_count(office)):
        press(app, "Plus tard")
    assert "mises de côté" in said(app)
    assert "Même famille" not in labels(app)
    press(app, "Les revoir maintenant")
    assert "Même famille" in labels(app)


@pytest.mark.parametrize("role", ["approver", "dpo"])
def test_who_does_not_decide_reads_only(office: Office, monkeypatch: pytest.MonkeyPatch, role: str) -> None:
    app = opened(monkeypatch, "doublons", role=role)
    assert "Lecture seule" in said(app)
    assert "Même famille" not in labels(app)
    assert "Ibarra" not in said(app)


def test_a_coordinator_of_another_department_sees_no_question(office: Office) -> None:
    elsewhere = fictive_actor(Role.COORDINATOR).model_copy(update={"department_code": "2A"})
    board = question_board(office, elsewhere, campaign_of(office))
    assert not isinstance(board, Refusal)
    assert (board["open"], board["question"]) == (0, None)


def test_the_quality_is_measured_from_ten_decisions_on(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    app = opened(monkeypatch, "doublons")
    assert "Pas encore mesurable" not in said(app)
    app.session_state["quality_panel"] = True
    app.run()
    assert "Pas encore mesurable : 0 décision" in said(app)
    for _turn in range(10):
        press(app, "Familles différentes")
    assert "Mesuré sur 10 décisions" in said(app)
    assert "19 fois sur 20" in said(app)


def test_the_home_page_puts_questions_at_stake_first(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    app = opened(monkeypatch, "accueil")
    assert labels(app)[0] == "Répondre aux questions"
    assert "Une attribution est en jeu dans" in said(app)


def test_the_page_speaks_english(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    app = press(opened(monkeypatch, "doublons", lang="en"), "Same family")
    assert "Previous question: same family" in said(app)
    assert "starting point" in said(app)


def test_the_pace_leaves_pauses_out() -> None:
    work = Sitting(answered_at=[0.0, 30.0, 60.0])
    assert work.minutes_for(10) is None
    work.answered_at += [90.0, 90.0 + 3600.0]
    assert work.minutes_for(10) == 5
    assert work.minutes_for(1) == 1


@pytest.mark.parametrize(
    ("weight", "odds"), [(0.0, (1, 1)), (5.0, (32, 1)), (-2.0, (1, 4)), (56.3, (1000, 1)), (-56.3, (1, 1000))]
)
def test_a_weight_is_said_as_chances(weight: float, odds: tuple[int, int]) -> None:
    assert chances(weight) == odds
