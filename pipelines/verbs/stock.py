"""Verbs of the stock: lots, transfers, counts, losses, balances, alerts, sites, renewals."""

from campaigns.model.codes import LossReason, LotCloseReason, LotState, TransferReason
from pipelines.planning.stock import import_stock, stock_cells
from pipelines.stock.alerts import stock_alerts
from pipelines.stock.announcements import import_lots
from pipelines.stock.balances import balances_on
from pipelines.stock.counts import drop_count, finalise_count, list_counts, record_count
from pipelines.stock.losses import correct_units, lose_units, return_to_supplier
from pipelines.stock.lots import close_lot, inspect_lot, list_lots, receive_lot, redirect_lot, refuse_shipment
from pipelines.stock.planned_transfers import send_planned
from pipelines.stock.renewals import cancel_renewals, credit_renewals, grant_renewals, list_renewals, renewal_queue
from pipelines.stock.routes import note_route
from pipelines.stock.trace import lot_trace
from pipelines.stock.transfers import list_transfers, receive_transfer, send_transfer
from pipelines.verbs.calling import OnCampaign, campaign_file

ON_CAMPAIGN: dict[str, OnCampaign] = {
    "stock import": campaign_file(import_stock),
    "stock balance": lambda office, actor, c, o: balances_on(office, actor, c, o.on, o.by),
    "stock alerts": lambda office, actor, c, o: stock_alerts(office, actor, c),
    "stock cells": lambda office, actor, c, o: stock_cells(office, actor, c),
    "stock lose": lambda office, actor, c, o: lose_units(office, actor, c, o.cell_id, o.quantity, LossReason(o.reason)),
    "stock correct": lambda office, actor, c, o: correct_units(office, actor, c, o.cell_id, o.by),
    "stock return": lambda office, actor, c, o: return_to_supplier(office, actor, c, o.cell_id, o.quantity),
    "lots import": campaign_file(import_lots),
    "lots list": lambda office, actor, c, o: list_lots(office, actor, c),
    "lots trace": lambda office, actor, c, o: lot_trace(office, actor, c, o.lot_id),
    "lots receive": lambda office, actor, c, o: receive_lot(office, actor, c, o.lot_id, o.quantity),
    "lots refuse": lambda office, actor, c, o: refuse_shipment(office, actor, c, o.lot_id, o.quantity),
    "lots inspect": lambda office, actor, c, o: inspect_lot(
        office, actor, c, o.lot_id, dict(o.grades), o.available_on, o.wiping
    ),
    "lots close": lambda office, actor, c, o: close_lot(office, actor, c, o.lot_id, LotCloseReason(o.reason)),
    "lots route": lambda office, actor, c, o: note_route(
        office, actor, c, o.lot_id, LotState(o.step), o.reference, o.on
    ),
    "lots redirect": lambda office, actor, c, o: redirect_lot(office, actor, c, o.lot_id, o.site_code),
    "transfers list": lambda office, actor, c, o: list_transfers(office, actor, c),
    "transfers send": lambda office, actor, c, o: send_transfer(
        office, actor, c, o.cell_id, o.site_code, o.quantity, TransferReason(o.reason)
    ),
    "transfers send-planned": lambda office, actor, c, o: send_planned(
        office, actor, c, o.site_code, o.via_site_code, o.plan_id
    ),
    "transfers receive": lambda office, actor, c, o: receive_transfer(
        office, actor, c, o.transfer_id, o.quantity, o.lost
    ),
    "counts list": lambda office, actor, c, o: list_counts(office, actor, c),
    "counts record": lambda office, actor, c, o: record_count(office, actor, c, o.site_code, dict(o.counted)),
    "counts finalise": lambda office, actor, c, o: finalise_count(office, actor, c, o.count_id),
    "counts drop": lambda office, actor, c, o: drop_count(office, actor, c, o.count_id),
    "renewals due": lambda office, actor, c, o: renewal_queue(office, actor, c, o.until),
    "renewals list": lambda office, actor, c, o: list_renewals(office, actor, c),
    "renewals grant": lambda office, actor, c, o: grant_renewals(office, actor, c, o.until),
    "renewals credit": lambda office, actor, c, o: credit_renewals(office, actor, c, o.renewal_ids),
    "renewals cancel": lambda office, actor, c, o: cancel_renewals(office, actor, c, o.renewal_ids),
}
