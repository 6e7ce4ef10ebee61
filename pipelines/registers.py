"""Reads the coordinator's own tables (partners, sites, stock): named columns, one fault list, good rows kept.

These files come from the organisation, not from a partner, so their columns have fixed names (French twins accepted).
This module must never write to the store.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from campaigns.model.outcome import Refusal, Sentence
from pipelines.intake.worker import ReadingRoom

T = TypeVar("T")
Fault = Sentence
Cells = Mapping[str, str]

# French headers that mean the same column.
TWINS = {
    "nom": "name", "libelle": "name", "type": "kind", "nature": "kind", "insee": "commune_code", "code_insee": "commune_code",
    "code_commune": "commune_code", "telephone": "phone", "tel": "phone", "courriel": "email", "mail": "email",
    "capacite_par_jour": "capacity_per_day", "code_site": "site_code", "site": "site_code", "article": "item",
    "materiel": "item", "quantite": "quantity", "disponible_le": "available_on", "donateur": "donor", "fleche": "earmark",
    "attendu_le": "expected_on", "vague": "wave", "etat": "grade", "origine": "origin", "expire_le": "expires_on",
    "collecte": "collection_ref", "reconditionneur": "refurbisher", "certificat_effacement": "wiping_ref",
    "numero_de_serie": "serial", "numeros_de_serie": "serial", "serie": "serial", "serial_number": "serial", "n_de_serie": "serial",
}  # fmt: skip


@dataclass(frozen=True)
class Register(Generic[T]):
    """The rows understood, and one sentence for each row that was not.

    `counts` accounts for every physical row: physical = header + blank + accepted + rejected.
    """

    rows: tuple[T, ...]
    faults: tuple[Fault, ...]
    counts: Mapping[str, int] = field(default_factory=dict)


def read_register(
    room: ReadingRoom,
    data: bytes,
    file_name: str,
    required: Sequence[str],
    row_of: Callable[[Cells], T | Sentence],
    names: Mapping[str, str] | None = None,
) -> Register[T] | Refusal:
    """Read a table whose first filled row is its header.

    Parameters
    ----------
    required
        Column names that must be there.
    row_of
        Makes a typed row from text cells, or says in one sentence what is wrong with it.
    names
        Headers that mean the same column in this table alone.
    """
    table = room.read_cells(data, file_name)
    if isinstance(table, Refusal):
        return table
    filled = [(number, cells) for number, cells in enumerate(table, start=1) if any(cell.strip() for cell in cells)]
    known = names or {}
    header = [known.get(name, name) for name in map(canonical, filled[0][1])] if filled else []
    missing = [name for name in required if name not in header]
    if missing:
        return missing_columns(missing, required)
    rows, faults = [], []
    for number, cells in filled[1:]:
        answer = row_of({name: cell.strip() for name, cell in zip(header, cells, strict=False) if name})
        if isinstance(answer, Sentence):
            faults.append(Sentence(f"Ligne {number} : {answer.fr}", f"Row {number}: {answer.en}"))
        else:
            rows.append(answer)
    counts = {"physical": len(table), "header": 1, "blank": len(table) - len(filled)}
    return Register(tuple(rows), tuple(faults), counts | {"accepted": len(rows), "rejected": len(faults)})


def canonical(header: str) -> str:
    """Return the column name behind a header as typed."""
    plain = header.strip().strip("\ufeff").lower().translate(str.maketrans("éèêàç’' -", "eeeac____"))
    return TWINS.get(plain, plain)


def missing_columns(missing: Sequence[str], required: Sequence[str]) -> Refusal:
    """Say which columns a register lacks."""
    return Refusal(
        "missing_column",
        Sentence(
            f"Le fichier n'a pas la colonne « {missing[0]} ». Sa première ligne doit nommer : {', '.join(required)}. "
            "Rien n'a été modifié.",
            f"The file has no column “{missing[0]}”. Its first row must name: {', '.join(required)}. Nothing was changed.",
        ),
    )


def unknown_value(column: str, value: str, allowed: Sequence[str]) -> Sentence:
    """Say that a coded cell holds an unknown value."""
    return Sentence(
        f"colonne « {column} », « {value} » n'est pas connu. Valeurs possibles : {', '.join(allowed)}.",
        f"column “{column}”, “{value}” is not known. Possible values: {', '.join(allowed)}.",
    )
