"""Each page of the menu has its help, in both languages, in the words of the screens; the guide is read whole in the application."""

import re
from html import unescape
from itertools import pairwise
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from campaigns.model.codes import Role
from campaigns.statuses import STATUS_WORDS
from dashboard import pages_table
from dashboard.pages.guide import picture_address
from dashboard.pages_table import PAGES
from dashboard.prose import Places, prose
from dashboard.wording import guide_texts
from dashboard.wording.guide_texts import (
    GLOSSARY,
    GUIDE,
    OF_ROLE,
    REFUSALS,
    TWINS,
    glossary,
    guide_names,
    guide_text,
    guide_title,
    help_texts,
)
from dashboard.wording.translation import CATALOGUES
from pipelines.family_steps import STEP_WORDS
from tests.unit.html_drawn import html_of

SCRIPT = str(Path(__file__).parents[2] / "screens.py")
LANGUAGES = ("fr", "en")
LEADS = {"fr": ("**D'abord**", "**Les mots de cette page**"), "en": ("**First**", "**The words on this page**")}
# The pages on which a row, a list, a family or a line is refused with a reason.
REFUSING = {"mon-accueil", "envoyer", "ajouter", "demandes", "listes", "foyers", "regles", "plan"}
LINK = re.compile(r"\]\(([^)#\s]+)#?([^)\s]*)\)")
PLACES = Places(lambda target: f"<{target}>", lambda source: source)


def steps(text: str) -> list[str]:
    """Return what a help says to do."""
    return re.findall(r"^\d+\. (.+)", text, re.MULTILINE)


def words(text: str) -> list[str]:
    """Return the words that a help explains."""
    return re.findall(r"^- \*\*(.+?)\*\*", text, re.MULTILINE)


def screens(language: str) -> str:
    """Return every sentence of the screens in a language, one a line."""
    field = "msgid(?:_plural)?" if language == "fr" else r"msgstr(?:\[\d\])?"
    found = [
        "".join(re.findall(r'"(.*)"', sentence))
        for path in CATALOGUES.glob("*.po")
        for sentence in re.findall(rf'^{field} ((?:".*"\n?)+)', path.read_text(encoding="utf-8"), re.MULTILINE)
    ]
    found += [getattr(words.word, language) for words in STEP_WORDS.values()]
    found += [getattr(words.partner, language) for words in STATUS_WORDS.values()]
    found += [guide_title(name) for name in guide_names(language)]
    return "\n".join(found).casefold()


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_page_of_the_menu_has_its_help_and_no_help_is_of_nothing(language: str) -> None:
    assert list(help_texts(language)) == [entry.url_path for entry in PAGES]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_help_says_what_the_page_is_for_then_what_to_do_then_its_words(language: str) -> None:
    for address, text in help_texts(language).items():
        purpose, rest = text.split(f"\n\n{LEADS[language][0]}\n\n")
        assert purpose.endswith((".", "?")) and "\n" not in purpose, address
        todo, meant = rest.split(f"\n\n{LEADS[language][1]}\n\n")
        assert 1 <= len(steps(todo)) <= 3 and words(meant), address
        # Plain language: no sentence beyond 30 words.
        plain = re.sub(r"\]\([^)]*\)|[*\[`]", "", text)
        assert [said for said in re.split(r"[.?!:;]\s|\n", plain) if len(said.split()) > 30] == [], address


