"""Writes big partner lists that look like real ones: varied names, phones in several shapes, true places, some errors.

The same seed gives the same bytes. Names, phones, addresses and birth dates are invented; communes and postcodes are public.

    python -m benchmarks.intake.make_files --out FOLDER --rows 100000 --format xlsx
"""

import argparse
import csv
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import xlsxwriter

COMMUNES = Path(__file__).resolve().parents[2] / "data" / "reference" / "communes.parquet"
HEADERS = (
    "N° dossier", "Nom de famille", "Prénom", "Date de naissance", "Tél. responsable", "Autre téléphone", "Courriel", "Adresse postale", "Code postal",
    "Ville", "Nb personnes au foyer", "Nombre d'enfants", "Matériel disponible à la maison", "Connexion actuelle", "Besoins", "Commentaire",
)  # fmt: skip
ERROR_SHARE = 0.03
DRAWN_COMMUNES = 400
BLOCK = 50_000
LAST_SYLLABLES = 3
ONSETS = ("b", "br", "c", "ch", "d", "f", "g", "gr", "j", "k", "l", "m", "n", "p", "r", "s", "t", "tr", "v", "z")
VOWELS = ("a", "e", "i", "o", "u", "ou", "é", "an", "on", "ia")
FIRST_NAMES = (
    "Ines", "Abigail", "Esi", "Amélie", "Jennifer", "Nicolas", "Feriel", "Laure", "Adélaïde", "Mohamed", "Fatou", "Jean-Pierre", "Zoé",
    "Mamadou", "Awa", "Sophie", "Karim", "Lina", "Noah", "Gabriel", "Rose", "Ibrahim", "Yasmine", "Chloé", "Thi Mai", "Oksana", "Andriy", "Marie-Claire",
    "Samuel", "Léa", "Hugo", "Aïcha", "Moussa", "Nadia", "Paul", "Camille", "Élodie", "Rachid", "Sarah", "Tom",
)  # fmt: skip
STREETS = ("rue", "avenue", "boulevard", "allée", "chemin", "place")
DEVICES = (
    "Rien",
    "aucun équipement",
    "1 smartphone",
    "Smartphone seulement",
    "Ordinateur cassé",
    "Un ordinateur pour toute la famille",
)
CONNECTIONS = ("Pas d'internet", "Forfait limité", "Forfait mobile limité", "ADSL", "Wifi du voisin")
NEEDS = (
    "PC portable",
    "1 ordi et clé 4G",
    "clé 4G seulement",
    "2 tablettes et 1 clé 4G",
    "carte SIM",
    "1 ordi, tablette, SIM",
    "PC + 1 recharge",
    "un ordinateur",
)
NOTES = ("", "", "", "", "", "Parle peu français", "Hôtel, chambre 12", "rappeler après 18 h", "3 enfants scolarisés")
PHONES = ("0{}", "{}", "+33{}", "+33 (0){}", "0033{}", "spaced", "dotted", "tel: dashed")
ERRORS = ("no_need", "bad_postcode", "bad_phone", "future_date", "impossible_date", "absurd_count", "no_name", "twin")

Block = dict[str, list[str]]


def blocks(rows: int, seed: int) -> Iterator[Block]:
    """Give the columns of a list, some fifty thousand rows at a time."""
    draw = np.random.default_rng(seed)
    communes = pq.ParquetFile(COMMUNES).read(columns=["name", "postcodes", "population"]).to_pylist()
    large = sorted(communes, key=lambda row: -(row["population"] or 0))[:DRAWN_COMMUNES]
    places = [(row["name"], row["postcodes"][0]) for row in large if row["postcodes"]]
    for start in range(0, rows, BLOCK):
        yield block(draw, start, min(BLOCK, rows - start), places)


def block(draw: np.random.Generator, start: int, count: int, places: list[tuple[str, str]]) -> Block:
    """Draw one block of rows and spoil a few of them."""
    where = draw.integers(len(places), size=count)
    shown = draw.random(count)
    columns = {
        "N° dossier": [f"D-{start + at + 1}" for at in range(count)],
        "Nom de famille": surnames(draw, count),
        "Prénom": picked(draw, FIRST_NAMES, count),
        "Date de naissance": days(draw, count),
        "Tél. responsable": phones(draw, count, 0.96),
        "Autre téléphone": phones(draw, count, 0.15),
        "Adresse postale": addresses(draw, count),
        "Code postal": [places[at][1] for at in where],
        "Ville": [places[at][0].upper() if up < 0.3 else places[at][0] for at, up in zip(where, shown, strict=True)],
        "Nb personnes au foyer": [str(n) for n in draw.integers(2, 8, size=count)],
        "Nombre d'enfants": [str(n) for n in draw.integers(1, 5, size=count)],
        "Matériel disponible à la maison": picked(draw, DEVICES, count),
        "Connexion actuelle": picked(draw, CONNECTIONS, count),
        "Besoins": picked(draw, NEEDS, count),
        "Commentaire": picked(draw, NOTES, count),
    }
    pairs = zip(columns["Prénom"], columns["Nom de famille"], draw.random(count), strict=True)
    columns["Courriel"] = [
        f"{first[:1].lower()}.{last.lower().replace(' ', '')}{start + at}@mail.example" if kept < 0.5 else ""
        for at, (first, last, kept) in enumerate(pairs)
    ]
    for at in np.flatnonzero(draw.random(count) < ERROR_SHARE):
        spoil(columns, int(at), ERRORS[int(draw.integers(len(ERRORS)))])
    return {name: columns[name] for name in HEADERS}


