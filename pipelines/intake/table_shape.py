"""Finds the table in a grid: its header row (one line or two), and what the other rows are.

It must never drop a row: each physical row gets exactly one kind.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass

from pipelines.intake.header_text import header_words
from pipelines.intake.header_words import recognise
from pipelines.intake.messages import refuse
from pipelines.intake.reading_parts import Choices, Grid
from pipelines.intake.values_places import own_text

Cells = tuple[str, ...]
HEADER_WITHIN = 25
DATA_LIKE = re.compile(r"@|\d{4,}|^\d{1,2}[/.\-]\d{1,2}[/.\-]|^[\d\s.,+()\-/]+$|^=")
FAIR_COVERAGE = 0.5
FEWEST_WORDS = 3
LONGEST_HEADER = 120


@dataclass(frozen=True)
class Header:
    """The header of a table: rows are 0-based; `band` is the upper line of a two-line header.

    `texts` are the lower cells, `bands` the band above each column ('' where none), `keys` the unique name of each column.
    """

    row: int
    band: int | None
    texts: tuple[str, ...]
    bands: tuple[str, ...]
    keys: tuple[str, ...]


def find_header(grid: Grid, choices: Choices) -> Header:
    """Return the header of the table.

    Raises
    ------
    ListRefused
        `no_header` when no row looks like one, `bad_choice` when the chosen row does not exist.
    """
    if choices.header_row is not None:
        return chosen_header(grid, choices.header_row)
    known = {*choices.remembered, *choices.targets}
    scores = [header_score(cells, known) for cells in grid.rows[:HEADER_WITHIN]]
    best = max(range(len(scores)), key=lambda at: (scores[at], -at), default=-1)
    if best < 0 or not (is_enough(grid.rows[best], scores[best]) or stands_out(grid, best, scores[best])):
        raise refuse("no_header")
    return with_band(grid, best)


def chosen_header(grid: Grid, row: int) -> Header:
    """Return the header that a person pointed at."""
    if not 1 <= row <= len(grid.rows) or not any(grid.rows[row - 1]):
        raise refuse(
            "bad_choice",
            detail_fr=f"la ligne {row} est vide ou n'existe pas",
            detail_en=f"row {row} is empty or does not exist",
        )
    return with_band(grid, row - 1)


def header_score(cells: Cells, remembered: Collection[str] = ()) -> float:
    """Score how much a row looks like headers: known or remembered ones count, cells that look like data cost."""
    score = 0.0
    for cell in cells:
        text = own_text(cell)
        if not text:
            continue
        if cell in remembered:
            score += 1
            continue
        if DATA_LIKE.search(text) or len(text) > LONGEST_HEADER:
            score -= 1
            continue
        guess = recognise(text)
        if guess is not None:
            score += 1 if guess.coverage >= FAIR_COVERAGE else 0.4
    return score


def header_sureness(cells: Cells, choices: Choices) -> float:
    """Return how sure it is that a row is the header, 0 to 1: the share of its cells that are known headers."""
    if choices.header_row is not None:
        return 1.0
    filled = sum(bool(own_text(cell)) for cell in cells)
    return round(max(0.0, min(1.0, header_score(cells, choices.targets) / max(filled, 1))), 2)


def is_enough(cells: Cells, score: float) -> bool:
    """Tell whether a row has enough known headers: two, or half of a narrow table."""
    filled = sum(bool(own_text(cell)) for cell in cells)
    return score >= 2 or (score >= 1 and score >= filled / 2)


def stands_out(grid: Grid, row: int, score: float) -> bool:
    """Tell whether a row of words, one of them a known header, stands right above rows of as many cells that hold data.

    One row below proves nothing: two rows of anything look alike.
    """
    upper = [own_text(cell) for cell in grid.rows[row]]
    below = [[own_text(cell) for cell in cells] for cells in grid.rows[row + 1 : row + 3]]
    lower = below[0] if below else []
    words = [text for text in upper if text]
    return (
        score >= 1
        and len(words) >= FEWEST_WORDS
        and len(set(words)) == len(words)
        and not any(DATA_LIKE.search(text) for text in words)
        and len(below) == 2
        and all(any(DATA_LIKE.search(text) for text in cells if text) for cells in below)
        and 2 * sum(map(bool, lower)) > len(words)
    )


def with_band(grid: Grid, row: int) -> Header:
    """Complete a header row with the line above or below it, when the two make one header."""
    if row + 1 < len(grid.rows) and is_lower_line(grid.rows[row], grid.rows[row + 1]):
        return two_lines(grid, row, row + 1)
    if row > 0 and is_band(grid, row - 1, row):
        return two_lines(grid, row - 1, row)
    texts = grid.rows[row]
    return Header(row, None, texts, ("",) * len(texts), unique_keys(texts))


def is_lower_line(upper: Cells, lower: Cells) -> bool:
    """Tell whether the row below a header is its second line: headers under bands or under gaps, and no data."""
    filled = [(at, own_text(cell)) for at, cell in enumerate(lower) if own_text(cell)]
    if len(filled) < 2 or any(DATA_LIKE.search(text) or len(text) > LONGEST_HEADER for _, text in filled):
        return False
    known = [at for at, text in filled if (guess := recognise(text)) is not None and guess.coverage >= FAIR_COVERAGE]
    gaps = sum(1 for at, _ in filled if at >= len(upper) or not own_text(upper[at]))
    return len(known) >= 0.75 * len(filled) and gaps >= 1 and gaps >= len(filled) / 3


def is_band(grid: Grid, band: int, row: int) -> bool:
    """Tell whether the row above a header groups its columns (rather than being a title)."""
    cells = [own_text(cell) for cell in grid.rows[band]]
    filled = [text for text in cells if text]
    if not filled or any(DATA_LIKE.search(text) for text in filled):
        return False
    texts = [own_text(cell) for cell in grid.rows[row]]
    merged = any(
        first == last == band and 0 < right - left < len(texts) - 1 for first, left, last, right in grid.merges
    )
    repeated = len({text for text in texts if text}) < len([text for text in texts if text])
    below_gaps = any(not text and at < len(cells) and cells[at] for at, text in enumerate(texts))
    telling = any(header_words(text) and recognise(text) for text in filled)
    return len(filled) >= 2 and (merged or repeated or below_gaps or telling)


def two_lines(grid: Grid, band: int, row: int) -> Header:
    """Return a header of two lines; a band reaches over its merged cells, or to the next band."""
    width = max(len(grid.rows[band]), len(grid.rows[row]))
    texts, upper = padded(grid.rows[row], width), padded(grid.rows[band], width)
    bands = spread(grid, band, upper)
    own = tuple(text if own_text(text) else over for text, over in zip(texts, upper, strict=True))
    over = tuple(bands[at] if own_text(texts[at]) else "" for at in range(width))
    named = tuple(f"{above} > {text}" if above else text for above, text in zip(over, own, strict=True))
    return Header(row, band, own, over, unique_keys(named))


def padded(cells: Cells, width: int) -> Cells:
    """Return the cells of a row up to a width."""
    return cells + ("",) * (width - len(cells))


def spread(grid: Grid, band: int, cells: Cells) -> Cells:
    """Return the band above each column."""
    merges = {(left, right) for first, left, last, right in grid.merges if first == band and right > left}
    found = list(cells)
    if merges:
        for left, right in merges:
            for at in range(left, min(right + 1, len(cells))):
                found[at] = cells[left]
        return tuple(found)
    for at in range(1, len(cells)):
        found[at] = cells[at] if own_text(cells[at]) else found[at - 1]
    return tuple(found)


def unique_keys(texts: Cells) -> Cells:
    """Return a different name for each column: a repeated header is numbered, an empty one tells its place."""
    keys: list[str] = []
    for at, text in enumerate(texts, start=1):
        key = text if own_text(text) else f"(colonne {at})"
        number, unique = 1, key
        while unique in keys:
            number += 1
            unique = f"{key} ({number})"
        keys.append(unique)
    return tuple(keys)
