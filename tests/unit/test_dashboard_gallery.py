"""Every part in each of its states, drawn in both languages, and the table's questions answered."""

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.gallery import ROWS, made_up_rows
from dashboard.parts.table import Ask
from tests.unit.html_drawn import html_of


def gallery_script(language: str) -> None:
    """Show the gallery alone; Streamlit runs this body as a script of its own."""
    from types import SimpleNamespace

    from dashboard.gallery import page
    from dashboard.wording.translation import translate

    words = translate(language)
    page(SimpleNamespace(words=words, language=words.language))  # type: ignore[arg-type]


def opened(language: str = "fr") -> AppTest:
    """Open the gallery."""
    return AppTest.from_function(gallery_script, kwargs={"language": language}, default_timeout=20).run()


def said(app: AppTest) -> str:
    """Return everything that the page says in HTML."""
    return html_of(app)


@pytest.mark.parametrize(("language", "sentence"), [("fr", "1 à 25 sur 112 lignes"), ("en", "1 to 25 of 112 rows")])
def test_every_part_is_drawn_in_both_languages(language: str, sentence: str) -> None:
    app = opened(language)
    assert not app.exception
    assert sentence in said(app)
    assert len(app.dataframe[0].value) == 25


def test_a_search_leaves_what_it_names() -> None:
    app = opened()
    app.text_input[0].set_value("roubaix").run()
    assert "1 à 16 sur 16 lignes" in said(app)
    assert set(app.dataframe[0].value["commune"]) == {"Roubaix"}


def test_a_search_that_finds_nothing_says_so() -> None:
    app = opened()
    app.text_input[0].set_value("nulle part").run()
    assert not app.exception
    assert "0 à 0 sur 0 ligne" in said(app)


def test_an_order_is_that_of_the_whole_table_and_not_of_the_page() -> None:
    app = opened()
    app.selectbox(key="_exemple_tri").set_value("-rank").run()
    assert list(app.dataframe[0].value["rank"])[:2] == ["112", "111"]
    assert app.query_params["exemple_tri"] == "-rank"


def test_the_made_up_rows_answer_as_a_store_does() -> None:
    pages = [made_up_rows(Ask(offset, 25, "commune")).rows for offset in range(0, 125, 25)]
    names = [row["household"] for rows in pages for row in rows]
    assert sorted(names) == sorted(row["household"] for row in ROWS)
    assert [row["commune"] for row in pages[0]][:2] == ["Aubervilliers", "Aubervilliers"]
