"""What is known of the hostile files: which must be refused, the rows that the others hold, and the values of some.

Rows were counted by hand, in the files that one reading only does justice to. Where nothing stands, nothing is known.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FILES = Path(__file__).parent / "files"
REFUSED = {
    "billion_laughs.xlsx": "unsafe_archive",
    "quadratic_blowup.xlsx": "unsafe_archive",
    "xxe_file.xlsx": "unsafe_archive",
    "xxe_http.xlsx": "unsafe_archive",
    "zip_slip.xlsx": "unsafe_archive",
    "zip_dup_entry.xlsx": "unsafe_archive",
    "million_cells_in_row.xlsx": "unsafe_archive",
    "far_cell.xlsx": "far_cell",
    "sparse_100x1M.xlsx": "far_cell",
    "truncated.xlsx": "damaged",
    "zip_not_xlsx.xlsx": "damaged",
    "empty_sheet.xlsx": "empty_workbook",
    "html_as.xls": "not_a_list",
    "ole_garbage.xls": "not_a_list",
    "pdf_as.csv": "not_a_list",
    "png_as.csv": "not_a_list",
    "empty.csv": "empty_file",
    "only_bom.csv": "empty_file",
    "only_nul.csv": "empty_file",
    "whitespace.csv": "empty_file",
    "only_header.csv": "no_rows",
    "unclosed_quote.csv": "unclosed_quote",
    "mixed_encodings.csv": "mixed_encodings",
    "invalid_utf8_tail.csv": "mixed_encodings",
    "one_field_50MB.csv.gz": "too_long_cell",
    "dunder_headers.csv": "no_header",
    "empty_headers.csv": "no_header",
    "ragged.csv": "no_header",
}
# Refused because nothing is in them.
EMPTY = frozenset({"empty_workbook", "empty_file", "no_rows"})
# One family, written in each of these files.
SAME_LIST = (
    "utf8.csv", "utf8_bom.csv", "utf16le_bom.csv", "utf16le_nobom.csv", "cp1252.csv", "macroman.csv", "double_encoded.csv", "nul_bytes.csv",
    "sep_line.csv", "pipe.csv", "tab.csv",
)  # fmt: skip
FAMILY = {
    "guardian_last_name": "Lefèvre", "guardian_first_name": "Zoé", "phone_1": "+33612345678", "address": "3 rue de l'Œuvre", "children_count": 2,
}  # fmt: skip
SAME_DAY = ("ok.xlsx", "date1904.xlsx")
DAY = "2015-04-03"
COLUMNS = {
    "nom": "guardian_last_name", "prenom": "guardian_first_name", "telephone": "phone_1", "adresse": "address", "enfants": "children_count",
    "naissance": "guardian_birth_date",
}  # fmt: skip
ROWS = dict.fromkeys((*SAME_LIST, *SAME_DAY), 1) | {
    "comma_decimal.csv": 2, "cp850.csv": 1, "cr_only.csv": 2, "dates.csv": 8, "dimension_lie.xlsx": 1, "dup_headers.csv": 1, "dup_headers.xlsx": 1,
    "embedded_newline.csv": 1, "external_link.xlsx": 1, "first_sheet_empty.xlsx": 1, "formula_injection.csv": 13,
    "formulas_no_cached_values.xlsx": 2, "header_not_first.csv": 1, "hidden_rows_sheets.xlsx": 1, "latin1_noeuro.csv": 1,
    "leading_zero_lost.csv": 3, "long_string.xlsx": 1, "macro_vba_as.xlsx": 1, "mixed_newlines.csv": 3, "path_names.csv": 4, "phones.csv": 5,
    "quotes_in_unquoted.csv": 1, "sql_headers.csv": 1, "total_row.csv": 1, "unicode_headers_nfd.csv": 1, "xss_names.csv": 15,
    "zero_width_bidi.csv": 1,
}  # fmt: skip
# What somebody who looks into the file tells a reader that asks: anything but UTF-8, semicolons and a header on top.
LOOKED_UP: dict[str, dict[str, Any]] = {
    "comma_decimal.csv": {"separator": ","}, "pipe.csv": {"separator": "|"}, "tab.csv": {"separator": "\t"},
    "cp1252.csv": {"encoding": "cp1252"}, "cp850.csv": {"encoding": "cp850"}, "latin1_noeuro.csv": {"encoding": "latin-1"},
    "macroman.csv": {"encoding": "mac_roman"}, "utf8_bom.csv": {"encoding": "utf-8-sig"}, "only_bom.csv": {"encoding": "utf-8-sig"},
    "utf16le_bom.csv": {"encoding": "utf-16"}, "utf16le_nobom.csv": {"encoding": "utf-16-le"},
    "sep_line.csv": {"header_row": 2}, "header_not_first.csv": {"header_row": 4}, "first_sheet_empty.xlsx": {"sheet": "Liste"},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one file.

    Parameters
    ----------
    refusal
        Why it must be refused; empty where it must be read.
    rows
        How many families it holds; None where that is not known.
    values
        What its only row says, as far as it is known.
    """

    refusal: str = ""
    rows: int | None = None
    values: Mapping[str, Any] = field(default_factory=dict)


def known(name: str) -> Known:
    """Return what is known of a file, by its name."""
    if name in REFUSED:
        return Known(REFUSED[name])
    values = FAMILY if name in SAME_LIST else {"guardian_birth_date": DAY} if name in SAME_DAY else {}
    return Known(rows=ROWS.get(name), values=values)
