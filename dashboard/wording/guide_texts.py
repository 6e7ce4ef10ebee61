"""The texts of the guide and of the help, read from `docs/guide`: one copy, whether it is read there or in the application.

The help of a page is its part of « Le guide, page par page ». Nothing here draws.
"""

import re
from functools import cache
from pathlib import Path

from campaigns.model.codes import Role

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "guide"
# The texts that exist in both languages; the rest of the guide is French.
PAGE_BY_PAGE = {"fr": "page-par-page", "en": "page-by-page"}
GLOSSARY = {"fr": "glossaire", "en": "glossary"}
REFUSALS = {"fr": "refus", "en": "refusals"}
TWINS = (PAGE_BY_PAGE, GLOSSARY, REFUSALS)
BY_JOB = "README"
# The page that each role opens first.
OF_ROLE: dict[Role, str] = {
    Role.PARTNER: "envoyer-une-liste",
    Role.COORDINATOR: "coordonner",
    Role.APPROVER: "approuver",
    Role.LOGISTICS: "gerer-le-stock",
    Role.LEADERSHIP: "chiffres-et-cartes",
    Role.DPO: "proteger-les-donnees",
    Role.ADMIN: BY_JOB,
}
PART = re.compile(r"^## .+ \(`/([\w-]+)`\)\n", re.MULTILINE)
CODE = re.compile(r"`(\w+)`")


@cache
def guide_text(name: str) -> str:
    """Return a page of the guide as it is written."""
    return (GUIDE / f"{name}.md").read_text(encoding="utf-8")


def guide_title(name: str) -> str:
    """Return the title of a page of the guide."""
    return guide_text(name).partition("\n")[0].removeprefix("# ")


@cache
def guide_names(language: str) -> tuple[str, ...]:
    """Return the pages of the guide that a reader of this language is offered, by name."""
    others = {twins[code] for twins in TWINS for code in twins if code != language}
    return tuple(sorted({path.stem for path in GUIDE.glob("*.md")} - others))


def is_in(name: str, language: str) -> bool:
    """Tell whether a page of the guide is written in a language."""
    return language == "fr" or name in {twins[language] for twins in TWINS}


@cache
def help_texts(language: str) -> dict[str, str]:
    """Return the help of each page, by its address; none where the guide was not installed."""
    if not (GUIDE / f"{PAGE_BY_PAGE[language]}.md").exists():
        return {}
    _, *parts = PART.split(guide_text(PAGE_BY_PAGE[language]))
    return {address: text.strip() for address, text in zip(parts[::2], parts[1::2], strict=True)}


@cache
def glossary(language: str) -> dict[str, tuple[str, str]]:
    """Return each word of the glossary and what it is, by its code."""
    rows = [line.strip("| ").split(" | ") for line in guide_text(GLOSSARY[language]).splitlines() if CODE.search(line)]
    return {code.strip("`"): (word, meaning) for word, meaning, code in rows}
