"""What a report is made of, and the voice that writes its sentences and figures in French or in English.

Texts are plain: whoever writes HTML or PDF escapes them.
"""

from dataclasses import dataclass
from datetime import date

from campaigns.model.outcome import Sentence
from geo.map_text import read_day, read_number, read_rate
from geo.still_map import StillMap

S = Sentence
HIDDEN = S("masqué", "hidden")


@dataclass(frozen=True)
class Table:
    """A table: its title, its columns, its rows as read; figures are all columns but the first."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Report:
    """One report: title, the line below, the sentence that answers, figures (value, word), a map, tables, remarks."""

    title: str
    below: str
    answer: str
    figures: tuple[tuple[str, str], ...]
    map: StillMap | None
    tables: tuple[Table, ...]
    remarks: tuple[str, ...]


class Speaker:
    """Writes sentences and figures in one language."""

    def __init__(self, language: str) -> None:
        self.language = language

    def say(self, french: str, english: str, **values: str) -> str:
        """Return the sentence of the language, its values put in."""
        return (english if self.language == "en" else french).format(**values)

    def of(self, sentence: Sentence) -> str:
        """Return a sentence of the rules."""
        return sentence.en if self.language == "en" else sentence.fr

    def count(self, value: int | None) -> str:
        """Write a published count."""
        return self.of(HIDDEN) if value is None else read_number(value, self.language)

    def share(self, value: float | None) -> str:
        """Write a share."""
        return "–" if value is None else read_rate(value, self.language)

    def day(self, value: date | None) -> str:
        """Write a day."""
        return "–" if value is None else read_day(value, self.language)
