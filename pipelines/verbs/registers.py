"""Verbs that fill the organisation's registers: campaigns, partners, sites, the sample campaign."""

from collections.abc import Callable

from campaigns.model.actor import Actor
from campaigns.model.outcome import Refusal
from pipelines.campaigns_desk import create_campaign, list_campaigns
from pipelines.networks import import_networks
from pipelines.office import Office
from pipelines.partners import import_partners, import_sites
from pipelines.sample.demo import make_demo
from pipelines.stock.sites import close_site, reopen_site
from pipelines.territory.layers import Origin
from pipelines.verbs.calling import Answer, OnOffice, Options, day, file_bytes, text_of


def new_campaign(office: Office, actor: Actor, options: Options) -> Answer:
    """Open a campaign."""
    parts = (text_of(options.policy), day(options.starts_on), day(options.ends_on))
    for part in parts:
        if isinstance(part, Refusal):
            return part
    policy, starts_on, ends_on = parts
    return create_campaign(office, actor, options.code, policy, starts_on, ends_on, options.name)  # type: ignore[arg-type]  # refusals left above


def imported(verb: Callable[..., Answer]) -> Callable[[Office, Actor, Options], Answer]:
    """Return the verb that imports one register file."""

    def run(office: Office, actor: Actor, options: Options) -> Answer:
        data = file_bytes(options.file)
        return data if isinstance(data, Refusal) else verb(office, actor, data, options.file.name)

    return run


def networks(office: Office, actor: Actor, options: Options) -> Answer:
    """Import the coverage of operators, with where it comes from."""
    data = file_bytes(options.file)
    if isinstance(data, Refusal):
        return data
    origin = Origin(options.vintage, options.licence, options.source, options.sample)
    return import_networks(office, actor, data, options.file.name, origin)


ON_OFFICE: dict[str, OnOffice] = {
    "demo": lambda office, actor, options: make_demo(office, actor, requests=options.requests, seed=options.seed),
    "campaigns list": lambda office, actor, options: list_campaigns(office, actor),
    "campaigns new": new_campaign,
    "partners import": imported(import_partners),
    "sites import": imported(import_sites),
    "sites close": lambda office, actor, options: close_site(office, actor, options.site_code),
    "sites reopen": lambda office, actor, options: reopen_site(office, actor, options.site_code),
    "networks import": networks,
}
