"""A campaign with a frozen model that grows list after list: families of the linkage generator, in real communes.

The model is the documented one, kept as the campaign's own, so that few requests are enough to match later lists in batches.
"""

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.linkage.generator import GOOD, generated
from campaigns.model.outcome import Refusal
from pipelines.intake.receive import Reception, receive_list
from pipelines.linkage.identities import IDENTITY
from pipelines.linkage.link import keep_model, link_households
from pipelines.linkage.model import documented_model
from pipelines.sealing import unsealed_all
from pipelines.store.port import Row
from tests.unit.small_campaign import COORDINATOR, SmallCampaign, opened_campaign

FIELDS = {
    "Référence": "request_id", "Nom du responsable": "guardian_last_name", "Prénom du responsable": "guardian_first_name",
    "Date de naissance du responsable": "guardian_birth_date", "Nom de l'enfant": "child_last_name",
    "Prénom de l'enfant": "child_first_name", "Date de naissance de l'enfant": "child_birth_date", "Téléphone": "phone_1",
    "E-mail": "email", "Adresse": "address", "Code postal": "postcode", "Commune": "commune", "Ordinateur": "need",
}  # fmt: skip
TOWNS = (
    ("93200", "Saint-Denis"),
    ("93300", "Aubervilliers"),
    ("35000", "Rennes"),
    ("59100", "Roubaix"),
    ("69100", "Villeurbanne"),
)


def growing_rows(requests: int, seed: int) -> list[dict[str, Any]]:
    """Return requests of the generator, in an order drawn by the seed; each family lives in a real town."""
    rows = generated(requests, GOOD, seed=seed)
    for row in rows:
        postcode, town = TOWNS[hash_of(row["postcode"]) % len(TOWNS)]
        row |= {"postcode": postcode, "commune": town, "need": 1}
    random.Random(seed).shuffle(rows)
    return rows


def hash_of(text: str) -> int:
    """Return a number that is the same in every run."""
    return sum(ord(sign) * (at + 7) for at, sign in enumerate(text))


def list_of(rows: Sequence[dict[str, Any]]) -> bytes:
    """Write rows as a partner's list."""
    lines = [";".join(FIELDS), *(";".join(str(row.get(name) or "") for name in FIELDS.values()) for row in rows)]
    return "\n".join(lines).encode()


def growing_campaign(home: Path) -> SmallCampaign:
    """Open a campaign with a frozen model and nothing received."""
    small = opened_campaign(home)
    with small.office.store.writing() as session:
        keep_model(session, small.campaign_id, small.office.clock(), documented_model())
    return small


def receives(small: SmallCampaign, rows: Sequence[dict[str, Any]], name: str, code: str = "ECOLE1") -> Row:
    """Receive rows as one list of a partner."""
    answer = receive_list(small.office, COORDINATOR, small.campaign_id, list_of(rows), name, Reception(code))
    assert not isinstance(answer, Refusal)
    assert answer["state"] == "accepted", answer["breaker"]
    return answer


def links(small: SmallCampaign) -> Row:
    """Recognise households."""
    answer = link_households(small.office, COORDINATOR, small.campaign_id)
    assert not isinstance(answer, Refusal)
    return answer


def partition(small: SmallCampaign) -> frozenset[frozenset[str]]:
    """Return who is together, by reference: ids differ from one campaign to another."""
    groups: dict[str, set[str]] = {}
    with small.office.store.reading() as session:
        members = session.rows("household/members", {"campaign_id": small.campaign_id})
        said = unsealed_all(session, small.office.vault, small.campaign_id, IDENTITY)
    for row in members:
        groups.setdefault(row["household_id"], set()).add(said[row["request_id"]]["partner_reference"])
    return frozenset(map(frozenset, groups.values()))


def questions(small: SmallCampaign) -> set[frozenset[str]]:
    """Return the pairs of requests that are asked about, by reference."""
    with small.office.store.reading() as session:
        asked = session.rows("household/questions", {"campaign_id": small.campaign_id})
        said = unsealed_all(session, small.office.vault, small.campaign_id, IDENTITY)
    return {
        frozenset(said[row[side]]["partner_reference"] for side in ("request_left", "request_right")) for row in asked
    }
