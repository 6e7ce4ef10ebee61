"""Verbs of published figures: make a release, list them."""

from pipelines.reporting.releases import publish_figures, releases
from pipelines.verbs.calling import OnCampaign

ON_CAMPAIGN: dict[str, OnCampaign] = {
    "figures publish": lambda office, actor, campaign_id, options: publish_figures(office, actor, campaign_id),
    "figures list": lambda office, actor, campaign_id, options: releases(office, actor, campaign_id),
}
