"""Reports and open data of a release: the situation, one department, one donor, and every published figure as files.

Files are made when they are fetched, from the release chosen; nothing here reads the campaign.
"""

import io
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import streamlit as st

from campaigns.model.outcome import CannotGoOn, Refusal
from dashboard.desk import Desk
from dashboard.link import linked_choice
from dashboard.parts.fetch_links import FileLink, fetch_links
from dashboard.parts.header import page_header
from dashboard.parts.release_choice import chosen_release, publish_button
from dashboard.parts.short_table import short_table
from dashboard.parts.table import Column
from dashboard.style import draw, fragment
from dashboard.wording.numbers import day, number
from pipelines.reporting.exports import write_release
from pipelines.reporting.release_view import told_count
from pipelines.reporting.releases import Release, releases
from pipelines.reporting.reports import DEPARTMENT, DONOR, SITUATION, donors, report_file

NOTE = "<p class='cu-note'>{said}</p>"
PDF, HTML, ZIP = "application/pdf", "text/html", "application/zip"


def page(desk: Desk) -> None:
    """Show the reports of a release."""
    _ = desk.words
    found = chosen_release(desk)
    if found is None:
        return
    told = told_count(found)
    page_header(
        _("Que peut-on donner à lire ?"),
        _("Des rapports et des fichiers faits des chiffres publiés au {day}.", day=day(found.as_of, desk.language)),
        note=_("Chiffres par territoire montrés : {shown}, masqués : {hidden}. Publication {release}.",
               shown=number(told["shown"], desk.language), hidden=number(told["hidden"], desk.language), release=found.release_id),
    )  # fmt: skip
    show_report(
        desk,
        found,
        SITUATION,
        "",
        _("Point de situation"),
        _("La campagne en une page : où en est-on, où est l'écart, qui attend."),
    )
    departments = {
        row["code"]: f"{row['name']} ({row['code']})" for row in desk.office.territories.all_departments().to_pylist()
    }
    code = linked_choice(_("Département"), "departement", departments)
    show_report(
        desk,
        found,
        DEPARTMENT,
        code,
        departments[code],
        _("Une page pour un préfet : ses chiffres, ses communes, ses sites."),
    )
    givers = donors(found)
    if givers:
        # The link names a place in the list, not a donor: links are shared.
        chosen = linked_choice(_("Donateur"), "donateur", {str(place): name for place, name in enumerate(givers)})
        name = givers[int(chosen)]
        show_report(desk, found, DONOR, name, name, _("Une page pour un donateur : ce que ses lots sont devenus."))
    show_open_data(desk, found)
    show_releases(desk)
    publish_button(desk)


def show_report(desk: Desk, found: Release, kind: str, about: str, title: str, purpose: str) -> None:
    """Show one report as PDF and as a page."""
    _ = desk.words
    draw(fragment("<p><strong>{title}</strong><br>{purpose}</p>", title=title, purpose=purpose))
    stem = "-".join(part for part in (kind, about if kind == DEPARTMENT else "", found.as_of.isoformat()) if part)
    fetch_links(f"report_{kind}", [
        FileLink(_("En PDF"), made(desk, found, kind, about, as_pdf=True), f"{stem}.pdf", PDF),
        FileLink(_("En page HTML, qui s'ouvre sans réseau"), made(desk, found, kind, about, as_pdf=False), f"{stem}.html", HTML),
    ])  # fmt: skip


def made(desk: Desk, found: Release, kind: str, about: str, *, as_pdf: bool) -> Callable[[], bytes]:
    """Return what makes the file when it is fetched."""

    def make() -> bytes:
        answer = report_file(desk.office, desk.actor, desk.campaign_id, kind, about, language=desk.language, as_pdf=as_pdf,
                             release_id=found.release_id)  # fmt: skip
        if isinstance(answer, Refusal):
            raise CannotGoOn(answer.code, answer.sentence)
        return answer

    return make


def show_open_data(desk: Desk, found: Release) -> None:
    """Show every published figure as one archive."""
    _ = desk.words
    st.subheader(_("Données ouvertes"))
    said = _("Tous les chiffres publiés, en CSV, XLSX, GeoJSON et GeoParquet, avec un dictionnaire des colonnes.")
    draw(fragment("<p>{said}</p>", said=said))
    name = f"publication-{found.as_of.isoformat()}"
    fetch_links("open_data", [FileLink(_("Tout en une archive ZIP"), lambda: archive(found, name), f"{name}.zip", ZIP)])


def archive(found: Release, name: str) -> bytes:
    """Return the files of a release in one archive."""
    content = io.BytesIO()
    with (
        tempfile.TemporaryDirectory(prefix="publication-") as folder,
        zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as packed,
    ):
        for path in write_release(found, Path(folder) / name):
            packed.write(Path(folder) / path, path)
    return content.getvalue()


def show_releases(desk: Desk) -> None:
    """Show every release with its digest."""
    _ = desk.words
    known = releases(desk.office, desk.actor, desk.campaign_id)
    if isinstance(known, Refusal):
        return
    st.subheader(_("Publications"))
    columns = (
        Column("position", _("N°"), "number"), Column("as_of", _("Chiffres au"), "day"), Column("made_at", _("Publié"), "moment"),
        Column("digest", _("Empreinte (SHA-256)")),
    )  # fmt: skip
    short_table(known, columns, _, key="releases", file_name="publications")
    draw(fragment(NOTE, said=_("Une publication ne change plus : son empreinte se recalcule depuis ses fichiers.")))
