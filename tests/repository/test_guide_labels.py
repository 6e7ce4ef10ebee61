"""What the guide tells people to press, open or choose is written on the screens; and each page of the menu is in the guide."""

import re
from functools import cache

import pytest

from dashboard.pages_table import PAGES
from dashboard.wording.guide_texts import GUIDE, PAGE_BY_PAGE, TWINS
from dashboard.wording.translation import translate
from tests.repository.test_counts import MESSAGES

EMPHASIS = re.compile(r"(?<!\*)\*([^*\n]+)\*(?!\*)")
# « Mes demandes », after the word of what it is.
QUOTED = re.compile(r"(?:page|vue|onglet|bouton|case) « ([^»]+) »")
QUOTED_IN_ENGLISH = re.compile(r"(?:page|view|tab|button|box) “([^”]+)”")
ENGLISH = {twins["en"] for twins in TWINS}
NAMES = sorted(path.stem for path in GUIDE.glob("*.md"))


@cache
def labels(language: str) -> tuple[str, ...]:
    """Return every sentence of the screens in a language."""
    forms = (french if language == "fr" else english for french, english in MESSAGES)
    return tuple(plain(sentence) for said in forms for sentence in said)


def plain(text: str) -> str:
    """Return a text with one kind of space and of apostrophe."""
    return re.sub(r"[\u00a0\u202f]", " ", text).replace("’", "'").strip()


def is_label(said: str, language: str) -> bool:
    """Tell whether the screens say it: whole, or up to what they fill in (« Noter l'expédition vers {partner} »)."""
    wanted = re.escape(plain(said)).replace("…", ".*") if "… " in said else re.escape(plain(said))
    pattern = re.compile(rf"{wanted}(?: [^{{]*\{{.*)?")
    return any(pattern.fullmatch(label) for label in labels(language))


def named_in(text: str, language: str) -> list[str]:
    """Return what a page of the guide names of the screens; « A → B » is one thing in another."""
    prose = re.sub(r"```.*?```|`[^`\n]*`|!\[[^\]]*\]", "", text, flags=re.DOTALL)
    quoted = QUOTED if language == "fr" else QUOTED_IN_ENGLISH
    return [piece.strip() for said in EMPHASIS.findall(prose) + quoted.findall(prose) for piece in said.split("→")]


@pytest.mark.parametrize("name", NAMES)
def test_what_the_guide_names_of_the_screens_is_written_there(name: str) -> None:
    language = "en" if name in ENGLISH else "fr"
    named = named_in((GUIDE / f"{name}.md").read_text(encoding="utf-8"), language)
    assert [said for said in named if not is_label(said, language)] == []


def test_a_button_that_no_screen_has_is_seen() -> None:
    (said,) = named_in("3. *Foyers → Lancer la reconnaissance* : même e-mail", "fr")[1:]
    assert said == "Lancer la reconnaissance" and not is_label(said, "fr")
    assert is_label("Noter l'expédition", "fr") and is_label("Remettre … unités à disposition", "fr")
    assert named_in("la page « Mes demandes », vue « Peut-être retirées »", "fr") == [
        "Mes demandes",
        "Peut-être retirées",
    ]


def test_each_page_of_the_menu_is_named_in_the_guide_of_some_job() -> None:
    guides = [name for name in NAMES if name not in ENGLISH | {PAGE_BY_PAGE["fr"]}]
    named = {said for name in guides for said in named_in((GUIDE / f"{name}.md").read_text(encoding="utf-8"), "fr")}
    assert {page.title for page in PAGES if not page.demonstration_only and page.url_path != "style"} - named == set()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_guide_page_by_page_calls_each_page_as_the_menu_does(language: str) -> None:
    text = (GUIDE / f"{PAGE_BY_PAGE[language]}.md").read_text(encoding="utf-8")
    written = {address: title for title, address in re.findall(r"^## (.+) \(`/([\w-]+)`\)$", text, re.MULTILINE)}
    said = {page.url_path: translate(language)(page.title) for page in PAGES}
    # Two pages are called « Accueil » in two menus: the guide says whose.
    assert {address: title for address, title in written.items() if not title.startswith(said[address])} == {}
    assert written.keys() == said.keys()
