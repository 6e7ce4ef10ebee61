"""Lets go what has passed its time: received files, identities, old journal entries. Dry by default, told in a report.

Each step is a command of its own, so that a run cut short is ended by the next one. Counts and figures stay.
"""

from datetime import UTC, datetime, timedelta

from campaigns.access import Scope, check_can
from campaigns.model.actor import Actor
from campaigns.model.codes import ErasureReason
from campaigns.model.outcome import Refusal
from campaigns.retention import DURATIONS, Limits, limits
from pipelines.commands import ORGANISATION, Command, Effect, perform
from pipelines.ids import moment_of
from pipelines.office import Office
from pipelines.privacy.belonging import staged
from pipelines.privacy.erased_exports import FOLDER as EXPORTS
from pipelines.privacy.erasing import Marked, erase_marked
from pipelines.privacy.kept_receipts import ended, keep_receipt, receipt_of
from pipelines.privacy.trimming import trim_journal
from pipelines.shredding import keys_held, shred
from pipelines.store.port import Row, Session
from pipelines.vault import PREVIOUS

# A key this old that seals nothing was left by a row that turned out to be another's; younger ones may be about to be used.
ORPHAN_AGE = timedelta(days=1)


def retention(office: Office, actor: Actor, *, code: str | None = None, dry_run: bool = True) -> Row | Refusal:
    """Let go, in every campaign or one, what has passed its time.

    Returns
    -------
    dict or Refusal
        `dry_run, as_of`, `campaigns`: for each `code, received_lists, families, requests, identities_until, journal_entries,
        orphan_keys`; `organisation_entries` (of the organisation's own journal), `exports` (files under `exports/`).
    """
    refusal = check_can(actor, "retention.read" if dry_run else "retention.run", Scope())
    if refusal is not None:
        command = Command("retention.run", actor, ORGANISATION, f"retention.run:{office.clock().isoformat()}")
        return refusal if dry_run else perform(office, command, lambda session: refusal)
    with office.store.reading() as session:
        known = [row for row in session.rows("campaign/all") if code in (None, row["code"])]
    now = office.clock()
    reports = [campaign_report(office, actor, row, now, dry_run=dry_run) for row in known]
    entries = trim_journal(office, actor, ORGANISATION, limits(now, now.date(), None).journal_before, dry_run=dry_run)
    if not dry_run:
        office.store.forget_bytes()
    exports = old_exports(office, now, dry_run=dry_run)
    return {"dry_run": dry_run, "as_of": now, "campaigns": reports, "organisation_entries": entries, "exports": exports}


def campaign_report(office: Office, actor: Actor, campaign: Row, now: datetime, *, dry_run: bool) -> Row:
    """Let go what has passed its time in one campaign; returns what it was."""
    campaign_id = campaign["campaign_id"]
    with office.store.reading() as session:
        state = session.rows("campaign/state", {"campaign_id": campaign_id})[0]
    due = limits(now, state["ends_on"], state["closed_at"])
    erased = old_identities(office, actor, campaign_id, due, dry_run=dry_run)
    return {
        "code": campaign["code"],
        "received_lists": old_files(office, actor, campaign_id, due, dry_run=dry_run),
        "families": erased[0], "requests": erased[1], "identities_until": due.identities_until,
        "journal_entries": trim_journal(office, actor, campaign_id, due.journal_before, dry_run=dry_run),
        "orphan_keys": orphan_keys(office, campaign_id, now, dry_run=dry_run),
    }  # fmt: skip


