"""The table to fill for a structure that has no list: one sheet to fill, one that explains, one example that never counts.

Its drop-downs are made from the live vocabularies at each fetch. This module must never write a family.
"""

import io

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from campaigns.model.codes import PartnerKind
from campaigns.model.outcome import Refusal, Sentence
from campaigns.model.row import COUNT_FIELDS, MOST_CHILDREN, MOST_ITEMS, MOST_PEOPLE
from pipelines.intake.asked_fields import AskedField, asked_fields

FILE_NAME = "liste-a-remplir.xlsx"
SHEET, EXPLAINED = "Familles", "Explications"
# How far down the drop-downs reach.
LAST_ROW = 1_000
# A spreadsheet takes no longer list inside a rule.
LONGEST_LIST = 255
MOST = {"household_size": MOST_PEOPLE, "children_count": MOST_CHILDREN, "students_count": MOST_CHILDREN}
ADVICE = (
    "Une ligne par famille, dans la feuille « Familles ».",
    "Il faut au moins un nom et un besoin (ordinateur, tablette, téléphone ou connexion). Le reste aide : remplissez ce que vous savez.",
    "La ligne d'exemple ne compte jamais. Vous pouvez la laisser ou la supprimer.",
    "Vous pouvez renvoyer le même tableau, corrigé ou complété : aucune famille ne sera comptée deux fois.",
    "N'écrivez jamais de numéro de sécurité sociale, ni la santé, la religion ou la nationalité : ce serait effacé.",
)


def template_file(partner_kind: str) -> bytes | Refusal:
    """Make the table to fill of a kind of structure, as an XLSX workbook.

    Returns
    -------
    bytes or Refusal
        `unknown_kind` when no structure is of that kind.
    """
    if partner_kind not in list(PartnerKind):
        kinds = ", ".join(PartnerKind)
        return Refusal(
            "unknown_kind",
            Sentence(
                f"« {partner_kind} » n'est pas une nature de structure. Choisissez parmi : {kinds}.",
                f"“{partner_kind}” is no kind of structure. Choose one of: {kinds}.",
            ),
        )
    output = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
    with Workbook(output, options) as book:
        fields = asked_fields(partner_kind)
        fill_sheet(book, book.add_worksheet(SHEET), fields)
        explain_sheet(book, book.add_worksheet(EXPLAINED), fields)
    return output.getvalue()


def fill_sheet(book: Workbook, sheet: Worksheet, fields: tuple[AskedField, ...]) -> None:
    """Write the titles, the example and the rules of each column."""
    strong = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#E3F0EF"})
    # Cells are texts: a phone keeps its zero, a postcode too, and a class such as 6e stays a word.
    text, grey = book.add_format({"num_format": "@"}), book.add_format({"num_format": "@", "font_color": "#5B6B7F", "italic": True})  # fmt: skip
    for at, field in enumerate(fields):
        sheet.set_column(at, at, field.width, text)
        sheet.write_string(0, at, field.title, strong)
        sheet.write_string(1, at, field.example, grey)
        rule = column_rule(field)
        if rule:
            sheet.data_validation(1, at, LAST_ROW, at, rule)
    sheet.set_row(0, 48)
    sheet.freeze_panes(1, 0)


def column_rule(field: AskedField) -> dict[str, object]:
    """Return the rule of a column: a list to choose from or a number; another answer is warned of, not forbidden."""
    said: dict[str, object] = {
        "input_title": field.title[:32],
        "input_message": field.help[:LONGEST_LIST],
        "error_type": "warning",
    }
    if field.choices:
        return said | {
            "validate": "list", "source": list(field.choices.values()), "error_title": "Autre réponse",
            "error_message": "Cette réponse n'est pas dans la liste : elle pourrait ne pas être comprise.",
        }  # fmt: skip
    if field.name in COUNT_FIELDS:
        most = MOST.get(field.name, MOST_ITEMS)
        # Typed in a column of texts, a number is a text: it is compared by its value.
        return said | {"validate": "any", "input_message": f"{field.help} De 0 à {most}."[:LONGEST_LIST]}
    return said | {"validate": "any"}


def explain_sheet(book: Workbook, sheet: Worksheet, fields: tuple[AskedField, ...]) -> None:
    """Write how to fill the table, in plain words."""
    strong, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 34, wrapped)
    sheet.set_column(1, 2, 60, wrapped)
    write_advice(sheet, strong, wrapped)
    start = len(ADVICE) + 3
    for at, title in enumerate(("Dans la colonne", "Écrivez", "Réponses possibles")):
        sheet.write_string(start, at, title, strong)
    for row, field in enumerate(fields, start=start + 1):
        for at, cell in enumerate((field.title, field.help, ", ".join(field.choices.values()))):
            sheet.write_string(row, at, cell, wrapped)


def write_advice(sheet: Worksheet, strong: Format, wrapped: Format) -> None:
    """Write the advice above the columns."""
    sheet.write_string(0, 0, "Comment remplir ce tableau", strong)
    for row, sentence in enumerate(ADVICE, start=1):
        sheet.merge_range(row, 0, row, 2, sentence, wrapped)
