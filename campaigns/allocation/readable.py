"""The codes that the builder of problems reads, and the refusal of those that it can't.

A code that nobody knows must not quietly open or close some stock. It builds nothing.
"""

import pyarrow as pa
import pyarrow.compute as pc

from campaigns.allocation.columns import whole
from campaigns.model.codes import Grade, PartnerKind
from campaigns.model.outcome import Refusal, Sentence

PICK_UP, DELIVERY, REMOTE = "pick_up", "delivery", "remote"
# Moved from its site to another one, where it is then fetched.
MOVED = "moved"
# Separates the parts of a type; no code may contain it.
SEPARATOR = "|"
# From unfit to best; a kit takes its minimum grade or any better one.
GRADES = pa.array([grade.value for grade in Grade])


def unusable(lines: pa.Table, kits: pa.Table, cells: pa.Table, reach: pa.Table) -> Refusal | None:
    """Codes this room can't read: an unknown grade, mode or earmark must not quietly close or open some stock."""
    kinds = [f"kind:{kind.value}" for kind in PartnerKind]
    earmarks = text_or_null(cells, "earmark")
    known = pc.or_(
        pc.is_in(earmarks, pa.array(kinds)), pc.match_substring_regex(earmarks, r"^department:[0-9AB]{2,3}$")
    )
    checks = [
        ("cells.earmark", earmarks, pc.invert(known)),
        ("cells.grade", text_or_null(cells, "grade"), pc.invert(pc.is_in(text_or_null(cells, "grade"), GRADES))),
        (
            "kits.min_grade",
            text_or_null(kits, "min_grade"),
            pc.invert(pc.is_in(text_or_null(kits, "min_grade"), GRADES)),
        ),
        (
            "reach.mode",
            text_or_null(reach, "mode"),
            pc.invert(pc.is_in(text_or_null(reach, "mode"), pa.array([PICK_UP, DELIVERY, MOVED, REMOTE]))),
        ),
        *(
            (f"lines.{name}", text_or_null(lines, name), pc.match_substring(text_or_null(lines, name), SEPARATOR))
            for name in ("zone_code", "kit_code")
        ),
    ]
    for name, values, wrong in checks:
        bad = values.filter(pc.and_(pc.is_valid(values), pc.fill_null(wrong, False)))
        if len(bad):
            return _invalid(name, str(bad[0].as_py()))
    return None


def _invalid(name: str, value: str) -> Refusal:
    return Refusal(
        "invalid_code",
        Sentence(
            f"Le plan n'a pas été calculé : {name} contient « {value} », qui n'est pas reconnu. Corrigez ce code.",
            f"The plan was not computed: {name} holds “{value}”, which is not known. Correct this code.",
        ),
    )


def text_or_null(table: pa.Table, column: str) -> pa.Array:
    """One column as text in one piece; a blank is null."""
    values = whole(table[column].cast(pa.string()))
    if not pc.any(pc.equal(values, "")).as_py():
        return values
    return pc.if_else(pc.equal(values, ""), pa.scalar(None, pa.string()), values)
