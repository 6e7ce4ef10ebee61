"""What was understood of a list and what sending it would change, said before anything is sent. Nothing is counted here."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from campaigns.model.codes import RowOutcome
from dashboard.parts.equation import row_equation
from dashboard.parts.issue_list import issue_list
from dashboard.parts.notices import NOTICE
from dashboard.parts.table import Ask, Column, Fetch, Slice, paged_table
from dashboard.style import draw, fragment, joined
from dashboard.wording.numbers import moment, number
from dashboard.wording.translation import Words
from dashboard.wording.translation import mark as _
from pipelines.delivery.notes import family_name

Report = Mapping[str, Any]
CHANGES = {"new": _("nouvelle"), "unchanged": _("déjà connue"), "corrected": _("corrigée")}
# Five boxes in one line on a screen, two a line on a telephone.
FIVE = (
    "<div class='cu-figures' style='grid-template-columns:repeat(auto-fit,minmax(min(8.5rem,45%),1fr))'>{boxes}</div>"
)
BOX = "<div class='cu-figure cu-on-{tone}'><b>{value}</b><span>{word}</span><small>{said}</small></div>"
# What is to be looked at comes first.
ORDER = list(RowOutcome)[::-1]
ISSUE_TONES = {RowOutcome.REJECTED: "gap", RowOutcome.WARNED: "need", RowOutcome.ACCEPTED: "waiting"}


def understood_sentence(report: Report, words: Words) -> str:
    """Say where the table was found: sheet, header row, columns."""
    _ = words
    found, columns = report["format"], report["columns"]
    read = [column for column in columns if column["target"] not in ("ignore", "refuse")]
    row, count, known = (number(n, words.language) for n in (found["header_row"], len(columns), len(read)))
    if found["sheet"]:
        return _(
            "Feuille « {sheet} », titres à la ligne {row} : {known} colonnes lues sur {count}.",
            sheet=found["sheet"], row=row, known=known, count=count,
        )  # fmt: skip
    return _("Titres à la ligne {row} : {known} colonnes lues sur {count}.", row=row, known=known, count=count)


def show_impact(report: Report, words: Words) -> None:
    """Show what sending would change, in five numbers, and how the rows add up."""
    _ = words
    counts = report["counts"]
    meanings = (
        ("new", _("nouvelles"), _("des familles que vous n'aviez pas encore envoyées"), "served"),
        ("unchanged", _("déjà connues"), _("rien ne change pour elles"), "waiting"),
        ("corrected", _("corrigées"), _("prennent la place de la ligne d'avant"), "action"),
        ("rejected", _("à corriger"), _("attendent votre correction"), "gap"),
        ("not_data", _("sans famille"), _("titres, totaux ou notes, laissés de côté"), "waiting"),
    )
    boxes = [
        fragment(BOX, tone=tone, value=number(counts[code], words.language), word=word, said=said)
        for code, word, said, tone in meanings
    ]
    draw(fragment(FIVE, boxes=joined(boxes)))
    row_equation(counts, words)


def show_remarks(report: Report, words: Words) -> None:
    """Say what concerns the whole file."""
    said = [
        issue["message" if words.language == "fr" else "message_en"] for issue in report["issues"] if not issue["row"]
    ]
    lines = [fragment("<li>{sentence}</li>", sentence=sentence) for sentence in dict.fromkeys(said)]
    if lines:
        draw(fragment("<ul class='cu-note'>{lines}</ul>", lines=joined(lines)))


def earlier_sentence(earlier: Report, words: Words) -> str:
    """Say that these very bytes came before."""
    _ = words
    rows = number(earlier["physical_count"], words.language)
    return _(
        "Cette liste a déjà été reçue le {when} ({rows} lignes). L'envoyer encore n'ajoute rien.",
        when=moment(earlier["received_at"], words.language), rows=rows,
    )  # fmt: skip


def show_rows(report: Report, words: Words, *, key: str) -> None:
    """Show the rows with something to look at, in full sentences, then all of them."""
    _ = words
    said = sentences_by_row(report["issues"], words)
    rows = sorted((grid_line(row, words) for row in report["rows"]), key=natural)
    columns = (
        Column("row", _("Ligne"), "number"),
        Column("outcome", _("État"), "badge"),
        Column("family", _("Famille")),
        Column("change", _("Effet"), sortable=False),
    )
    to_look_at = [(ISSUE_TONES[row["outcome"]], sentence) for row in rows for sentence in said.get(row["row"], [])]
    issue_list(to_look_at, key=f"{key}_issues")
    with st.expander(_("Toutes les lignes ({n})", n=number(len(rows), words.language)), expanded=not to_look_at):
        # A search would be written into the link, and what is searched here is a family's name.
        paged_table(fetch_from(rows), columns, words, key=key, searchable=False)


def fetch_from(rows: Sequence[Mapping[str, Any]]) -> Fetch:
    """Return what answers a table's questions on rows in their usual order."""

    def fetch(ask: Ask) -> Slice:
        ordered = sorted(rows, key=lambda row: sort_key(row, ask.sort), reverse=ask.descending) if ask.sort else rows
        return Slice(ordered[ask.offset : ask.offset + ask.limit], len(ordered))

    return fetch


