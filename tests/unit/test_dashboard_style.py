"""How fragments are written out."""

from dashboard.style import bound


def test_a_sign_never_begins_a_line_and_no_tag_is_touched() -> None:
    assert bound("<p>réservés : 0 ; à venir : 473 !</p>") == "<p>réservés\u00a0: 0\u00a0; à venir\u00a0: 473\u00a0!</p>"
    assert bound("<b>« Plan » ?</b> 12 %") == "<b>«\u00a0Plan\u00a0»\u00a0?</b> 12\u00a0%"
    tag = "<i style='width : 5 %; color :red' data-x='a : b'>"
    assert bound(f"{tag}10:30 a:b</i>") == f"{tag}10:30 a:b</i>"
