"""Opens what linkage compares, in memory: sealed identities and the plain columns beside them, as Arrow text columns.

What it returns is clear: it goes to the worker by value and nowhere else.
"""

import pyarrow as pa

from pipelines.intake.values_phones import read_phones
from pipelines.linkage.engine import Contact
from pipelines.linkage.nodes import READ
from pipelines.office import Office
from pipelines.partners import partner_contacts
from pipelines.sealing import unsealed
from pipelines.store.port import Row, Session

IDENTITY = "identity"
# So many requests are opened at a time.
AT_ONCE = 50_000
TEXTS = pa.schema([(name, pa.string()) for name in ("request_id", "partner", *READ)])


def clear_campaign(office: Office, session: Session, campaign_id: str, contents: pa.Table) -> pa.Table:
    """Return one clear row a request of the whole campaign, opened some at a time: their rows in Python weigh ten times as much.

    Parameters
    ----------
    contents
        What `linkage/contents` returns.
    """
    starts = range(0, contents.num_rows, AT_ONCE)
    parts = [clear_rows(office, session, campaign_id, contents.slice(start, AT_ONCE).to_pylist()) for start in starts]
    return pa.concat_tables(parts).combine_chunks() if parts else TEXTS.empty_table()


def clear_rows(office: Office, session: Session, campaign_id: str, contents: list[Row]) -> pa.Table:
    """Return one clear row a request that names people.

    Parameters
    ----------
    contents
        Rows of `linkage/contents`; only their identities are opened.
    """
    identities = unsealed(session, office.vault, campaign_id, IDENTITY, [row["request_id"] for row in contents])
    merged = (
        identities.get(row["request_id"], {})
        | {name: row[name] for name in row if row[name] is not None}
        | {"partner": row["partner_id"]}
        for row in contents
    )
    texts = [{name: None if row.get(name) is None else str(row[name]) for name in TEXTS.names} for row in merged]
    return pa.Table.from_pylist(texts, schema=TEXTS)


def declared_contacts(office: Office, session: Session) -> tuple[Contact, ...]:
    """Return the contacts that partners declared as their own: they tell structures, not families."""
    contacts = partner_contacts(office, session).values()
    phones = {("phone", number) for contact in contacts for number in read_phones(contact.get("phone") or "")[0]}
    return tuple(sorted(phones | {("email", contact["email"].lower()) for contact in contacts if contact.get("email")}))
