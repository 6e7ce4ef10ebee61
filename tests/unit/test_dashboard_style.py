"""The one place that writes HTML escapes everything that it is given."""

from hypothesis import given
from hypothesis import strategies as st

from dashboard.style import _css_text, colour_rules, fragment, joined


def test_a_value_is_escaped_and_a_fragment_is_not_escaped_twice() -> None:
    inner = fragment("<b>{name}</b>", name="<script>alert('x')</script> & co")
    assert inner == "<b>&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt; &amp; co</b>"
    assert fragment("<p>{inner}</p>", inner=joined([inner, inner])) == f"<p>{inner}{inner}</p>"


@given(st.text())
def test_no_value_opens_an_element_or_leaves_its_attribute(value: str) -> None:
    written = fragment("{value}", value=value)
    assert not set("<>\"'") & set(written)


@given(st.text())
def test_no_text_leaves_a_style_sheet(value: str) -> None:
    assert not set('<>"{};\n') & set(_css_text(value)[1:-1])


def test_each_colour_is_given_in_light_and_in_dark() -> None:
    assert "--ink:light-dark(#1B2A41,#E9EDF2);" in colour_rules()