def natural(row: Mapping[str, Any]) -> tuple[Any, int]:
    """Return the usual place of a row: those to correct, to check, then the others, in file order."""
    return sort_key(row, "outcome")


def sort_key(row: Mapping[str, Any], name: str) -> tuple[Any, int]:
    """Return the place of a row by one column, then by its number."""
    value = row[name]
    return (ORDER.index(value) if isinstance(value, RowOutcome) else value), row["row"]


def grid_line(row: Mapping[str, Any], words: Words) -> dict[str, Any]:
    """Return the cells of one row."""
    return {
        "row": row["row"],
        "outcome": RowOutcome(row["outcome"]),
        "family": family_name(row["values"]),
        "change": words(CHANGES[row["change"]]) if row["change"] else "",
    }


def sentences_by_row(issues: Sequence[Mapping[str, Any]], words: Words) -> dict[int, list[str]]:
    """Group what is said of each row."""
    name = "message" if words.language == "fr" else "message_en"
    groups: dict[int, list[str]] = {}
    for issue in issues:
        groups.setdefault(issue["row"], []).append(issue[name] + suggestion_of(issue, words))
    return groups


def suggestion_of(issue: Mapping[str, Any], words: Words) -> str:
    """Say what the cell could be."""
    _ = words
    return " " + _("Suggestion : {suggestion}.", suggestion=issue["suggestion"]) if issue["suggestion"] else ""


def foreseen_sentence(report: Report, words: Words) -> str:
    """Say how many rows are ready and how many are held back."""
    _ = words
    counts = report["counts"]
    ready, held = counts["accepted"] + counts["warned"], counts["rejected"]
    said = _.plural(
        "{n} ligne est prête à partir", "{n} lignes sont prêtes à partir", ready, n=number(ready, words.language)
    )
    if not held:
        return _("{ready}. Rien n'est à corriger.", ready=said)
    wait = _.plural("{n} est à corriger", "{n} sont à corriger", held, n=number(held, words.language))
    return _("{ready}, {held}. Rien n'est encore envoyé.", ready=said, held=wait)


def show_warnings(report: Report, words: Words) -> None:
    """Say that the same file came before, or why a person will read the list first."""
    _ = words
    if report["earlier"]:
        draw(
            fragment(NOTICE, tone="need", title=_("Liste déjà reçue"), text=earlier_sentence(report["earlier"], words))
        )
    if report["breaker"]:
        text = report["breaker"][words.language]
        draw(fragment(NOTICE, tone="need", title=_("Une personne relira cette liste avant de l'accepter"), text=text))
    if report["is_aggregate"]:
        text = _(
            "Elle annonce des familles sans les nommer. Envoyez leurs noms quand vous les aurez : rien ne sera compté deux fois."
        )
        draw(fragment(NOTICE, tone="waiting", title=_("Demande globale"), text=text))