def test_the_two_languages_say_the_same() -> None:
    twins = {both["fr"]: both["en"] for both in TWINS}
    for address, french in help_texts("fr").items():
        english = help_texts("en")[address]
        assert (len(steps(french)), len(words(french))) == (len(steps(english)), len(words(english))), address
        led = [
            (twins.get(file.removesuffix(".md"), file.removesuffix(".md")), word) for file, word in LINK.findall(french)
        ]
        assert led == [(file.removesuffix(".md"), word) for file, word in LINK.findall(english)], address
        assert re.findall("`(.)`", french) == re.findall("`(.)`", english), address
    assert list(glossary("fr")) == list(glossary("en")) and len(glossary("fr")) > 20


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_word_of_a_help_is_on_the_screens(language: str) -> None:
    known = screens(language)
    for address, text in help_texts(language).items():
        said = words(text) + re.findall(r"(?<!\*)\*([^*]+)\*(?!\*)", text)
        assert [word for word in said if word.casefold() not in known] == [], address
    assert "Lancer la machine".casefold() not in known


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_link_of_a_help_leads_to_a_page_of_the_guide_or_to_a_word_of_the_glossary(language: str) -> None:
    for address, text in help_texts(language).items():
        led = LINK.findall(text)
        assert any(not word for _, word in led), address
        assert [file for file, _ in led if file.removesuffix(".md") not in guide_names(language)] == [], address
        asked = {(file, word) for file, word in led if word}
        assert asked <= {(f"{GLOSSARY[language]}.md", code) for code in glossary(language)}, address
        assert (f"{REFUSALS[language]}.md" in {file for file, _ in led}) == (address in REFUSING), address


def test_each_role_has_a_page_of_the_guide() -> None:
    assert set(OF_ROLE) == set(Role)
    assert {*OF_ROLE.values()} <= set(guide_names("fr")) & set(guide_names("en"))
    assert set(guide_names("fr")) | set(guide_names("en")) == {path.stem for path in GUIDE.glob("*.md")}
    assert set(guide_names("fr")) ^ set(guide_names("en")) == {name for both in TWINS for name in both.values()}