def old_files(office: Office, actor: Actor, campaign_id: str, due: Limits, *, dry_run: bool) -> int:
    """Let go the received files that are old: their rows, their heads, and the keys that served nothing else."""
    named = {"campaign_id": campaign_id}
    with office.store.reading() as session:
        old = session.rows("retention/old_lists", named | {"before": due.received_before})
    lists = [row["list_id"] for row in old]
    if dry_run or not lists:
        return len(lists)

    def write(session: Session) -> Effect:
        session.stage("old_list", staged("list_id", lists))
        loose = [row["subject_id"] for row in session.rows("retention/loose_subjects", named)]
        records = session.run("retention/forget_files", named)
        session.stage("erased_subject_now", staged("subject_id", sorted({*lists, *loose})))
        session.run("erasure/mark_subjects", named | {"erasure_id": f"files:{lists[-1]}"})
        counts = {"lists": len(lists), "records": records}
        return Effect(counts, campaign_id, counts)

    perform(office, Command("retention.run", actor, campaign_id, f"retention.files:{lists[-1]}:{len(lists)}"), write)
    with office.store.reading() as session:
        gone = {row["subject_id"] for row in session.rows("erasure/subjects", named)}
    shred(office.vault, campaign_id, gone)
    return len(lists)


def old_identities(office: Office, actor: Actor, campaign_id: str, due: Limits, *, dry_run: bool) -> tuple[int, int]:
    """Erase the families whose time has passed; returns how many families and requests."""
    with office.store.reading() as session:
        marked = due_families(session, campaign_id, due)
    families = len(marked.households) or len(marked.requests)
    if dry_run or not marked.subjects:
        return families, len(marked.requests)

    def write(session: Session) -> Effect:
        # Read again inside the transaction: a family heard of meanwhile keeps its time.
        now_due = due_families(session, campaign_id, due)
        erased = erase_marked(office, session, actor, campaign_id, now_due, dry_run=False)
        named = {"subject_id": "", "reason": ErasureReason.TIME_IS_UP.value, "exports": []}
        receipt = receipt_of(office, actor, named, erased, dry_run=False)
        keep_receipt(session, campaign_id, receipt)
        counts = {"erasure_id": receipt["erasure_id"], "requests": receipt["requests"]}
        return Effect(receipt, campaign_id, counts)

    key = f"retention.identities:{office.clock().isoformat()}"
    answer = perform(office, Command("retention.run", actor, campaign_id, key), write)
    if not isinstance(answer, Refusal):
        ended(office, campaign_id, answer)
    return families, len(marked.requests)


def due_families(session: Session, campaign_id: str, due: Limits) -> Marked:
    """Return whom the clock erases: everybody once the campaign's time has passed, else those not heard of for two years."""
    named = {"campaign_id": campaign_id}
    contacts = session.rows("retention/last_contacts", named)
    whole = due.identities_due
    gone = [row for row in contacts if whole or row["heard_at"] <= due.contact_before]
    households = tuple(sorted({row["household_id"] for row in gone if row["household_id"]}))
    loose = session.rows("retention/all_loose", named) if whole else []
    lists = session.rows("retention/all_lists", named) if whole else []
    return Marked(
        tuple(row["request_id"] for row in gone),
        households,
        tuple((row["list_id"], row["row_no"], row["subject_id"]) for row in loose),
        tuple(row["list_id"] for row in lists),
    )


def old_exports(office: Office, now: datetime, *, dry_run: bool) -> list[str]:
    """Remove the files under `exports/` that are as old as a received file may be; they can be made again."""
    before = (now - timedelta(days=DURATIONS.received_days)).replace(tzinfo=UTC).timestamp()
    old = [
        path for path in sorted((office.home / EXPORTS).rglob("*")) if path.is_file() and path.stat().st_mtime <= before
    ]
    for path in () if dry_run else old:
        path.unlink()
    return [path.name for path in old]


def orphan_keys(office: Office, campaign_id: str, now: datetime, *, dry_run: bool) -> int:
    """Destroy keys that seal nothing: of rows that turned out to be another request's, or of files never received whole."""
    with office.store.reading() as session:
        sealing = {row["subject_id"] for row in session.rows("retention/sealed_subjects", {"campaign_id": campaign_id})}
    held = {name for name in keys_held(office.vault, campaign_id) if not name.endswith(PREVIOUS)}
    minted = {name: moment for name in held - sealing if (moment := moment_of(name)) is not None}
    orphans = {name for name, moment in minted.items() if now - moment >= ORPHAN_AGE}
    if orphans and not dry_run:
        office.vault.destroy(campaign_id, orphans)
    return len(orphans)
