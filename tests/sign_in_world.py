"""A small organisation whose people sign in: two structures, a clock that a test moves, settings of `oidc` mode."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from campaigns.model.actor import Actor
from campaigns.model.codes import Role
from campaigns.model.outcome import Refusal
from pipelines.office import Office, open_office
from pipelines.partners import find_partner, import_partners
from pipelines.sign_in.sessions import Person, person_behind
from pipelines.sign_in.settings import SignInSettings

ADMIN = Actor(user_id="admin", name="Alex Bernard", role=Role.ADMIN)
COORDINATOR = Actor(user_id="coordinatrice", name="Claire Martin", role=Role.COORDINATOR)
PARTNERS = (
    "code,name,kind,commune_code,phone,email\n"
    "A1,Relais Saint-Michel,shelter,93066,,nuit@relais.example\nB1,Collège Jean-Moulin,school,75119,,\n"
)


@dataclass
class Clock:
    """A clock that stands still until a test moves it."""

    now: datetime = field(default_factory=lambda: datetime(2026, 4, 3, 12, 0))

    def __call__(self) -> datetime:
        return self.now

    def passes(self, **time: float) -> None:
        """Move on."""
        self.now += timedelta(**time)


def small_organisation(home: Path, clock: Clock) -> Office:
    """Open an organisation with two structures: A1 in Seine-Saint-Denis, B1 in Paris."""
    office = open_office(home, clock=clock)
    answer = import_partners(office, COORDINATOR, PARTNERS.encode(), "structures.csv")
    assert isinstance(answer, dict) and answer["added"] == 2, answer
    return office


def partner_id(office: Office, code: str) -> str:
    """Return the id of a structure."""
    found = find_partner(office, code)
    assert isinstance(found, dict)
    return str(found["partner_id"])


def journal_of(office: Office) -> list[dict[str, Any]]:
    """Return the entries of the organisation's journal, oldest first."""
    with office.store.reading() as session:
        return session.rows("journal/all", {"campaign_id": "organisation"})


def oidc_settings(address: str = "http://127.0.0.1:8501", **changed: Any) -> SignInSettings:
    """Return sound settings; a test weakens one."""
    provider = {"client_id": "c", "client_secret": "s", "server_metadata_url": "https://id.example/.well-known/x"}
    whole: dict[str, Any] = {
        "mode": "oidc", "path": None, "address": address, "cookie_secret": secrets.token_hex(32), "provider": provider,
    }  # fmt: skip
    return SignInSettings(**(whole | changed))


def write_settings(home: Path, address: str, provider: dict[str, str]) -> dict[str, str]:
    """Write the file of settings of a folder, and return the environment that asks for it."""
    keys = home / "keys"
    keys.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = keys / "sign_in.toml"
    lines = [f'address = "{address}"', f'cookie_secret = "{secrets.token_hex(32)}"', "[provider]"]
    path.write_text("\n".join(lines + [f'{name} = "{value}"' for name, value in provider.items()]), "utf-8")
    path.chmod(0o600)
    return {"CONNEXION_AUTH": "oidc"}


def entered(answer: str | Refusal) -> str:
    """Return the token of whoever came in."""
    assert isinstance(answer, str), answer
    return answer


def refused(answer: object) -> str:
    """Return why somebody stayed out."""
    assert isinstance(answer, Refusal), answer
    return answer.code


def person(office: Office, token: str, *, active: bool = True) -> Actor:
    """Return who holds a token."""
    found = person_behind(office, token, active=active)
    assert isinstance(found, Person), found
    return found.actor
