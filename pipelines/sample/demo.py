"""Makes the sample campaign: its files are written, then received through the same doors as real ones.

It must never write to the store by itself.
"""

import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

from campaigns.access import Scope, check_can
from campaigns.model.actor import Actor
from campaigns.model.outcome import Refusal
from pipelines.campaigns_desk import create_campaign
from pipelines.intake.receive import Reception, receive_list
from pipelines.linkage.link import link_households
from pipelines.office import Office
from pipelines.partners import import_partners, import_sites
from pipelines.planning.stock import import_stock
from pipelines.sample.accompany import accompanied
from pipelines.sample.list_files import WrittenList
from pipelines.sample.write import SampleFiles, write_sample
from pipelines.store.port import Row

POLICIES = Path(__file__).parents[2] / "data" / "policies"
CAMPAIGN_DAYS = 90

Progress = Callable[[int, int], None]


def make_demo(
    office: Office,
    actor: Actor,
    *,
    requests: int = 12_000,
    seed: int = 2020,
    progress: Progress = lambda done, total: None,
) -> Row | Refusal:
    """Make the sample campaign of that size and seed.

    Parameters
    ----------
    progress
        Told (lists received, lists in all) after each list.

    Returns
    -------
    dict or Refusal
        `campaign, partners, sites, units, lists, rows` (physical), `requests, households`, `workshop_days, referred, noted`
        (families) and the `calibration` figures.
        Refused when the same sample is already there.
    """
    refusal = check_can(actor, "demo", Scope())
    if refusal is not None:
        return refusal
    today = office.clock().date()
    code = f"exemple-{seed}" if requests == 12_000 else f"exemple-{seed}-{requests}"
    with tempfile.TemporaryDirectory(prefix="exemple-") as folder:
        files = write_sample(Path(folder), requests=requests, seed=seed, today=today)
        campaign = begun_campaign(office, actor, code, files.policy, today)
        if isinstance(campaign, Refusal):
            return campaign
        counts = filled(office, actor, campaign["campaign_id"], files, seed, progress)
        if isinstance(counts, Refusal):
            return counts
    return {"campaign": code, **counts, "calibration": files.summary.__dict__}


def begun_campaign(office: Office, actor: Actor, code: str, policy: str, today: date) -> Row | Refusal:
    """Open the campaign under an example policy, as if half of it had passed."""
    text = (POLICIES / f"{policy}.toml").read_text("utf-8")
    begun = today - timedelta(days=CAMPAIGN_DAYS // 2)
    ends = begun + timedelta(days=CAMPAIGN_DAYS)
    return create_campaign(office, actor, code, text, begun, ends, "Campagne d'exemple (familles inventées)")


def filled(
    office: Office, actor: Actor, campaign_id: str, files: SampleFiles, seed: int, progress: Progress
) -> Row | Refusal:
    """Bring every file in, in the order of a campaign: registers, lists, families, workshops; the answer counts them."""
    counts = registered(office, actor, campaign_id, files.partners_csv, files.sites_csv, files.stock_csv)
    if isinstance(counts, Refusal):
        return counts
    rows = received_all(office, actor, campaign_id, files.lists, progress)
    if isinstance(rows, Refusal):
        return rows
    linked = link_households(office, actor, campaign_id)
    if isinstance(linked, Refusal):
        return linked
    helped = accompanied(office, actor, campaign_id, files.workshops_csv, seed)
    if isinstance(helped, Refusal):
        return helped
    found = {name: linked[name] for name in ("requests", "households")}
    return counts | {"lists": len(files.lists), "rows": rows} | found | helped


def registered(office: Office, actor: Actor, campaign_id: str, *paths: Path) -> Row | Refusal:
    """Import partners, sites and stock; the answer counts them."""
    partners, sites, stock = (path.read_bytes() for path in paths)
    known = import_partners(office, actor, partners, "partners.csv")
    if isinstance(known, Refusal):
        return known
    placed = import_sites(office, actor, sites, "sites.csv")
    if isinstance(placed, Refusal):
        return placed
    counted = import_stock(office, actor, campaign_id, stock, "stock.csv")
    if isinstance(counted, Refusal):
        return counted
    return {
        "partners": known["added"] + known["updated"] + known["unchanged"],
        "sites": placed["added"] + placed["updated"] + placed["unchanged"],
        "units": counted["received"],
    }


def received_all(
    office: Office, actor: Actor, campaign_id: str, lists: Sequence[WrittenList], progress: Progress
) -> int | Refusal:
    """Receive every list; returns their physical rows."""
    rows = 0
    # Two at a time: one list is read in the child while another is sealed and written here.
    with ThreadPoolExecutor(max_workers=2) as hands:
        reports = hands.map(lambda written: received(office, actor, campaign_id, written), lists)
        for done, report in enumerate(reports, start=1):
            if isinstance(report, Refusal):
                return report
            rows += report["counts"]["physical"]
            progress(done, len(lists))
    return rows


def received(office: Office, actor: Actor, campaign_id: str, written: WrittenList) -> Row | Refusal:
    """Receive one list on the day it is said to have come."""
    came_at = min(datetime.combine(written.received_on, time(9)), office.clock())
    then = replace(office, clock=lambda: came_at)
    return receive_list(
        then, actor, campaign_id, written.path.read_bytes(), written.path.name, Reception(written.partner_code)
    )
