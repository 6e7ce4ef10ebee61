"""One plan after the other, an exceptional grant, other rules: every family is still told what it got, and why."""

from typing import Any

import pytest

from campaigns.model.codes import ExceptionReason, WithdrawalReason
from campaigns.model.outcome import Refusal
from campaigns.model.scenario import Assumptions
from dashboard.wording.plans import names_of_plans
from dashboard.wording.translation import translate
from pipelines.campaigns_desk import adopt_policy
from pipelines.intake.receive import Reception, receive_list
from pipelines.linkage.link import link_households
from pipelines.office import Office
from pipelines.planning.appeal import appeal
from pipelines.planning.exceptions import approve_exception, ask_exception
from pipelines.planning.explain import explain_request
from pipelines.planning.letter import family_letter
from pipelines.planning.life import all_plans, find_plan, lock_plan
from pipelines.planning.propose import propose_plan
from pipelines.planning.recheck import refusals_to_review
from pipelines.planning.scenarios import propose_scenario
from pipelines.planning.stock import import_stock
from pipelines.planning.withdraw import withdraw_grants
from pipelines.reporting.view_deliveries import adopted_plans
from pipelines.reporting.view_work import work_to_do
from tests.answers import done
from tests.in_force import put_in_force
from tests.unit.scarce_campaign import STOCK_HEADER, scarce_campaign
from tests.unit.small_campaign import APPROVER, COORDINATOR, HEADER, POLICY

FR = translate("fr")
RANKED = "Rang {} sur 4 au classement (palier 4, score 0,000)."
LAPTOP = " : Ordinateur portable (Point d'accueil du Landy)."
EXHAUSTED = "Non servi : tous les appareils accessibles sont allés à des demandes mieux classées."


class Campaign:
    """Four families, of whom a first plan in force serves two; a third laptop is the reserve."""

    def __init__(self, office: Office) -> None:
        self.office, self.id = office, scarce_campaign(office)
        self.receive_stock("exception")
        self.first = self.next_plan()
        with office.store.reading() as session:
            homes = session.rows("plan/household_sums", {"campaign_id": self.id, "plan_id": self.first})
            requests = {
                row["household_id"]: row["request_id"]
                for row in session.rows("household/members", {"campaign_id": self.id})
            }
        self.homes = [row["household_id"] for row in homes]
        self.requests = [requests[home] for home in self.homes]

    def receive_stock(self, earmark: str = "") -> None:
        """Receive one laptop."""
        row = f"{STOCK_HEADER}SITE1,laptop,A,1,{self.office.clock().date()},,{earmark}\n"
        assert not isinstance(import_stock(self.office, COORDINATOR, self.id, row.encode(), "stock.csv"), Refusal)

    def next_plan(self) -> str:
        """Propose a plan and put it in force."""
        plan_id = str(propose_plan(self.office, COORDINATOR, self.id)["plan_id"])
        put_in_force(self.office, self.id, plan_id)
        return plan_id

    def excepted(self, household_id: str) -> str:
        """Serve a family from the reserve; return the plan that holds its grant."""
        asked = ask_exception(self.office, COORDINATOR, self.id, household_id, ExceptionReason.DANGER)
        made = approve_exception(self.office, APPROVER, self.id, asked["exception_id"])
        return str(made["plan_id"])

    def card(self, place: int, plan_id: str | None = None) -> dict[str, Any]:
        """Return what one family is told, by its rank from 0."""
        card = explain_request(self.office, COORDINATOR, self.id, self.requests[place], plan_id)
        assert not isinstance(card, Refusal), card
        return card

    def said(self, place: int) -> list[str]:
        """Return the French sentences to one family."""
        return [sentence["fr"] for sentence in self.card(place)["sentences"]]

    def letter(self, place: int) -> str:
        """Return the letter to one family, in French."""
        letter = family_letter(self.office, COORDINATOR, self.id, self.requests[place])
        assert not isinstance(letter, Refusal), letter
        return str(letter["plain"]["fr"])


@pytest.fixture
def campaign(office: Office) -> Campaign:
    """Open it."""
    return Campaign(office)


def test_an_exceptional_grant_changes_what_one_family_is_told_and_nobody_elses(campaign: Campaign) -> None:
    before = [campaign.card(place) for place in range(4)]
    plan_id = campaign.excepted(campaign.homes[3])
    assert [campaign.card(place) for place in range(3)] == before[:3]
    assert campaign.said(3) == [RANKED.format(4), "Attribué à titre exceptionnel" + LAPTOP]
    assert [(line["plan_id"], line["is_exceptional"]) for line in campaign.card(3)["lines"]] == [(plan_id, True)]
    assert "Vous recevrez : ordinateur portable" in campaign.letter(3) and "pas assez" not in campaign.letter(3)
    assert "nous ne pouvons pas encore vous servir" in campaign.letter(2)
    # What each plan decided is still there to be read.
    assert campaign.card(3, campaign.first)["sentences"] == before[3]["sentences"]


