"""Verbs of facts that others publish of territories."""

from campaigns.model.actor import Actor
from campaigns.model.outcome import Refusal
from pipelines.office import Office
from pipelines.territory.facts_view import fact_measures
from pipelines.territory.layers import Origin, import_layer, layers
from pipelines.verbs.calling import Answer, OnCampaign, OnOffice, Options, file_bytes


def load(office: Office, actor: Actor, options: Options) -> Answer:
    """Import one layer."""
    data = file_bytes(options.file)
    if isinstance(data, Refusal):
        return data
    origin = Origin(options.vintage, options.licence, options.source, options.sample, options.covers)
    return import_layer(office, actor, options.layer, data, options.file.name, origin)


ON_OFFICE: dict[str, OnOffice] = {
    "territory import": load,
    "territory list": lambda office, actor, options: layers(office, actor),
}
ON_CAMPAIGN: dict[str, OnCampaign] = {
    "territory measures": lambda office, actor, campaign_id, options: fact_measures(
        office, actor, campaign_id, options.layer
    ),
}