def spoil(columns: Block, at: int, error: str) -> None:
    """Put one error in one row."""
    changes = {
        "no_need": ("Besoins", ""), "bad_postcode": ("Code postal", "99999"), "bad_phone": ("Tél. responsable", "06 12 34"),
        "future_date": ("Date de naissance", "12/05/2031"), "impossible_date": ("Date de naissance", "31/02/1988"),
        "absurd_count": ("Nombre d'enfants", "42"),
    }  # fmt: skip
    if error in changes:
        name, cell = changes[error]
        columns[name][at] = cell
    elif error == "no_name":
        columns["Nom de famille"][at] = columns["Prénom"][at] = ""
    elif at:
        for name in columns.keys() - {"N° dossier"}:
            columns[name][at] = columns[name][at - 1]


def picked(draw: np.random.Generator, words: tuple[str, ...], count: int) -> list[str]:
    """Draw words."""
    return [words[at] for at in draw.integers(len(words), size=count)]


def surnames(draw: np.random.Generator, count: int) -> list[str]:
    """Draw invented surnames, a third in capitals."""
    sounds = [onset + vowel for onset in ONSETS for vowel in VOWELS]
    parts = draw.integers(len(sounds), size=(count, 3))
    # A million people share some hundred thousand surnames: the third syllable is one of a few.
    parts[:, 2] %= LAST_SYLLABLES
    names = ["".join(sounds[at] for at in row).capitalize() for row in parts.tolist()]
    return [name.upper() if up < 0.35 else name for name, up in zip(names, draw.random(count), strict=True)]


def days(draw: np.random.Generator, count: int) -> list[str]:
    """Draw birth dates, mostly DD/MM/YYYY, some ISO, some with a two-digit year."""
    drawn = np.datetime64("1955-01-01") + draw.integers(0, 18_000, size=count).astype("timedelta64[D]")
    shape = draw.random(count)
    texts = []
    for day, kind in zip(drawn.astype(str).tolist(), shape, strict=True):
        year, month, number = day.split("-")
        texts.append(day if kind < 0.1 else f"{number}/{month}/{year[2:] if kind > 0.95 else year}")
    return texts


def phones(draw: np.random.Generator, count: int, filled: float) -> list[str]:
    """Draw mobile numbers in the shapes that people write."""
    numbers = draw.integers(600_000_000, 799_999_999, size=count).tolist()
    shapes = draw.integers(len(PHONES), size=count).tolist()
    kept = draw.random(count)
    return [
        phone(number, PHONES[shape]) if keep < filled else ""
        for number, shape, keep in zip(numbers, shapes, kept, strict=True)
    ]


def phone(number: int, shape: str) -> str:
    """Write one number in one shape."""
    if "{}" in shape:
        return shape.format(number)
    sign = {"spaced": " ", "dotted": ".", "tel: dashed": "-"}[shape]
    text = f"0{number}"
    pairs = sign.join(text[at : at + 2] for at in range(0, 10, 2))
    return f"tel: {pairs}" if shape.startswith("tel") else pairs


def addresses(draw: np.random.Generator, count: int) -> list[str]:
    """Draw addresses."""
    numbers, streets = draw.integers(1, 200, size=count).tolist(), picked(draw, STREETS, count)
    return [
        f"{number} {street} {name}"
        for number, street, name in zip(numbers, streets, surnames(draw, count), strict=True)
    ]


def write_csv(path: Path, rows: int, seed: int = 20, encoding: str = "cp1252") -> None:
    """Write a list as a delimited text."""
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(HEADERS)
        for columns in blocks(rows, seed):
            writer.writerows(zip(*columns.values(), strict=True))


def write_xlsx(path: Path, rows: int, seed: int = 20) -> None:
    """Write a list as a workbook of text cells, counts as numbers."""
    with xlsxwriter.Workbook(path, {"constant_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("Liste")
        for place, header in enumerate(HEADERS):
            sheet.write_string(0, place, header)
        number = 0
        for columns in blocks(rows, seed):
            for cells in zip(*columns.values(), strict=True):
                number += 1
                for place, cell in enumerate(cells):
                    if cell and HEADERS[place].startswith("Nb"):
                        sheet.write_number(number, place, int(cell))
                    elif cell:
                        sheet.write_string(number, place, cell)


def main() -> None:
    """Write one file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--format", choices=("csv", "xlsx"), default="xlsx")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    path = options.out / f"liste_{options.rows}.{options.format}"
    (write_csv if options.format == "csv" else write_xlsx)(path, options.rows)
    print(path, path.stat().st_size)


if __name__ == "__main__":
    main()
