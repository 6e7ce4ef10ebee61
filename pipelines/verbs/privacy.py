"""Verbs of the rights of people: erasing a family, objections, what is kept and for how long."""

from pathlib import Path

from campaigns.model.actor import Actor
from campaigns.model.codes import ErasureReason
from campaigns.model.outcome import Refusal
from pipelines.office import Office
from pipelines.privacy.closing import close_campaign
from pipelines.privacy.erasure import erase_family
from pipelines.privacy.objection import record_objection
from pipelines.privacy.person import who_saw
from pipelines.privacy.person_export import export_person, write_person
from pipelines.privacy.receipt import write_receipt
from pipelines.privacy.retention import retention
from pipelines.privacy.search import search_person
from pipelines.verbs.calling import Answer, OnCampaign, OnOffice, Options


def erase(office: Office, actor: Actor, campaign_id: str, options: Options) -> Answer:
    """Erase a family, or say what it would do."""
    reason = ErasureReason(options.reason)
    receipt = erase_family(office, actor, campaign_id, options.subject_id, reason, dry_run=not options.yes)
    folder: Path | None = options.receipt
    if isinstance(receipt, Refusal) or folder is None:
        return receipt
    return receipt | {"files": write_receipt(receipt, folder)}


def export(office: Office, actor: Actor, campaign_id: str, options: Options) -> Answer:
    """Write what is kept of a family, for the family."""
    found = export_person(office, actor, campaign_id, options.subject_id)
    if isinstance(found, Refusal):
        return found
    return {"files": write_person(found, options.to), "requests": len(found["requests"]), "seen": len(found["seen"])}


ON_OFFICE: dict[str, OnOffice] = {
    "retention": lambda office, actor, options: retention(
        office, actor, code=options.campaign, dry_run=not options.yes
    ),
}
ON_CAMPAIGN: dict[str, OnCampaign] = {
    "erase": erase,
    "person search": lambda office, actor, campaign_id, options: search_person(
        office, actor, campaign_id, options.contact
    ),
    "person seen": lambda office, actor, campaign_id, options: who_saw(office, actor, campaign_id, options.subject_id),
    "person export": export,
    "object": lambda office, actor, campaign_id, options: record_objection(
        office, actor, campaign_id, options.subject_id, dry_run=not options.yes
    ),
    "close": lambda office, actor, campaign_id, options: close_campaign(
        office, actor, campaign_id, dry_run=not options.yes
    ),
}
