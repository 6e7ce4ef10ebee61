"""Units that change sites, are lost, put right or given back; and a site that closes once it is empty."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from campaigns.access import Scope, can
from campaigns.model.codes import LossReason, TransferReason
from campaigns.model.outcome import Refusal
from dashboard.desk import Desk
from dashboard.parts.empty import EmptyState, show_empty
from dashboard.parts.header import page_header
from dashboard.parts.listed import listed
from dashboard.parts.notices import show_read_only
from dashboard.parts.refusal import show_refusal
from dashboard.parts.stock_names import chosen_cell, names_of
from dashboard.parts.table import Column, paged_table
from dashboard.parts.told import show_told, tell
from dashboard.wording.labels import label
from dashboard.wording.numbers import number
from pipelines.partners import list_sites
from pipelines.planning.stock import stock_cells
from pipelines.stock.losses import correct_units, lose_units, return_to_supplier
from pipelines.stock.sites import close_site, reopen_site
from pipelines.stock.transfers import list_transfers, receive_transfer, send_transfer

KEY = "transfers"
# What a plan moves leaves from the plan's own page.
BY_HAND = [reason for reason in TransferReason if reason is not TransferReason.PLAN]
Row = dict[str, Any]


def show_transfers(desk: Desk) -> None:
    """Show what is on the way, then the forms, then the transfers of before."""
    _ = desk.words
    transfers = list_transfers(desk.office, desk.actor, desk.campaign_id)
    cells = stock_cells(desk.office, desk.actor, desk.campaign_id)
    if isinstance(transfers, Refusal):
        show_refusal(transfers, _)
        return
    if isinstance(cells, Refusal):
        show_refusal(cells, _)
        return
    under_way = sum(row["open_count"] for row in transfers)
    page_header(
        _("Qu'est-ce qui change de place ?"),
        _.plural("{n} unité est en chemin entre deux sites.", "{n} unités sont en chemin entre deux sites.", under_way,
                 n=number(under_way, desk.language)) if under_way else _("Rien n'est en chemin entre deux sites."),
        note=_("Une unité partie reste comptée jusqu'à ce que l'autre site l'ait reçue, ou qu'elle soit notée perdue."),
    )  # fmt: skip
    show_told(desk, KEY)
    names = names_of(desk)
    for transfer in [row for row in transfers if row["open_count"]]:
        arrival_form(desk, transfer, names)
    if not can(desk.actor, "transfer.send", Scope()):
        show_read_only(_("La logistique et la coordination déplacent le stock."), _)
    else:
        show_forms(desk, cells, names)
    if transfers:
        show_past(desk, transfers, names)


def show_forms(desk: Desk, cells: list[Row], names: Mapping[str, str]) -> None:
    """Offer a transfer, a loss or a correction where there are free units, and the closing of a site."""
    _ = desk.words
    today = desk.office.clock().date()
    free = [row for row in cells if row["on_hand"] > row["reserved"] and row["available_on"] <= today]
    if free:
        with st.expander(_("Envoyer vers un autre site"), icon=":material/local_shipping:"):
            send_form(desk, free, names)
        with st.expander(
            _("Noter une perte, une erreur de saisie ou un retour au fournisseur"), icon=":material/edit:"
        ):
            leave_form(desk, free, names)
    else:
        show_empty(
            EmptyState(
                title=_("Aucune unité libre"),
                purpose=_("Seules les unités sur place et non réservées changent de site."),
                next_step=_("Contrôlez un lot arrivé, dans la vue « Lots »."),
            ),
            key="transfers_empty",
        )
    if can(desk.actor, "site.close", Scope()):
        with st.expander(_("Fermer ou rouvrir un site"), icon=":material/door_front:"):
            site_form(desk)


def arrival_form(desk: Desk, transfer: Row, names: Mapping[str, str]) -> None:
    """Note what arrived of a transfer."""
    _ = desk.words
    with st.form(f"arrive_{transfer['transfer_id']}"):
        st.markdown(
            _("**{item} : {n}**, de {origin} vers {target}", n=number(transfer["open_count"], desk.language),
              item=names.get(transfer["item"], transfer["item"]), origin=transfer["from_name"], target=transfer["to_name"])
        )  # fmt: skip
        left, right = st.columns(2)
        most = transfer["open_count"]
        received = left.number_input(_("Arrivées"), min_value=0, max_value=most, value=most, step=1)
        lost = right.number_input(_("Perdues en chemin"), min_value=0, max_value=most, value=0, step=1)
        if can(desk.actor, "transfer.receive", Scope()) and st.form_submit_button(_("Noter l'arrivée"), type="primary"):
            tell(
                desk, KEY,
                lambda: receive_transfer(desk.office, desk.actor, desk.campaign_id, transfer["transfer_id"], int(received),
                                         int(lost), key=str(most)),
                lambda answer: _("Arrivées : {n}, perdues : {lost}, encore en chemin : {open}.",
                                 n=number(answer["received"], desk.language), lost=number(answer["lost"], desk.language),
                                 open=number(answer["open"], desk.language)),
            )  # fmt: skip


def send_form(desk: Desk, cells: list[Row], names: Mapping[str, str]) -> None:
    """Send free units to another site."""
    _ = desk.words
    cell = chosen_cell(desk, cells, names, "send_cell")
    sites = list_sites(desk.office, desk.actor)
    known = [] if isinstance(sites, Refusal) else [site for site in sites if site["closed_at"] is None]
    targets = {site["code"]: site["name"] for site in known if site["site_id"] != cell["site_id"]}
    code = st.selectbox(_("Vers le site"), list(targets), format_func=lambda code: targets[code], key="send_to")
    most = cell["on_hand"] - cell["reserved"]
    count = st.number_input(_("Unités"), min_value=1, max_value=most, value=1, step=1, key=f"send_{cell['cell_id']}")
    reason = st.selectbox(_("Pourquoi"), BY_HAND, format_func=lambda code: label(code, _), key="send_why")
    if st.button(_("Envoyer"), type="primary", key="send_go", disabled=not targets):
        tell(
            desk, KEY,
            lambda: send_transfer(desk.office, desk.actor, desk.campaign_id, cell["cell_id"], str(code), int(count),
                                  TransferReason(str(reason))),
            lambda answer: _("Parti : {n}. L'autre site note l'arrivée ici.", n=number(answer["quantity"], desk.language)),
        )  # fmt: skip


def leave_form(desk: Desk, cells: list[Row], names: Mapping[str, str]) -> None:
    """Take free units off the stock, or add some that were forgotten."""
    _ = desk.words
    kinds = {str(reason): label(reason, _) for reason in LossReason}
    kinds |= {
        "supplier": _("Retour au fournisseur"),
        "over": _("Saisi en trop"),
        "under": _("Oublié à la saisie (à ajouter)"),
    }
    cell = chosen_cell(desk, cells, names, "leave_cell")
    kind = st.selectbox(_("Ce qui s'est passé"), list(kinds), format_func=lambda code: kinds[code], key="leave_kind")
    count = int(st.number_input(_("Unités"), min_value=1, value=1, step=1, key=f"leave_{cell['cell_id']}"))
    if not st.button(_("Noter"), key="leave_go"):
        return
    office, actor, campaign_id, cell_id = desk.office, desk.actor, desk.campaign_id, cell["cell_id"]

    def verb() -> Row | Refusal:
        if kind == "supplier":
            return return_to_supplier(office, actor, campaign_id, cell_id, count)
        if kind in ("over", "under"):
            return correct_units(office, actor, campaign_id, cell_id, count if kind == "under" else -count)
        return lose_units(office, actor, campaign_id, cell_id, count, LossReason(str(kind)))

    tell(desk, KEY, verb, lambda answer: _("Noté : {n}. Encore libres ici : {free}.", n=number(answer["units"], desk.language),
                                           free=number(answer["free"], desk.language)))  # fmt: skip


def site_form(desk: Desk) -> None:
    """Close an empty site, or open a closed one again."""
    _ = desk.words
    sites = list_sites(desk.office, desk.actor)
    if isinstance(sites, Refusal) or not sites:
        return
    closed = {site["code"] for site in sites if site["closed_at"] is not None}
    names = {
        site["code"]: _("{name} (fermé)", name=site["name"]) if site["code"] in closed else site["name"]
        for site in sites
    }
    code = str(st.selectbox(_("Site"), list(names), format_func=lambda code: names[code], key="site_code"))
    st.caption(_("Un site ferme quand il n'a plus rien : transférez d'abord son stock et redirigez ses lots."))
    verb, word = (reopen_site, _("Rouvrir ce site")) if code in closed else (close_site, _("Fermer ce site"))
    if st.button(word, key="site_go"):
        done = _("Site rouvert.") if code in closed else _("Site fermé : plus rien n'y entre, aucun plan ne s'en sert.")
        tell(desk, KEY, lambda: verb(desk.office, desk.actor, code), lambda answer: done)


def show_past(desk: Desk, transfers: list[Row], names: Mapping[str, str]) -> None:
    """Show every transfer."""
    _ = desk.words
    st.subheader(_("Tous les transferts"))
    columns = (
        Column("sent_at", _("Parti le"), "moment"),
        Column("label", _("Article")),
        Column("from_name", _("De")),
        Column("to_name", _("Vers")),
        Column("quantity", _("Unités"), "number"),
        Column("received_count", _("Arrivées"), "number"),
        Column("lost_count", _("Perdues en chemin"), "number"),
        Column("open_count", _("En chemin"), "number"),
        Column("why", _("Pourquoi")),
    )
    rows = [
        row | {"label": names.get(row["item"], row["item"]), "why": label(TransferReason(row["reason"]), _)}
        for row in transfers
    ]
    paged_table(listed(rows, columns), columns, _, key="transfers", file_name="transferts")
