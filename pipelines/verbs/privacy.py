"""Verbs of the rights of people: erasing a family, objections, what is kept and for how long."""

from pathlib import Path

from campaigns.model.actor import Actor
from campaigns.model.codes import ErasureReason
from campaigns.model.outcome import Refusal
from pipelines.office import Office
from pipelines.privacy.closing import close_campaign
from pipelines.privacy.erasure import erase_family
from pipelines.privacy.objection import record_objection
from pipelines.privacy.receipt import write_receipt
from pipelines.privacy.retention import retention
from pipelines.verbs.calling import Answer, OnCampaign, OnOffice, Options


def erase(office: Office, actor: Actor, campaign_id: str, options: Options) -> Answer:
    """Erase a family, or say what it would do."""
    reason = ErasureReason(options.reason)
    receipt = erase_family(office, actor, campaign_id, options.subject_id, reason, dry_run=not options.yes)
    folder: Path | None = options.receipt
    if isinstance(receipt, Refusal) or folder is None:
        return receipt
    return receipt | {"files": write_receipt(receipt, folder)}


ON_OFFICE: dict[str, OnOffice] = {
    "retention": lambda office, actor, options: retention(
        office, actor, code=options.campaign, dry_run=not options.yes
    ),
}
ON_CAMPAIGN: dict[str, OnCampaign] = {
    "erase": erase,
    "object": lambda office, actor, campaign_id, options: record_objection(
        office, actor, campaign_id, options.subject_id, dry_run=not options.yes
    ),
    "close": lambda office, actor, campaign_id, options: close_campaign(
        office, actor, campaign_id, dry_run=not options.yes
    ),
}
