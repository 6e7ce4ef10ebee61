"""Verbs of what leaves the house: releases, notes, hand-overs, messages, exports."""

from campaigns.model.actor import Actor
from campaigns.model.outcome import Refusal
from pipelines.delivery.mailing import send_messages
from pipelines.delivery.messages import messages, prepare_messages
from pipelines.delivery.notes import export_deliveries
from pipelines.delivery.recharges import export_recharges
from pipelines.delivery.release import Choice, release_plan
from pipelines.delivery.round_trip import record_handover
from pipelines.office import Office
from pipelines.reporting.exports import export_coverage, export_figures, export_journal
from pipelines.territory.mediation import export_mediation
from pipelines.verbs.calling import Answer, OnCampaign, Options, campaign_file, day, exported, file_bytes


def release(office: Office, actor: Actor, campaign_id: str, options: Options) -> Answer:
    """Release what is chosen of a plan, all of it by default."""
    arrived_by = day(options.arrived_by) if options.arrived_by else None
    if isinstance(arrived_by, Refusal):
        return arrived_by
    choice = Choice(options.site, options.partner, options.tier, arrived_by)
    return release_plan(office, actor, campaign_id, options.plan_id, choice)


def mediation(office: Office, actor: Actor, campaign_id: str, options: Options) -> Answer:
    """Write our sites in the national schema."""
    details = file_bytes(options.details) if options.details else b""
    if isinstance(details, Refusal):
        return details
    return export_mediation(office, actor, options.to, details, options.details.name if options.details else "")


ON_CAMPAIGN: dict[str, OnCampaign] = {
    "release": release,
    "handover": campaign_file(record_handover),
    "messages prepare": lambda office, actor, campaign_id, options: prepare_messages(office, actor, campaign_id),
    "messages list": lambda office, actor, campaign_id, options: messages(office, actor, campaign_id),
    "messages send": lambda office, actor, campaign_id, options: send_messages(
        office, actor, campaign_id, options.batch_id
    ),
    "export deliveries": exported(export_deliveries),
    "export recharges": exported(export_recharges),
    "export coverage": exported(export_coverage),
    "export figures": exported(export_figures),
    "export mediation": mediation,
    "export journal": exported(export_journal),
}
