"""One cell of one column for one family: what is written, and what it says without doubt."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from pipelines.sample.formats import MONTHS
from tests.golden.trade_generator.families import Child, Family, banks
from tests.golden.trade_generator.hands import loose_count, loose_day, loose_phone, own_word, ticked, wished

Said = dict[str, Any]
NEEDS = {f"need_{item}": item for item in ("laptop", "tablet", "smartphone", "phone", "connection")}
NUMBERS = ["zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix"]
# Written yes, written no; a blank says nothing.
YES_NO: dict[str, tuple[list[Any], list[Any]]] = {
    "letters": (["O", "o"], ["N"]), "words": (["Oui", "oui"], ["Non", "non"]), "cross": (["x", "X"], [None]), "digits": (["1"], ["0", None]),
    "excel": (["VRAI"], ["FAUX"]), "ticks": (["✓", "✔"], [None]), "tf": (["vrai"], ["faux"]), "yn": (["Y"], ["N"]), "yes": (["Yes", "yes"], ["No"]),
    "wanted": (["oui svp", "Oui, 1"], ["non merci", "pas besoin", "Non"]), "box": (["☑"], ["☐"]), "ok": (["ok", "OK"], ["non"]),
    "dash": (["X"], ["-"]), "checked": (["Checked"], [None]), "true": (["TRUE"], ["FALSE"]),
}  # fmt: skip
ANSWERS: dict[str, tuple[tuple[list[Any], list[Any]], tuple[Any, Any]]] = {
    "urgency": ((["oui", "Urgent", "x"], ["non", None]), ("urgent", "normal")),
    "information_given": ((["O", "Oui", "oui"], ["N", "Non"]), ("oui", "non")),
}
# Other ways to answer, by manner: written yes, written no.
ANSWERED: dict[str, tuple[list[Any], list[Any]]] = {
    "degree": (["Très urgent", "urgent"], ["Normal", "non urgent"]),
    "yes": (["Yes", "yes"], ["No"]),
    "yes_fr": (["Oui"], ["Non"]),
    "letters": (["O"], ["N"]),
    "words": (["Oui"], ["Non"]),
    "ok": (["ok", "OK"], ["non"]),
    "ticks": (["✓"], [None]),
    "agree": (["J'accepte", "Oui, j'accepte"], ["Je refuse"]),
    "signed": (["signé", "oui"], ["non"]),
    "level": (["haute"], ["basse", "normale"]),
    "cross": (["x", "X"], [None]),
    "tf": (["vrai"], ["faux"]),
}


@dataclass
class Column:
    """A column of a list: its header, its field, and how its author writes in it."""

    header: str
    field: str
    manner: Any = ""
    others: tuple[str, ...] = ()


@dataclass
class Row:
    """Whom a row is about; `fault` is what will be wrong with it."""

    family: Family
    child: Child | None
    number: int
    rng: random.Random
    fault: str = ""


def written(column: Column, row: Row) -> tuple[Any, Said]:
    """Return the cell of a column for a row, and what it says; `_town` is the commune as written."""
    name, rng = column.field, row.rng
    if name in {"ignore", "refuse"}:
        return unkept(column.manner, row), {}
    if name in NEEDS and isinstance(column.manner, dict):
        cell, value = ticked(column.manner, bool(row.family.needs[NEEDS[name]]), rng, (1, 0))
        return cell, {} if value is None else {name: value}
    if name in NEEDS:
        return need(name, row.family.needs[NEEDS[name]], column.manner, rng)
    if name.endswith("_name"):
        return named(column, row)
    if name in ANSWERS:
        told = row.family.urgent if name == "urgency" else row.fault != "information_not_given"
        (yes, no), meant = ANSWERS[name]
        if isinstance(column.manner, dict):
            cell, value = ticked(column.manner, told, rng, meant)
            return cell, {} if value is None else {name: value}
        yes, no = ANSWERED.get(column.manner, (yes, no))
        cell = rng.choice(yes if told else no)
        return cell, {} if cell is None else {name: meant[0 if told else 1]}
    cell, said = WRITERS[name](column.manner, row)
    return cell, said if isinstance(said, dict) else {} if said is None else {name: said}


def unkept(manner: Any, row: Row) -> Any:
    """Return a cell that nobody keeps."""
    rng, born = row.rng, row.family.born
    if isinstance(manner, str) and manner.startswith("kid"):
        return of_a_later_child(manner, row)
    if manner == "nir":
        return f"{rng.choice('12')} {born:%y %m} {rng.randrange(10, 95)} {rng.randrange(100, 999)} {rng.randrange(100, 999)} {rng.randrange(10, 97)}"
    if manner == "ine":
        return f"{rng.randrange(10**8, 10**9)}{rng.choice('ABCDEFGHJK')}{rng.choice('ABCDEFGHJK')}"
    if manner == "days":
        return f"{rng.randrange(2, 15):02}/11/2026 {rng.randrange(7, 22):02}:{rng.randrange(60):02}"
    if not manner:
        return None
    return rng.choice(banks()["names"]["workers"] if manner == "workers" else manner)


def of_a_later_child(manner: str, row: Row) -> Any:
    """Return what a column of the second or third child holds: `kid2_first`, `kid3_level`, `kid2_born`."""
    place, _, part = manner.removeprefix("kid").partition("_")
    if len(row.family.kids) < int(place):
        return None
    kid = row.family.kids[int(place) - 1]
    return {"first": kid.first, "last": kid.last, "level": kid.level, "born": day(kid.born, "slashes")}[part]


def named(column: Column, row: Row) -> tuple[Any, Said]:
    """Write a name or a part of one, in capitals, small letters, or with a slip."""
    who = row.child if column.field.startswith("child") else row.family
    if who is None:
        return None, {}
    rng = row.rng
    if column.field.endswith("full_name") or column.manner in {"last_first", "first_last"}:
        text = f"{who.last.upper()} {who.first}" if column.manner == "last_first" else f"{who.first} {who.last.upper()}"
        return text, {column.field: text}
    text = who.last if column.field.endswith("last_name") else who.first
    slip = rng.random()
    if column.manner == "capitals" or slip < 0.2:
        text = text.upper()
    elif slip < 0.25 and len(text) > 4:
        at = rng.randrange(1, len(text) - 2)
        text = text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    return text, {column.field: text}


def need(name: str, count: int, manner: str, rng: random.Random) -> tuple[Any, Said]:
    """Write a need as a count or as a yes or no."""
    if manner in YES_NO:
        cell = rng.choice(YES_NO[manner][0 if count else 1])
        return cell, {} if cell is None else {name: int(bool(count))}
    return (None, {}) if manner == "filled" and not count else (count, {name: count})


def day(when: date, manner: str) -> Any:
    """Write a day."""
    manner = {"letters": "words", "le": "slashes"}.get(manner, manner)
    return {
        "excel": datetime(when.year, when.month, when.day), "slashes": f"{when:%d/%m/%Y}", "short": f"{when:%d/%m/%y}", "iso": f"{when:%Y-%m-%d}",
        "dashes": f"{when:%d-%m-%Y}", "dots": f"{when:%d.%m.%Y}", "words": f"{when.day} {MONTHS[when.month - 1]} {when.year}",
    }[manner]  # fmt: skip


def dated(field: str) -> Callable[[Any, Row], tuple[Any, Any]]:
    """Make the writer of a birth date."""

    def writer(manner: Any, row: Row) -> tuple[Any, Any]:
        who = row.child if field.startswith("child") else row.family
        if who and manner in {"letters", "le"}:
            return loose_day(who.born, manner, row.rng), who.born.isoformat()
        return (day(who.born, manner), who.born.isoformat()) if who else (None, None)

    return writer


def dialled(number: str | None, manner: str, rng: random.Random) -> tuple[Any, Any]:
    """Write a phone number."""
    if number is None:
        return None, None
    if manner in {"loose", "plus", "slashes"}:
        return loose_phone(number, manner, rng), number
    code = 3 if number.startswith("+33") else 4
    local = "0" + number[code:]
    pairs = [local[at : at + 2] for at in range(0, 10, 2)]
    if manner == "mixed":
        manner = rng.choice(["pairs", "together", "dots", "dashes", "abroad", "zeros", "bare", "brackets"])
    cell: Any = {
        "pairs": " ".join(pairs), "together": local, "dots": ".".join(pairs), "dashes": "-".join(pairs), "abroad": number,
        "zeros": "00" + number[1:], "bare": local[1:], "brackets": f"{number[:code]} (0){pairs[0][1]} {' '.join(pairs[1:])}",
        "number": int(local[1:]), "said": rng.choice(["{} (mère)", "Tél : {}", "{} après 18h"]).format(" ".join(pairs)),
    }[manner]  # fmt: skip
    return cell, number


def counted(count: int, manner: str) -> tuple[Any, Any]:
    """Write how many."""
    plural = "s" if count > 1 else ""
    cells = {
        "number": count,
        "text": str(count),
        "words": NUMBERS[count],
        "decimal": f"{count},0",
        "said": f"{count} enf{plural}.",
    }
    return cells[manner], count


def town_name(row: Row, manner: str) -> tuple[Any, Any]:
    """Write a commune; districts of a city as people do."""
    if manner == "cpville":
        return f"{row.family.postcode} {row.family.town['name'].upper()}", {"postcode": row.family.postcode}
    name, rng = row.family.town["name"], row.rng
    if "Arrondissement" in name:
        city, rank = name.split(" ")[0], "".join(filter(str.isdigit, name))
        text = rng.choice([city, f"{city} {rank}", f"{city} {rank}e", f"{city.upper()} {rank}"])
    elif manner == "mixed":
        text = rng.choice(
            [
                name,
                name.upper(),
                name.replace("-", " "),
                name.lower(),
                name.replace("Saint-", "St ").replace("Sainte-", "Ste "),
            ]
        )
    else:
        text = name.upper() if manner == "capitals" else name
    return text, {"commune": text, "_town": text}


def asked(manner: Any, row: Row) -> tuple[Any, Any]:
    """Write the needs as people say them: « 1 PC + clé 4G »."""
    rng, wanted = row.rng, {item: count for item, count in row.family.needs.items() if count}
    if isinstance(manner, dict):
        return wished(manner, wanted, rng)
    parts = []
    for item, count in wanted.items():
        word = rng.choice(banks()["needs"][item])
        if count > 1 and word not in {"PC", "SIM", "clé 4G", "carte SIM"}:
            word += "s"
        parts.append(f"{count} {word}" if count > 1 or rng.random() < 0.6 else word)
    text = rng.choice([" + ", ", ", " et ", " / "]).join(parts)
    return (
        (text, {"need_text": text} | {f"need_{item}": count for item, count in wanted.items()})
        if text
        else (None, None)
    )


def coded(table: str, attribute: str) -> Callable[[Any, Row], tuple[Any, Any]]:
    """Make the writer of a coded situation."""

    def writer(manner: Any, row: Row) -> tuple[Any, Any]:
        value = getattr(row.family, attribute)
        if isinstance(manner, dict):
            return own_word(manner, value, row.rng)
        cell = row.rng.choice(banks()[table][manner or "a"][value])
        return (cell[:-1], None) if cell.endswith("~") else (cell, value)

    return writer


def level(manner: Any, row: Row) -> tuple[Any, Any]:
    """Write a school level."""
    value = row.child.level if row.child else row.family.level
    if row.child is None and manner != "higher" and not (isinstance(manner, dict) and value in manner):
        return None, None
    if isinstance(manner, dict):
        return own_word(manner, value, row.rng)
    return row.rng.choice(banks()["levels"][manner][value]), value


def step(manner: Any, row: Row) -> tuple[Any, Any]:
    """Write a step of a student's grant."""
    value = row.rng.choice(["0bis", "1", "2", "3", "4", "5", "6", "7"])
    if isinstance(manner, dict):
        return own_word(manner, value, row.rng)
    return manner.format(value), value


