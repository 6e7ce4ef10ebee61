"""How partners write their lists: file format, headers, and the words for each coded situation, read from `data/sample/styles.toml`.

It must never know a family.
"""

import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from pipelines.sample.calibration import SAMPLE_FOLDER

Cell = str | int | date
WORD_ORDER = ("first", "second", "third")


class Style(BaseModel):
    """One way of writing a list; `columns` holds (header, field)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    format: Literal["csv", "xlsx"]
    encoding: str = ""
    separator: str = ""
    sheet: str = ""
    titles: tuple[str, ...] = ()
    total: bool = False
    dates: Literal["dmy", "iso", "words", "cell"]
    phones: Literal["spaces", "dots", "plain", "international", "lost_zero"]
    surnames: Literal["upper", "title"]
    communes: Literal["upper", "title"]
    yes_no: tuple[str, str]
    words: Literal["first", "second", "third"]
    columns: tuple[tuple[str, str], ...]

    @property
    def headers(self) -> tuple[str, ...]:
        """Return the headers, in order."""
        return tuple(header for header, _ in self.columns)

    @property
    def fields(self) -> tuple[str, ...]:
        """Return what is written below each header, in order."""
        return tuple(field for _, field in self.columns)

    @property
    def first_row(self) -> int:
        """Return the row of the first family, from 1: titles are followed by a blank row, then by the headers."""
        return len(self.titles) + bool(self.titles) + 2


class StyleFile(BaseModel):
    """The file as written; `words` gives three wordings of each code."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    style: tuple[Style, ...]
    words: Mapping[str, Mapping[str, tuple[str, str, str]]]

    def named(self, name: str) -> Style:
        """Return one style."""
        return next(style for style in self.style if style.name == name)

    def wording(self, field: str, style: Style) -> dict[str, str]:
        """Return what a style writes for each code of a field."""
        choice = WORD_ORDER.index(style.words)
        return {code: wordings[choice] for code, wordings in self.words[field].items()}


def load_styles(folder: Path = SAMPLE_FOLDER) -> StyleFile:
    """Read the styles."""
    return StyleFile.model_validate(tomllib.loads((folder / "styles.toml").read_text(encoding="utf-8")))
