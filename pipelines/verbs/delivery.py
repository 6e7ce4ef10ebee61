"""Verbs of what leaves the house: releases, notes, hand-overs, exports."""

from pipelines.delivery.notes import export_deliveries
from pipelines.delivery.release import release_plan
from pipelines.delivery.round_trip import record_handover
from pipelines.reporting.exports import export_coverage, export_figures, export_journal
from pipelines.verbs.calling import OnCampaign, campaign_file, exported, plan_step

ON_CAMPAIGN: dict[str, OnCampaign] = {
    "release": plan_step(release_plan),
    "handover": campaign_file(record_handover),
    "export deliveries": exported(export_deliveries),
    "export coverage": exported(export_coverage),
    "export figures": exported(export_figures),
    "export journal": exported(export_journal),
}
