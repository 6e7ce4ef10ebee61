"""Checks every invariant of a campaign against what is stored: stock, journal, plan certificates, row equations, grants, releases, workshops.

It reads everything again and trusts no counter. It must never repair; a campaign in which something is broken only reads from then on.
"""

import json
from collections import Counter
from collections.abc import Callable
from typing import Any

from campaigns.access import Scope, check_can
from campaigns.allocation.certify import certify
from campaigns.model.actor import Actor
from campaigns.model.codes import RenewalState, Role
from campaigns.model.outcome import Refusal, Sentence
from pipelines.commands import ORGANISATION, Command, Effect, perform
from pipelines.halts import CHECKS
from pipelines.help.checks import referral_faults
from pipelines.ids import new_id
from pipelines.journal import broken_link
from pipelines.office import Office
from pipelines.planning.draft import kept_parts, kept_problem
from pipelines.reporting.releases import digest_of, table_of
from pipelines.shredding import keys_held
from pipelines.stock.balances import conservation_faults, place_of, transit_faults
from pipelines.store.port import Row, Session

# Who halts a campaign and lets it go on: the check itself, whoever asked for it.
WATCH = Actor(user_id="controle", name="Contrôle automatique", role=Role.ADMIN)
Check = Callable[[Office, Session, str], list[str]]


def verify_campaign(office: Office, actor: Actor, campaign_id: str) -> Row | Refusal:
    """Check every invariant.

    Returns
    -------
    dict or Refusal
        `holds` (bool) and `checks`: name -> {holds, faults}; a fault names ids and counts only.
    """
    refusal = check_can(actor, "verify", Scope())
    if refusal is not None:
        return refusal
    checks: dict[str, Check] = {
        "stock_conservation": stock_faults,
        "journal_chain": journal_faults,
        "row_equation": row_faults,
        "single_keys": twin_faults,
        "grants": grant_faults,
        "plan_certificate": certificate_faults,
        "figure_releases": release_faults,
        "erasures": erasure_faults,
        "referrals": lambda _, session, campaign: referral_faults(session, campaign),
    }
    with office.store.reading() as session:
        found = {name: check(office, session, campaign_id) for name, check in checks.items()}
    parts = {name: {"holds": not faults, "faults": faults} for name, faults in found.items()}
    note_check(office, campaign_id, sorted(name for name in CHECKS if found[name]))
    return {"holds": not any(found.values()), "checks": parts}


def note_check(office: Office, campaign_id: str, broken: list[str]) -> None:
    """Halt a campaign in which something is broken, and let it go on once a check finds it whole; the journal says both."""
    with office.store.reading() as session:
        before = session.rows("halt/of_campaign", {"campaign_id": campaign_id})
    if [row["broken"].split() for row in before] == ([broken] if broken else []):
        return
    now = office.clock()

    def write(session: Session) -> Effect:
        if broken:
            session.run("halt/insert", {"campaign_id": campaign_id, "checked_at": now, "broken": " ".join(broken)})
        else:
            session.run("halt/lift", {"campaign_id": campaign_id})
        return Effect({"broken": broken}, campaign_id, {"broken": broken})

    perform(office, Command("verify", WATCH, campaign_id, f"verify:{new_id(now)}"), write)


def stock_faults(office: Office, session: Session, campaign_id: str) -> list[str]:
    """Derive every balance again from its movements, and hold the law: what came in is somewhere."""
    return conservation_faults(session, campaign_id) + transit_faults(session, campaign_id)


def journal_faults(office: Office, session: Session, campaign_id: str) -> list[str]:
    """Follow the chains of the campaign and of the organisation."""
    key, former = office.vault.subkey("journal"), office.vault.former("journal")
    faults = []
    for chain in (campaign_id, ORGANISATION):
        kept = session.rows("retention/checkpoint", {"campaign_id": chain})
        entries = session.rows("journal/all", {"campaign_id": chain})
        broken = broken_link(key, entries, kept[0] if kept else None, former)
        if broken is not None:
            faults.append(f"chain {chain}: entry {broken} does not follow from the one before")
    return faults


def row_faults(office: Office, session: Session, campaign_id: str) -> list[str]:
    """Count the rows of every list again and hold the equation against them."""
    sums = {row["list_id"]: row for row in session.rows("list/row_sums", {"campaign_id": campaign_id})}
    faults = []
    parts = ("header", "blank", "not_data", "accepted", "warned", "rejected")
    for card in session.rows("list/all", {"campaign_id": campaign_id}):
        counted: dict[str, Any] = sums.get(card["list_id"], Counter())
        differing = [part for part in ("physical", *parts) if card[f"{part}_count"] != counted[part]]
        if differing or counted["physical"] != sum(counted[part] for part in parts):
            faults.append(f"list {card['list_id']}: {', '.join(differing) or 'equation'} does not add up")
    return faults


