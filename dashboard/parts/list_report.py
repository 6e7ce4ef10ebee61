"""What was understood of a list and what sending it would change, said before anything is sent. Nothing is counted here."""

from collections.abc import Mapping
from typing import Any

from dashboard.parts.equation import row_equation
from dashboard.parts.notices import NOTICE
from dashboard.style import draw, fragment, joined
from dashboard.wording import counted
from dashboard.wording.numbers import moment, number
from dashboard.wording.translation import Words

Report = Mapping[str, Any]
# Five boxes in one line on a screen, two a line on a telephone.
FIVE = (
    "<div class='cu-figures' style='grid-template-columns:repeat(auto-fit,minmax(min(8.5rem,45%),1fr))'>{boxes}</div>"
)
BOX = "<div class='cu-figure cu-on-{tone}'><b>{value}</b><span>{word}</span><small>{said}</small></div>"


def understood_sentence(report: Report, words: Words) -> str:
    """Say where the table was found: sheet, header row, columns."""
    _ = words
    found, columns = report["format"], report["columns"]
    read = [column for column in columns if column["target"] not in ("ignore", "refuse")]
    row, count = (number(n, words.language) for n in (found["header_row"], len(columns)))
    known = _.plural("{n} colonne lue", "{n} colonnes lues", len(read), n=number(len(read), words.language))
    if found["sheet"]:
        return _(
            "Feuille « {sheet} », titres à la ligne {row} : {known} sur {count}.",
            sheet=found["sheet"], row=row, known=known, count=count,
        )  # fmt: skip
    return _("Titres à la ligne {row} : {known} sur {count}.", row=row, known=known, count=count)


def show_impact(report: Report, words: Words) -> None:
    """Show what sending would change, in five numbers, and how the rows add up."""
    _ = words
    counts = report["counts"]
    meanings = (
        ("new", _("nouvelles"), _("des familles que vous n'aviez pas encore envoyées"), "served"),
        ("unchanged", _("déjà connues"), _("rien ne change pour elles"), "waiting"),
        ("corrected", _("corrigées"), _("prennent la place de la ligne d'avant"), "action"),
        ("rejected", _("à corriger"), _("attendent votre correction"), "gap"),
        (
            "absent",
            _("peut-être retirées"),
            _("dans une liste d'avant, plus dans celle-ci : nous vous demanderons"),
            "need",
        ),
    )
    boxes = [
        fragment(BOX, tone=tone, value=number(counts[code], words.language), word=word, said=said)
        for code, word, said, tone in meanings
    ]
    draw(fragment(FIVE, boxes=joined(boxes)))
    row_equation(counts, words)
    repeated = report["repeated"]
    if repeated:
        said = _.plural(
            "Parmi les lignes à corriger, {n} en répète une autre.", "Parmi les lignes à corriger, {n} en répètent une autre.",
            repeated, n=number(repeated, words.language),
        )  # fmt: skip
        draw(fragment("<p class='cu-note'>{said}</p>", said=said))


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
    return _(
        "Cette liste a déjà été reçue le {when} ({rows}). L'envoyer encore n'ajoute rien.",
        when=moment(earlier["received_at"], words.language), rows=counted.rows(earlier["physical_count"], words),
    )  # fmt: skip


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
