"""A desk for the tests of the coordinator's pages: a sample campaign to work on, and pages opened as a reader opens them."""

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from campaigns.model.codes import Role
from campaigns.model.outcome import Refusal
from dashboard import memory, pages_table
from dashboard.sign_in import fictive_actor
from pipelines.campaigns_desk import list_campaigns
from pipelines.intake.lists import all_lists
from pipelines.intake.receive import Reception, receive_list
from pipelines.office import Office, open_office
from pipelines.partners import list_partners
from pipelines.planning.life import all_plans
from pipelines.planning.propose import propose_plan
from pipelines.sample.demo import make_demo
from tests.in_force import put_in_force
from tests.unit.html_drawn import html_of

SCRIPT = str(Path(__file__).parents[2] / "screens.py")
COORDINATOR, APPROVER = fictive_actor(Role.COORDINATOR), fictive_actor(Role.APPROVER)
LIST = (
    "Nom;Prénom;Téléphone;Commune;Code postal;Besoin\n"
    "Durand;Awa;0612345678;Lyon;69003;ordinateur\n"
    "Petit;Léo;0612345679;Lyon;69007;ordinateur\n"
).encode()


def make_sample(home: Path) -> None:
    """Make a sample campaign of sixty requests in a folder, and give it back closed."""
    office = open_office(home)
    made = make_demo(office, COORDINATOR, requests=60)
    office.close()
    assert not isinstance(made, Refusal)


@contextmanager
def desk_on_a_copy(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """Open a copy of a campaign made once, and let the frame of the pages open it too."""
    shutil.copytree(home, tmp_path / "copie")
    office = open_office(tmp_path / "copie")
    monkeypatch.setattr(memory, "open_desk_office", lambda: office)
    yield office
    office.close()


def campaign_of(office: Office) -> str:
    """Return the id of the newest campaign."""
    return str(list_campaigns(office, COORDINATOR)[0]["campaign_id"])


def opened(monkeypatch: pytest.MonkeyPatch, address: str, **link: str) -> AppTest:
    """Open one page of the menu: it is put first, because a test cannot click in the menu."""
    first = [entry for entry in pages_table.PAGES if entry.url_path == address]
    others = [entry for entry in pages_table.PAGES if entry.url_path != address]
    monkeypatch.setattr(pages_table, "PAGES", (*first, *others))
    app = AppTest.from_file(SCRIPT, default_timeout=60)
    for name, value in link.items():
        app.query_params[name] = value
    app.run()
    return sound(app)


def sound(app: AppTest) -> AppTest:
    """Check that the page did not break."""
    assert not app.exception
    assert "Page interrompue" not in said(app)
    assert "Page stopped" not in said(app)
    return app


def said(app: AppTest) -> str:
    """Return everything that the page says in HTML."""
    return html_of(app)


def button(app: AppTest, label: str) -> Any:
    """Return the button whose words start so."""
    return next(found for found in app.button if found.label.startswith(label))


def press(app: AppTest, label: str) -> AppTest:
    """Press a button, and check that the page that follows is sound."""
    button(app, label).click()
    return awaited(app.run())


def awaited(app: AppTest) -> AppTest:
    """Look again until the computation of the page is over: a browser does so by itself."""
    while "cu-working" in said(sound(app)):
        time.sleep(0.1)
        app.run()
    return app


def labels(app: AppTest) -> list[str]:
    """Return the words of every button."""
    return [found.label for found in app.button]


def plan_state(office: Office) -> str:
    """Return the state of the newest plan."""
    plans = all_plans(office, COORDINATOR, campaign_of(office))
    assert not isinstance(plans, Refusal)
    return str(plans[0]["state"])


def adopted(office: Office) -> str:
    """Propose a plan and take it to its adoption by two persons; return its id."""
    campaign_id = campaign_of(office)
    made = propose_plan(office, COORDINATOR, campaign_id)
    assert not isinstance(made, Refusal)
    put_in_force(office, campaign_id)
    return str(made["plan_id"])


def held_list(office: Office) -> str:
    """Receive a list that waits for a review; return its id."""
    code = str(list_partners(office, COORDINATOR)[0]["code"])
    report = receive_list(office, COORDINATOR, campaign_of(office), LIST, "liste.csv", Reception(code, hold=True))
    assert not isinstance(report, Refusal)
    return str(report["list_id"])


def list_row(office: Office, list_id: str) -> dict[str, object]:
    """Return a list as it stands."""
    return next(row for row in all_lists(office, COORDINATOR, campaign_of(office)) if row["list_id"] == list_id)


def link_after(app: AppTest, words: str) -> str:
    """Return the address of the link that carries these words."""
    before = said(app).split(f">{words}<")[0]
    return before.rsplit("href='", 1)[1].split("'", 1)[0]