def twin_faults(office: Office, session: Session, campaign_id: str) -> list[str]:
    """Check that no key of the tables which the embedded store keeps without an index stands twice."""
    named = {"campaign_id": campaign_id}
    counted = {
        name: session.rows(name, named)[0]["twice"] for name in ("vault/twins", "request/key_twins", "list/row_twins")
    }
    return [f"{name}: keys that stand twice: {count}" for name, count in counted.items() if count]


def grant_faults(office: Office, session: Session, campaign_id: str) -> list[str]:
    """Check that no line is granted twice and that reserved units are those of live grants."""
    grants = session.rows("delivery/adopted_grants", {"campaign_id": campaign_id})
    live = [row for row in grants if row["state"] != "returned"]
    twice = [key for key, count in Counter((row["line_id"], row["side"]) for row in live).items() if count > 1]
    faults = [f"line {line} ({side}) is granted twice" for line, side in twice]
    # What was shipped, or travels to another site, is on the way: it lies on no shelf where it could be reserved.
    waiting = Counter(
        row["cell_id"]
        for row in live
        if row["state"] in ("granted", "released") and not (row["is_shipped"] or row["transfer_id"])
    )
    renewals = session.rows("renewal/all", {"campaign_id": campaign_id})
    waiting.update(row["cell_id"] for row in renewals if row["state"] == RenewalState.GRANTED)
    open_twice = Counter((row["plan_id"], row["line_id"]) for row in renewals if row["state"] == RenewalState.GRANTED)
    faults += [f"line {line} is renewed twice at once" for (_, line), count in open_twice.items() if count > 1]
    return faults + [
        f"{place_of(cell)}: {cell['reserved']} reserved, {waiting[cell['cell_id']]} granted or being renewed"
        for cell in session.rows("stock/cells", {"campaign_id": campaign_id})
        if cell["reserved"] != waiting[cell["cell_id"]]
    ]


def erasure_faults(office: Office, session: Session, campaign_id: str) -> list[str]:
    """Check that nothing sealed and no key is left of anybody who was erased."""
    named = {"campaign_id": campaign_id}
    erased = {row["subject_id"] for row in session.rows("erasure/subjects", named)}
    faults = [
        f"subject {subject}: its key is still there"
        for subject in sorted(erased & keys_held(office.vault, campaign_id))
    ]
    return faults + [
        f"subject {row['subject_id']}: a record is still sealed" for row in session.rows("erasure/still_sealed", named)
    ]


def certificate_faults(office: Office, session: Session, campaign_id: str) -> list[str]:
    """Certify every plan in force from its kept problem and result."""
    faults = []
    for plan in session.rows("plan/all", {"campaign_id": campaign_id}):
        if plan["state"] not in ("approved", "adopted", "locked"):
            continue
        verdicts = plan_certificate(session, campaign_id, plan["plan_id"])
        faults += [
            f"plan {plan['plan_id']}: {name} fails" for name, verdict in verdicts.items() if verdict["holds"] is False
        ]
    return faults


def release_faults(office: Office, session: Session, campaign_id: str) -> list[str]:
    """Compute the digest of every release again from its tables, and find its entry in the journal."""
    journal = session.rows("journal/all", {"campaign_id": campaign_id})
    noted = {
        entry["object_id"]: json.loads(entry["detail"])["digest"]
        for entry in journal
        if entry["action"] == "figures.publish"
    }
    faults = []
    for made in session.rows("figure/releases", {"campaign_id": campaign_id}):
        rows = session.rows("figure/tables", {"campaign_id": campaign_id, "release_id": made["release_id"]})
        found = digest_of({row["name"]: table_of(bytes(row["content"])) for row in rows})
        if not found == made["digest"] == noted.get(made["release_id"]):
            faults.append(f"release {made['release_id']}: its tables are not those that were published")
    return faults


def plan_certificate(session: Session, campaign_id: str, plan_id: str) -> dict[str, dict[str, Any]]:
    """Return the certificate of one plan, from its kept problem and result alone."""
    parts = kept_parts(session, campaign_id, plan_id)
    problem = kept_problem(parts)
    if isinstance(problem, Refusal):
        return {"G1": {"holds": False, "witness": said(problem.sentence), "is_unproved": False}}
    verdicts = certify(
        problem,
        parts["grants"],
        parts["unserved"],
        *(parts.get(name) for name in ("entries", "witness", "bounds", "duals")),
    )
    return {
        name: {"holds": verdict.holds, "witness": said(verdict.witness), "is_unproved": verdict.is_unproved}
        for name, verdict in verdicts.items()
    }


def said(witness: Sentence | None) -> dict[str, str] | None:
    """Return a sentence as plain values."""
    return None if witness is None else {"fr": witness.fr, "en": witness.en}
