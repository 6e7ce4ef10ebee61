"""One try for each right on lots, counts, transfers, sites, renewals and workshops; what it names does not exist, so nothing can move."""

from collections.abc import Callable
from typing import Any, Final

from campaigns.model.actor import Actor
from campaigns.model.codes import LossReason, LotCloseReason, LotState
from pipelines.help.referrals import refer_families
from pipelines.help.workshops import import_workshops, list_workshops
from pipelines.office import Office
from pipelines.stock.announcements import import_lots
from pipelines.stock.counts import finalise_count, record_count
from pipelines.stock.losses import correct_units, lose_units, return_to_supplier
from pipelines.stock.lots import close_lot, inspect_lot, receive_lot, redirect_lot, refuse_shipment
from pipelines.stock.renewals import cancel_renewals, credit_renewals, grant_renewals, renewal_queue
from pipelines.stock.routes import note_route
from pipelines.stock.sites import close_site, reopen_site
from pipelines.stock.transfers import receive_transfer, send_transfer

STOCK_TRIES: Final[dict[str, Callable[[Office, Actor, str], Any]]] = {
    "site.close": lambda o, a, c: close_site(o, a, "x"),
    "site.reopen": lambda o, a, c: reopen_site(o, a, "x"),
    "lot.announce": lambda o, a, c: import_lots(o, a, c, b"site_code;item;quantity\n", "l.csv"),
    "lot.route": lambda o, a, c: note_route(o, a, c, "x", LotState.COLLECTED, "x"),
    "lot.receive": lambda o, a, c: receive_lot(o, a, c, "x", 1),
    "lot.inspect": lambda o, a, c: inspect_lot(o, a, c, "x", {"B": 1}),
    "lot.refuse": lambda o, a, c: refuse_shipment(o, a, c, "x", 1),
    "lot.redirect": lambda o, a, c: redirect_lot(o, a, c, "x", "x"),
    "lot.close": lambda o, a, c: close_lot(o, a, c, "x", LotCloseReason.CANCELLED),
    "transfer.send": lambda o, a, c: send_transfer(o, a, c, "x", "x", 1),
    "transfer.receive": lambda o, a, c: receive_transfer(o, a, c, "x", 1),
    "count.record": lambda o, a, c: record_count(o, a, c, "x", {"x": 1}),
    "count.finalise": lambda o, a, c: finalise_count(o, a, c, "x"),
    "stock.lose": lambda o, a, c: lose_units(o, a, c, "x", 1, LossReason.MISSING),
    "stock.correct": lambda o, a, c: correct_units(o, a, c, "x", 1),
    "stock.return": lambda o, a, c: return_to_supplier(o, a, c, "x", 1),
    "workshop.read": lambda o, a, c: list_workshops(o, a, c),
    "workshop.import": lambda o, a, c: import_workshops(o, a, c, b"code;place;commune_code;first_on;places\n", "w.csv"),
    "referral.make": lambda o, a, c: refer_families(o, a, c),
    "renewal.read": lambda o, a, c: renewal_queue(o, a, c),
    "renewal.grant": lambda o, a, c: grant_renewals(o, a, c),
    "renewal.credit": lambda o, a, c: credit_renewals(o, a, c, ["x"]),
    "renewal.cancel": lambda o, a, c: cancel_renewals(o, a, c, ["x"]),
}
