"""Verbs from a partner's list to households and ranks."""

import sys

from campaigns.model.actor import Actor
from campaigns.model.outcome import Refusal
from pipelines.intake.lists import accept_list, all_lists, refuse_list
from pipelines.intake.receipts import receipt_file
from pipelines.intake.receive import Reception, receive_list
from pipelines.intake.template import template_file
from pipelines.intake.worker import Watch
from pipelines.linkage.link import link_households, retrain
from pipelines.linkage.match import match_file
from pipelines.office import Office
from pipelines.reporting.views import ranking
from pipelines.verbs.calling import Answer, Free, OnCampaign, Options, file_bytes, text_of


def receive(office: Office, actor: Actor, campaign_id: str, options: Options) -> Answer:
    """Receive a list, and write its receipt where asked."""
    data = file_bytes(options.file)
    if isinstance(data, Refusal):
        return data
    reception = Reception(options.partner, hold=options.hold, dry_run=options.dry_run, with_rows=options.json)
    watch = Watch(progress=told_progress if sys.stderr.isatty() else None)
    report = receive_list(office, actor, campaign_id, data, options.file.name, reception, watch)
    if isinstance(report, Refusal) or not options.receipt or report["list_id"] is None:
        return report
    receipt = receipt_file(office, actor, campaign_id, report["list_id"])
    if isinstance(receipt, Refusal):
        return receipt
    options.receipt.write_bytes(receipt)
    return report


def told_progress(done: int, total: int) -> None:
    """Say on the terminal how far the reading has come, over what was said before."""
    written = f"{done:,} / {total:,}".replace(",", " ")
    sys.stderr.write(f"\rLecture des lignes {written}" + ("\n" if done == total else ""))
    sys.stderr.flush()


def template(options: Options) -> Answer:
    """Write the table to fill of a kind of structure."""
    made = template_file(options.kind)
    if isinstance(made, Refusal):
        return made
    options.out.write_bytes(made)
    return {"kind": options.kind, "written": str(options.out)}


def rank(office: Office, actor: Actor, campaign_id: str, options: Options) -> Answer:
    """Rank under the campaign's policy, or under a file's to compare."""
    text = text_of(options.policy) if options.policy else None
    if isinstance(text, Refusal):
        return text
    answer = ranking(office, actor, campaign_id, text)
    if isinstance(answer, Refusal):
        return answer
    return {name: answer[name] for name in ("ranked", "tiers", "ineligible")}


def link(office: Office, actor: Actor, campaign_id: str, options: Options) -> Answer:
    """Recognise households; `--relearn` learns the model anew, and without `--yes` only says what would move."""
    if options.relearn:
        return retrain(office, actor, campaign_id, dry_run=not options.yes)
    return link_households(office, actor, campaign_id)


FREE: dict[str, Free] = {
    "match": lambda options: match_file(options.file, options.out),
    "template": template,
}
ON_CAMPAIGN: dict[str, OnCampaign] = {
    "receive": receive,
    "accept": lambda office, actor, campaign_id, options: accept_list(office, actor, campaign_id, options.list_id),
    "refuse": lambda office, actor, campaign_id, o: refuse_list(office, actor, campaign_id, o.list_id, o.reason),
    "lists": lambda office, actor, campaign_id, options: all_lists(office, actor, campaign_id),
    "link": link,
    "rank": rank,
}