def test_without_the_guide_the_pages_have_no_help_and_still_open(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(guide_texts, "GUIDE", tmp_path)
    assert help_texts.__wrapped__("fr") == {}


def test_what_the_guide_writes_becomes_html() -> None:
    text = (
        "# A <b>\n\nUn **mot *deux* `x*y`** et\n[la suite](b.md#c), `<i>`.\n1. Un\n   de plus\n   - Deux\n   - *Trois*\n2. Quatre\n\n"
        "| a | b |\n|---|--:|\n| `x\\|y` | 1 & 2 |\n\n![Une 'image'](i.png)\n\n```sh\nmake <run>\n```\n- Fin"
    )
    assert prose(text, PLACES).replace("\n", "") == (
        "<h1>A &lt;b&gt;</h1>"
        "<p>Un <strong>mot <em>deux</em> <code>x*y</code></strong> et"
        '<a href="&lt;b.md#c&gt;" target="_self">la suite</a>, <code>&lt;i&gt;</code>.</p>'
        "<ol><li>Unde plus<ul><li>Deux</li><li><em>Trois</em></li></ul></li><li>Quatre</li></ol>"
        '<table><thead><tr><th scope="col">a</th><th class="cu-number" scope="col">b</th></tr></thead>'
        '<tbody><tr><td><code>x|y</code></td><td class="cu-number">1 &amp; 2</td></tr></tbody></table>'
        """<p><img src="i.png" alt="Une 'image'" /></p><pre><code class="language-sh">make &lt;run&gt;</code></pre><ul><li>Fin</li></ul>"""
    )


def test_a_link_that_leads_nowhere_leaves_its_words_and_a_picture_from_elsewhere_is_left_out() -> None:
    nowhere = Places(lambda target: "", lambda source: "", new_tab=True)
    assert prose("[mots](https://example.org) ![x](https://example.org/x.png)", nowhere) == "<p>mots </p>\n"
    there = Places(lambda target: "a", lambda source: "", new_tab=True)
    assert prose("[mots](b)", there) == '<p><a href="a" target="_blank">mots</a></p>\n'
    assert picture_address("images/logistique-lot.png").startswith("data:image/png;base64,iVBOR")
    for source in (
        "../guide/images/logistique-lot.png",
        "images/../images/logistique-lot.png",
        "https://example.org/x.png",
        "images/none.png",
        "images/a.svg",
    ):
        assert picture_address(source) == ""


@pytest.mark.parametrize("name", sorted(path.stem for path in GUIDE.glob("*.md")))
def test_each_page_of_the_guide_is_read_whole_and_no_mark_is_left(name: str) -> None:
    """The oracle takes the marks off the text, and the tags off the page: the same words must be left, in the same order."""
    text = guide_text(name)
    for mark in (
        r"!\[[^\]]*\]\([^)]*\)",
        r"\]\([^)\s]+\)",
        r"^\s*```.*$",
        r"^<!--.*$",
        r"^[|:\- ]+$",
        r"^#+ ",
        r"^\s*(?:-|\d+\.) ",
    ):
        text = re.sub(mark, "", text, flags=re.MULTILINE)
    written = re.sub(r"\\\||(?<!\\)\|", lambda bar: "/" if bar[0] == "\\|" else " ", text)
    page = prose(guide_text(name), PLACES)
    shown = unescape(re.sub(r"<[^>]+>", " ", page)).replace("|", "/")
    bare = re.compile(r"[\s*`\[]+")
    assert bare.sub("", shown) == bare.sub("", written)
    outside_code = re.sub(r"<code>.*?</code>", "", page, flags=re.DOTALL)
    assert re.findall(r"\*\*|\]\(|`", outside_code) == []
    opened = re.findall(r"<(/?)(ul|ol|li|table|tr|p|strong|em|a)\b", page)
    assert all(sum(1 for end, tag in opened if tag == one and not end) == sum(1 for end, tag in opened if tag == one and end)
               for one in {tag for _, tag in opened})  # fmt: skip
    levels = [int(level) for level in re.findall(r"<h(\d)>", page)]
    assert all(after <= before + 1 for before, after in pairwise(levels))


def opened(**link: str) -> AppTest:
    """Open the frame by a link."""
    app = AppTest.from_file(SCRIPT, default_timeout=20)
    for name, value in link.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app


def test_the_help_is_closed_at_the_head_and_its_links_keep_who_reads(one_page: None) -> None:
    drawn = html_of(opened(role="approver", lang="en"))
    assert "<details class='cu-help'><summary>Help</summary><div class='cu-prose' lang='en'>" in drawn
    assert "<strong>Locked</strong>: it changes no more" in drawn.replace("\u00a0", " ")
    link = "guide?lang=en&amp;role=approver&amp;lire="
    assert f'<a href="{link}glossary&amp;mot=grant" target="_blank">grant</a>' in drawn
    assert (
        f'<a href="{link}approuver" target="_blank">Approuver un plan</a>' in drawn
        and "The guide of your job" not in drawn
    )
    other = html_of(opened(role="leadership", lang="en"))
    assert (
        "The guide of your job (in French): <a href='guide?lang=en&amp;role=leadership&amp;lire=chiffres-et-cartes'"
        in other
    )


def test_the_guide_opens_on_ones_job_and_a_word_comes_first(one_page: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages_table, "PAGES", pages_table.PAGES[::-1])
    app = opened(role="logistics")
    drawn = html_of(app)
    assert app.selectbox(key="_lire").value == "gerer-le-stock"
    assert "<h2>Gérer le stock</h2>" in drawn and 'src="data:image/png;base64,' in drawn
    drawn = html_of(opened(role="logistics", lire="glossaire", mot="household"))
    assert "<strong>foyer</strong><p>les demandes qui parlent de la même famille, réunies</p>" in drawn
    drawn = html_of(opened(role="logistics", lang="en", lire="commandes", mot="<b>"))
    assert "This page of the guide is in French." in drawn and "<article class='cu-prose' lang='fr'>" in drawn
    assert opened(role="logistics", lire="../../etc").selectbox(key="_lire").value == "gerer-le-stock"
