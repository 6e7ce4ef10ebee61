"""What is kept of a family, given to it: what its structures wrote, what was decided and why, who saw it, until when.

One page of HTML, for people, and the same as JSON. Every value is escaped; the page loads nothing.
"""

import json
from collections.abc import Sequence
from html import escape
from pathlib import Path

from campaigns.access import Scope, check_can
from campaigns.model.actor import Actor
from campaigns.model.outcome import Refusal
from campaigns.retention import limits
from pipelines.commands import Command, Effect, perform
from pipelines.office import Office
from pipelines.planning.explain import explain_request
from pipelines.privacy.erasure import unknown_family
from pipelines.privacy.person import family_rows, opened, who_saw
from pipelines.privacy.person_words import FIELDS, ROLES_SEEN, STATES, THROUGH, WAYS
from pipelines.store.port import Row

FACTS = "request/plain_facts"
STYLE = (
    "body{font:1rem/1.5 sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem}"
    "td,th{text-align:left;padding:.2rem 1rem .2rem 0;vertical-align:top}"
)


def export_person(office: Office, actor: Actor, campaign_id: str, subject_id: str) -> Row | Refusal:
    """Return all that is kept of a family; the journal keeps that it was given.

    Returns
    -------
    dict or Refusal
        `subject_id, made_at, kept_until`, `requests` (state, received_at, partner, values, facts), `decisions` (sentences in
        French and English), `seen` (as `who_saw`).
    """
    rows = family_rows(office, campaign_id, subject_id)
    command = Command("person.export", actor, campaign_id, f"person.export:{subject_id}:{office.clock().isoformat()}")
    object_id = next((row["household_id"] for row in rows if row["household_id"]), subject_id)
    refusal = check_can(actor, "person.export", Scope()) or (None if rows else unknown_family())
    noted = perform(office, command, lambda _: refusal or Effect({}, object_id, {"requests": len(rows)}))
    if isinstance(noted, Refusal):
        return noted
    seen = who_saw(office, actor, campaign_id, subject_id)
    return {
        "subject_id": subject_id, "made_at": office.clock(), "kept_until": kept_until(office, campaign_id),
        "requests": with_facts(office, campaign_id, opened(office, campaign_id, rows)),
        "decisions": decisions(office, actor, campaign_id, rows), "seen": [] if isinstance(seen, Refusal) else seen,
    }  # fmt: skip


def kept_until(office: Office, campaign_id: str) -> str:
    """Return the day from which the family is erased by the clock."""
    with office.store.reading() as session:
        campaign = session.rows("campaign/state", {"campaign_id": campaign_id})[0]
    return limits(office.clock(), campaign["ends_on"], campaign["closed_at"]).identities_until.isoformat()


def with_facts(office: Office, campaign_id: str, rows: list[Row]) -> list[Row]:
    """Add to each request the structure's name and the facts that stand in clear."""
    with office.store.reading() as session:
        found = [session.rows(FACTS, {"campaign_id": campaign_id, "request_id": row["request_id"]})[0] for row in rows]
    return [
        row
        | {
            "partner": facts.pop("partner_name"),
            "facts": {name: value for name, value in facts.items() if value is not None},
        }
        for row, facts in zip(rows, found, strict=True)
    ]


def decisions(office: Office, actor: Actor, campaign_id: str, rows: list[Row]) -> list[Row]:
    """Return the sentences that explain what was decided, once for the household."""
    for row in rows:
        explained = explain_request(office, actor, campaign_id, row["request_id"])
        if not isinstance(explained, Refusal):
            return list(explained["sentences"])
    return []


def person_json(found: Row) -> str:
    """Return the export as JSON."""
    return json.dumps(found, ensure_ascii=False, indent=1, default=str)


def person_html(found: Row) -> str:
    """Return the export as one page in French."""
    parts = [
        "<h1>Ce qui est gardé de votre famille</h1>",
        f"<p>Fait le {found['made_at']:%d/%m/%Y}. Sauf demande de votre part, tout est effacé au plus tard le "
        f"{day(found['kept_until'])}.</p>",
    ]
    for number, request in enumerate(found["requests"], start=1):
        said = [("Transmise par", request["partner"]), ("État", STATES[request["state"]])]
        said += [(FIELDS.get(name, name), value) for name, value in {**request["values"], **request["facts"]}.items()]
        parts += [f"<h2>Demande {number}, reçue le {request['received_at']:%d/%m/%Y}</h2>", table(said)]
    parts += ["<h2>Ce qui a été décidé, et pourquoi</h2>"]
    parts += [f"<p>{escape(said['fr'])}</p>" for said in found["decisions"]] or ["<p>Rien n'a encore été décidé.</p>"]
    seen = [
        (f"{entry['happened_at']:%d/%m/%Y %H:%M}", f"{ROLES_SEEN[entry['role']]}, {WAYS[entry['action']]} ({THROUGH[entry['through']]})")
        for entry in found["seen"]
    ]  # fmt: skip
    parts += ["<h2>Qui a vu ou modifié ces informations</h2>", table(seen) if seen else "<p>Personne encore.</p>"]
    head = "<meta charset='utf-8'><title>Ce qui est gardé de votre famille</title>"
    style = f"<style>{STYLE}</style>"
    return f"<!doctype html><html lang='fr'><head>{head}{style}</head><body>{''.join(parts)}</body></html>\n"


def day(iso: str) -> str:
    """Return an ISO day as it is written in French."""
    year, month, number = iso.split("-")
    return f"{number}/{month}/{year}"


def table(rows: Sequence[tuple[str, object]]) -> str:
    """Return two columns, escaped."""
    return (
        "<table>"
        + "".join(f"<tr><th>{escape(name)}</th><td>{escape(str(value))}</td></tr>" for name, value in rows)
        + "</table>"
    )


def write_person(found: Row, folder: Path) -> list[str]:
    """Write the page and the JSON; returns the names of the files."""
    folder.mkdir(parents=True, exist_ok=True)
    stem = f"acces_{found['subject_id']}"
    for ending, text in ((".html", person_html(found)), (".json", person_json(found))):
        (folder / f"{stem}{ending}").write_text(text, "utf-8")
    return [f"{stem}.html", f"{stem}.json"]
