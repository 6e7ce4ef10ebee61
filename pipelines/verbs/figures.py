"""Verbs of published figures: make a release, list them, write a report."""

from campaigns.model.actor import Actor
from campaigns.model.outcome import Refusal
from pipelines.office import Office
from pipelines.reporting.releases import publish_figures, releases
from pipelines.reporting.reports import report_file
from pipelines.verbs.calling import Answer, OnCampaign, Options


def report(office: Office, actor: Actor, campaign_id: str, options: Options) -> Answer:
    """Write one report of the newest release."""
    as_pdf = options.out.suffix.lower() == ".pdf"
    content = report_file(
        office, actor, campaign_id, options.kind, options.about, language=options.language, as_pdf=as_pdf
    )
    if isinstance(content, Refusal):
        return content
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_bytes(content)
    return {"file": str(options.out), "bytes": len(content)}


ON_CAMPAIGN: dict[str, OnCampaign] = {
    "figures publish": lambda office, actor, campaign_id, options: publish_figures(office, actor, campaign_id),
    "figures list": lambda office, actor, campaign_id, options: releases(office, actor, campaign_id),
    "figures report": report,
}
