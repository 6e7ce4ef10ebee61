"""The whole way from lists in a folder to the map, stage by stage, through the doors that people use."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from campaigns.model.codes import Role
from campaigns.model.outcome import Refusal
from dashboard.sign_in import fictive_actor
from geo.map import department_map, map_html
from pipelines.campaigns_desk import create_campaign
from pipelines.delivery.notes import export_deliveries
from pipelines.linkage.link import link_households
from pipelines.office import Office, open_office
from pipelines.planning.life import adopt_plan, approve_plan, lock_plan
from pipelines.planning.propose import propose_plan
from pipelines.reporting.release_view import map_table
from pipelines.reporting.releases import publish_figures, release
from pipelines.sample.demo import POLICIES, received_all, registered
from pipelines.sample.list_files import WrittenList
from pipelines.sample.write import write_sample

# Told apart, and not in the whole: papers to print are made when a parcel leaves.
BESIDE = {"notes"}
COORDINATOR, APPROVER = fictive_actor(Role.COORDINATOR), fictive_actor(Role.APPROVER)


@dataclass
class Way:
    """A campaign with its partners, sites and stock, and its lists not yet received."""

    folder: Path
    office: Office
    campaign_id: str
    lists: tuple[WrittenList, ...]
    plan_id: str = ""


def prepared(folder: Path, requests: int) -> Way:
    """Open a campaign in an empty folder, and write its lists."""
    office, lists = open_office(folder / "home"), folder / "lists"
    lists.mkdir()
    files = write_sample(lists, requests=requests, seed=2020, today=office.clock().date())
    begun = office.clock().date() - timedelta(days=45)
    policy = (POLICIES / f"{files.policy}.toml").read_text("utf-8")
    campaign = done(create_campaign(office, COORDINATOR, "BENCH", policy, begun, begun + timedelta(days=90), "Mesure"))
    campaign_id = str(campaign["campaign_id"])
    done(registered(office, COORDINATOR, campaign_id, files.partners_csv, files.sites_csv, files.stock_csv))
    return Way(folder, office, campaign_id, files.lists)


def stages_of(way: Way) -> dict[str, Callable[[], Any]]:
    """Return what is done at each stage, in order; each may refuse."""
    office, campaign_id = way.office, way.campaign_id
    return {
        "receive": lambda: received_all(office, COORDINATOR, campaign_id, way.lists, lambda done, total: None),
        "recognise": lambda: link_households(office, COORDINATOR, campaign_id),
        "plan": lambda: proposed(way),
        "adopt": lambda: adopted(way),
        "publish": lambda: publish_figures(office, COORDINATOR, campaign_id),
        "map": lambda: mapped(way),
        "notes": lambda: export_deliveries(office, COORDINATOR, campaign_id, way.folder / "notes", way.plan_id),
    }


def proposed(way: Way) -> None:
    """Propose a plan, and keep which it is."""
    way.plan_id = done(propose_plan(way.office, COORDINATOR, way.campaign_id))["plan_id"]


def adopted(way: Way) -> None:
    """Put the plan in force."""
    for actor, step in ((COORDINATOR, lock_plan), (APPROVER, approve_plan), (COORDINATOR, adopt_plan)):
        done(step(way.office, actor, way.campaign_id, way.plan_id))


def mapped(way: Way) -> str:
    """Draw the published need by department, as one file."""
    table = map_table(done(release(way.office, COORDINATOR, way.campaign_id)))
    return map_html(department_map(table.departments, "need", language="fr", unplaced=table.unplaced))


def done(answer: Any) -> Any:
    """Return an answer that is no refusal."""
    if isinstance(answer, Refusal):
        raise SystemExit(answer.sentence.en)
    return answer
