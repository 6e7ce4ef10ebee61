"""Opens what linkage compares, in memory: sealed identities and the plain columns beside them, as Arrow text columns.

What it returns is clear: it goes to the worker by value and nowhere else.
"""

import pyarrow as pa

from pipelines.intake.values_phones import read_phones
from pipelines.linkage.engine import Contact
from pipelines.linkage.nodes import READ
from pipelines.office import Office
from pipelines.partners import partner_contacts
from pipelines.sealing import unsealed, unsealed_all
from pipelines.store.port import Row, Session

IDENTITY = "identity"
TEXTS = pa.schema([(name, pa.string()) for name in ("request_id", "partner", *READ)])


def clear_rows(
    office: Office, session: Session, campaign_id: str, contents: list[Row], *, everybody: bool = True
) -> pa.Table:
    """Return one clear row a request that names people.

    Parameters
    ----------
    contents
        The rows of `linkage/contents`.
    everybody
        Whether they are all the campaign has: else only theirs are opened.
    """
    if everybody:
        identities = unsealed_all(session, office.vault, campaign_id, IDENTITY)
    else:
        wanted = [row["request_id"] for row in contents]
        identities = unsealed(session, office.vault, campaign_id, IDENTITY, wanted)
    merged = [
        identities.get(row["request_id"], {})
        | {name: row[name] for name in row if row[name] is not None}
        | {"partner": row["partner_id"]}
        for row in contents
    ]
    texts = [{name: None if row.get(name) is None else str(row[name]) for name in TEXTS.names} for row in merged]
    return pa.Table.from_pylist(texts, schema=TEXTS)


def declared_contacts(office: Office, session: Session) -> tuple[Contact, ...]:
    """Return the contacts that partners declared as their own: they tell structures, not families."""
    contacts = partner_contacts(office, session).values()
    phones = {("phone", number) for contact in contacts for number in read_phones(contact.get("phone") or "")[0]}
    return tuple(sorted(phones | {("email", contact["email"].lower()) for contact in contacts if contact.get("email")}))