def examined(manner: Any, row: Row) -> tuple[Any, Any]:
    """Write whether a child sits an examination this year."""
    is_last = row.child is not None and row.child.level in {"3e", "1re", "Tle"}
    return ticked(manner, is_last, row.rng, (True, False))


def noted(manner: Any, row: Row) -> tuple[Any, Any]:
    """Write a note on one row in four."""
    texts = manner[""] if isinstance(manner, dict) else banks()["names"]["notes"]
    text = row.rng.choice(texts) if row.rng.random() < 0.25 else None
    return text, text


WRITERS: dict[str, Callable[[Any, Row], tuple[Any, Any]]] = {
    "guardian_birth_date": dated("guardian_birth_date"), "child_birth_date": dated("child_birth_date"), "school_level": level,
    "phone_1": lambda manner, row: dialled(row.family.phone, manner, row.rng),
    "phone_2": lambda manner, row: dialled(row.family.second_phone, manner, row.rng),
    "line_to_recharge": lambda manner, row: dialled(row.family.phone, manner, row.rng),
    "email": lambda manner, row: (row.family.email,) * 2, "address": lambda manner, row: (row.family.address,) * 2,
    "postcode": lambda manner, row: (int(row.family.postcode) if manner == "number" else row.family.postcode, row.family.postcode),
    "commune": lambda manner, row: town_name(row, manner), "commune_code": lambda manner, row: (row.family.town["commune_code"],) * 2,
    "household_size": lambda manner, row: (
        loose_count(row.family.size, row.family.size - len(row.family.kids), manner), row.family.size
    ) if manner in {"compo", "said_people"} else counted(row.family.size, "number" if manner == "said" else manner),
    "children_count": lambda manner, row: counted(len(row.family.kids), manner),
    "students_count": lambda manner, row: counted(sum(bool(kid.level) for kid in row.family.kids), "number"),
    "housing_kind": coded("housing", "housing"), "device_situation": coded("device", "device"),
    "connection_situation": coded("connection", "connection"), "need_text": asked, "scholarship_level": step, "note": noted, "exam_year": examined,
    "operator": lambda manner, row: (row.rng.choice([row.family.operator, row.family.operator.upper()]), row.family.operator),
    "partner_reference": lambda manner, row: (manner.format(row.number + 100),) * 2,
}  # fmt: skip