def test_an_exceptional_grant_hides_neither_the_plan_that_waits_nor_the_refusals_to_review_nor_what_a_unit_would_do(
    campaign: Campaign,
) -> None:
    office = campaign.office

    def seen() -> list[Any]:
        with office.store.reading() as session:
            gift = session.rows("coverage/one_more", {"campaign_id": campaign.id})
        review = done(refusals_to_review(office, COORDINATOR, campaign.id))
        tasks = done(work_to_do(office, APPROVER, campaign.id))
        return [gift, review["plan_id"], [row for row in tasks if row["plan_id"]]]

    campaign.receive_stock()
    draft = propose_plan(office, COORDINATOR, campaign.id)["plan_id"]
    lock_plan(office, COORDINATOR, campaign.id, draft)
    before = seen()
    assert before[0] == [{"item": "laptop", "sites": 1, "sites_useful": 1}]
    assert [(row["kind"], row["plan_id"]) for row in before[2]] == [("approve", draft)]
    # The draft serves the third family; the exception goes to the fourth.
    campaign.excepted(campaign.homes[3])
    assert seen() == before
    assert find_plan(office, campaign.id, None)["plan_id"] == draft


def test_who_was_served_by_an_earlier_plan_is_told_so_after_the_next(campaign: Campaign) -> None:
    campaign.receive_stock()
    campaign.next_plan()
    assert [campaign.said(place) for place in range(3)] == [
        [RANKED.format(1), "Déjà attribué par un autre plan" + LAPTOP],
        [RANKED.format(2), "Déjà attribué par un autre plan" + LAPTOP],
        [RANKED.format(3), "Attribué" + LAPTOP],
    ]
    assert campaign.said(3)[1].startswith(EXHAUSTED)
    for place in range(3):
        assert "Votre demande est acceptée. Vous recevrez : ordinateur portable" in campaign.letter(place)
        assert campaign.card(place)["lines"][0]["grants"], "the page offers to give it up"


def test_what_was_given_up_is_said_so_and_not_granted_nothing(campaign: Campaign) -> None:
    withdraw_grants(campaign.office, COORDINATOR, campaign.id, campaign.homes[0], WithdrawalReason.FAMILY_DECLINED)
    given_back = "Attribué, puis rendu au stock : la famille ou sa structure y a renoncé."
    assert campaign.said(0) == [RANKED.format(1), given_back]
    assert "nous a été rendu" in campaign.letter(0) and "Vous recevrez" not in campaign.letter(0)
    campaign.next_plan()
    assert campaign.said(0) == [RANKED.format(1), given_back]
    assert "nous a été rendu" in campaign.letter(0)
    campaign.excepted(campaign.homes[3])
    assert campaign.said(3)[1].startswith("Attribué à titre exceptionnel")


def test_a_decision_is_explained_by_the_rules_that_made_it(campaign: Campaign) -> None:
    before = [campaign.card(place) for place in range(4)]
    assert before[0]["parts"]
    other = POLICY.read_text("utf-8").replace("weight = 0.12", "weight = 0.2", 1)
    assert not isinstance(adopt_policy(campaign.office, COORDINATOR, campaign.id, other, None), Refusal)
    assert [campaign.card(place) for place in range(4)] == before


def test_a_family_that_no_plan_knows_is_explained_by_its_exceptional_grant(campaign: Campaign) -> None:
    office = campaign.office
    row = (HEADER + "E-9;HADDAD;Rim;0688776655;93200;Saint-Denis;1\n").encode()
    assert not isinstance(receive_list(office, COORDINATOR, campaign.id, row, "suite.csv", Reception("CHRS1")), Refusal)
    link_households(office, COORDINATOR, campaign.id)
    with office.store.reading() as session:
        (new,) = [
            member for member in session.rows("household/members", {"campaign_id": campaign.id})
            if member["household_id"] not in campaign.homes
        ]  # fmt: skip
    campaign.homes.append(new["household_id"])
    campaign.requests.append(new["request_id"])
    assert explain_request(office, COORDINATOR, campaign.id, new["request_id"]).code == "newer_than_plan"
    campaign.excepted(new["household_id"])
    assert campaign.said(4)[1:] == ["Attribué à titre exceptionnel" + LAPTOP]
    assert "Vous recevrez : ordinateur portable" in campaign.letter(4)


def test_plans_have_one_number_on_every_page_and_exceptional_grants_their_own(campaign: Campaign) -> None:
    office = campaign.office
    scenario = propose_scenario(office, COORDINATOR, campaign.id, "plus tard", Assumptions())
    assert not isinstance(scenario, Refusal), scenario
    campaign.receive_stock()
    second = campaign.next_plan()
    exceptional = campaign.excepted(campaign.homes[3])
    plans = done(all_plans(office, COORDINATOR, campaign.id))
    names = names_of_plans(plans, {scenario["plan_id"]: {"name": "plus tard"}}, FR)
    assert [(plan_id, name.split(",")[0]) for plan_id, name in names.items()] == [
        (second, "Plan 2"), (campaign.first, "Plan 1"), (exceptional, "Attribution exceptionnelle 1"),
        (scenario["plan_id"], "Scénario « plus tard »"),
    ]  # fmt: skip
    delivered = done(adopted_plans(office, COORDINATOR, campaign.id))
    assert [(row["plan_id"], row["plan_no"]) for row in delivered] == [
        (second, 2),
        (campaign.first, 1),
        (exceptional, 1),
    ]


def test_an_appeal_replays_the_plan_that_had_something_to_decide_for_the_family(campaign: Campaign) -> None:
    campaign.receive_stock()
    second = campaign.next_plan()
    places = range(4)
    found = [
        appeal(campaign.office, COORDINATOR, campaign.id, campaign.homes[place], {"exam_year": None})
        for place in places
    ]
    assert [(answer["plan_id"], answer["before"]["served"]) for answer in found] == [
        (campaign.first, True), (campaign.first, True), (second, True), (second, False),
    ]  # fmt: skip
