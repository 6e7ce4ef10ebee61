"""The application served to people who sign in, on a campaign with a family of each of two structures, and a provider beside it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import httpx

from pipelines.cli import main
from pipelines.office import Office, utc_now
from pipelines.sign_in.codes import issue_code
from tests.answers import done
from tests.identity_provider import IdentityProvider
from tests.journeys.app_server import free_port, served
from tests.sign_in_world import write_settings
from tests.spec.planted_family import COORDINATOR, Planted, planted_campaign
from tests.spec.rights_world import target_of

HTML = {"accept": "text/html"}
# Words of a family that only one of the two structures knows.
OF_A, OF_B = ("Troisieme", "Zorilles", "Wqzremarque"), ("Cinquieme", "0612340995", "12 34 09 95")
LIST_OF_B = "Cinquieme;Seule;01/02/1980;0612340995;93200;Saint-Denis;1\n"


@dataclass
class House:
    """Where the application is, the provider, the folder, and ids that belong to the first structure."""

    address: str
    provider: IdentityProvider
    home: Path
    ids_of_a: dict[str, str]
    ids_of_b: dict[str, str]
    codes_of_a: list[str]
    codes_of_b: list[str]

    def visitor(self) -> httpx.Client:
        """Return a browser without a cookie; it follows no redirection by itself."""
        return httpx.Client(base_url=self.address, headers=HTML, timeout=60)

    @contextmanager
    def provided(self, login: str) -> Iterator[httpx.Client]:
        """Give the browser of somebody who signed in at the provider."""
        with self.visitor() as client:
            follow(client, client.get("/connexion/fournisseur"), login)
            yield client

    @contextmanager
    def coded(self, code: str) -> Iterator[httpx.Client]:
        """Give the browser of somebody who typed a code."""
        with self.visitor() as client:
            answer = client.post("/connexion/code", data={"code": code})
            assert answer.status_code == 303, answer.text
            yield client


def follow(client: httpx.Client, answer: httpx.Response, login: str) -> httpx.Response:
    """Follow redirections, and choose a login at the provider."""
    while answer.is_redirect or "Qui êtes-vous" in answer.text:
        onward = answer.headers["location"] if answer.is_redirect else f"{answer.url}&login={login}"
        answer = client.get(onward)
    return answer


def cookie_of(client: httpx.Client) -> str:
    """Return the cookies of a browser as a header."""
    return "; ".join(f"{name}={value}" for name, value in client.cookies.items())


@contextmanager
def signed_in_house(folder: Path, codes_each: int = 4, **settings: str) -> Iterator[House]:
    """Serve the application, under some settings, to two structures and two people of the register."""
    planted = planted_campaign(folder / "home", second=LIST_OF_B)
    ids = []
    for code in ("P1", "P2"):
        target = target_of(planted, code)
        ids.append({"list_id": target.list_id, "household_id": target.household_id, "partner_id": target.partner_id})
        members = [
            row["request_id"] for row in planted.rows("household/members") if row["household_id"] == target.household_id
        ]
        ids[-1]["request_id"] = members[0]
    codes = [
        [done(issue_code(fresh_clock(planted), COORDINATOR, code))["code"] for _ in range(codes_each)]
        for code in ("P1", "P2")
    ]
    planted.close()
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    with IdentityProvider(free_port(), f"{address}/oauth2callback") as provider:
        environment = write_settings(folder / "home", address, provider.settings())
        for login, role in (("camille", "coordinator"), ("alex", "admin")):
            provider.knows(login, email=f"{login}@mairie.example", name=login)
            run(
                folder / "home", "members", "invite", f"{login}@mairie.example", "--name", login.title(), "--role", role
            )
        provider.knows("inconnu", email="inconnu@ailleurs.example")
        with served(folder / "home", port, **environment, **settings) as at:
            yield House(at, provider, folder / "home", *ids, *codes)


def fresh_clock(planted: Planted) -> Office:
    """Return the office on the clock by which the application is served."""
    return replace(planted.office, clock=utc_now)


def run(home: Path, *words: str, who: str = "admin") -> None:
    """Run a verb."""
    assert main([*words, "--home", str(home), "--as", who]) == 0, words
