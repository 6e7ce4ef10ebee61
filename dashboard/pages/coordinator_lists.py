"""The lists received: what each file became, row by row, and the decision on those that wait for a person.

A list is opened as its partner sees it, without names. The register of structures is on the same page.
"""

from typing import Any

from campaigns.access import Scope, can
from campaigns.model.codes import ListState, PartnerKind
from dashboard.desk import Desk
from dashboard.pages.coordinator_one_list import show_list
from dashboard.parts.anonymous import show_anonymous_table
from dashboard.parts.empty import EmptyState, show_empty
from dashboard.parts.equation import row_equation
from dashboard.parts.header import page_header
from dashboard.parts.imports import import_drop, show_faults
from dashboard.parts.listed import listed
from dashboard.parts.page_links import link_to
from dashboard.parts.quality import show_every_quality
from dashboard.parts.table import Column, paged_table
from dashboard.parts.told import show_told
from dashboard.parts.views_of_page import linked_view, list_or_one
from dashboard.wording.numbers import number
from dashboard.wording.translation import Words
from pipelines.intake.lists import all_lists
from pipelines.partners import import_partners, list_partners
from pipelines.reporting.view_lists import list_sums

KEY = "lists"


def page(desk: Desk) -> None:
    """Show the lists, one list, or the structures."""
    lists = all_lists(desk.office, desk.actor, desk.campaign_id)
    known = {row["list_id"] for row in lists}
    list_or_one("liste", known, lambda: show_view(desk, lists), lambda chosen: show_list(desk, chosen))


def show_view(desk: Desk, lists: list[dict[str, Any]]) -> str | None:
    """Show the view chosen; return the list picked in it."""
    _ = desk.words
    views = {"listes": _("Listes reçues"), "structures": _("Structures")}
    view = linked_view("vue", views, _("Ce que montre la page"))
    show_told(desk, KEY)
    if view == "structures":
        show_partners(desk)
        return None
    return show_lists(desk, lists)


def show_lists(desk: Desk, lists: list[dict[str, Any]]) -> str | None:
    """Show every list with its counts, those to review first; return the one picked."""
    _ = desk.words
    sums = list_sums(lists)
    page_header(_("Que deviennent les listes reçues ?"), lists_sentence(sums, _))
    if can(desk.actor, "list.submit", Scope(department_code=desk.actor.department_code)):
        link_to(desk, "envoyer", _("Envoyer une liste au nom d'une structure"), icon=":material/upload_file:")
    if not lists:
        show_no_list(_)
        return None
    row_equation(sums["counts"], _)
    columns = (
        Column("partner_name", _("Structure")),
        Column("received_at", _("Reçue le"), "day"),
        Column("state", _("État"), "badge"),
        Column("accepted_count", _("Acceptées"), "number"),
        Column("warned_count", _("À vérifier"), "number"),
        Column("rejected_count", _("À corriger"), "number"),
    )
    rows = [row | {"state": ListState(row["state"])} for row in sums["lists"]]
    picked = paged_table(listed(rows, columns), columns, _, key="listes", file_name="listes-recues", opens=True)
    show_anonymous_table(desk)
    return None if picked is None else str(picked["list_id"])


def lists_sentence(sums: dict[str, Any], words: Words) -> str:
    """Say how many lists came and how many wait."""
    _ = words
    total, waiting = sums["total"], sums["in_review"]
    said = _.plural("{n} liste reçue", "{n} listes reçues", total, n=number(total, words.language))
    if not waiting:
        return _("{lists} : aucune n'attend de relecture.", lists=said)
    wait = _.plural(
        "{n} attend une relecture", "{n} attendent une relecture", waiting, n=number(waiting, words.language)
    )
    families = number(sums["rows_in_review"], words.language)
    return _("{lists}, dont {waiting} (lignes prêtes : {families}).", lists=said, waiting=wait, families=families)


def show_no_list(words: Words) -> None:
    """Say where lists come from."""
    _ = words
    show_empty(
        EmptyState(
            title=_("Aucune liste reçue"),
            purpose=_("Les listes envoyées par les structures arrivent ici, prêtes à relire."),
            next_step=_("Importez d'abord les structures, puis envoyez une liste au nom de l'une d'elles."),
        ),
        key="lists_empty",
    )


def show_partners(desk: Desk) -> None:
    """Show the register of structures, and add to it from a table."""
    _ = desk.words
    partners = list_partners(desk.office, desk.actor)
    count = len(partners)
    page_header(
        _("Quelles structures connaissons-nous ?"),
        _.plural("{n} structure connue.", "{n} structures connues.", count, n=number(count, desk.language)),
        note=_("Les structures sont communes à toutes les campagnes. Leurs contacts ne s'affichent pas."),
    )
    if partners:
        show_register(desk, partners)
        show_every_quality(desk)
    show_faults(desk, KEY)
    if can(desk.actor, "partner.import", Scope()):
        import_drop(
            desk, _("Ajouter ou mettre à jour des structures"), "code, name, kind, commune_code, phone, email",
            lambda data, name: import_partners(desk.office, desk.actor, data, name),
            lambda answer: register_sentence(answer, _), KEY,
        )  # fmt: skip


def show_register(desk: Desk, partners: list[dict[str, Any]]) -> None:
    """Show the structures with the names of their places."""
    _ = desk.words
    columns = (
        Column("name", _("Structure")),
        Column("kind", _("Nature")),
        Column("commune", _("Commune")),
        Column("department_code", _("Département")),
        Column("code", _("Code")),
    )
    rows = [
        row | {"kind": PartnerKind(row["kind"]), "commune": commune_name(desk, row["commune_code"])} for row in partners
    ]
    paged_table(listed(rows, columns), columns, _, key="structures", file_name="structures")


def commune_name(desk: Desk, code: str) -> str:
    """Return the name of a commune, or its code where it is not known any more."""
    found = desk.office.territories.commune(code)
    return found.name if found else code


def register_sentence(answer: dict[str, Any], words: Words) -> str:
    """Say what an import of structures did."""
    _ = words
    n = {name: number(answer[name], words.language) for name in ("added", "updated", "unchanged")}
    return _("Structures ajoutées : {added}, mises à jour : {updated}, inchangées : {unchanged}.", **n)
