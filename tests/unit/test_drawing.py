"""A journey looks at a page once the drawing it asked for has come, however late the server answers."""

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.NewSession_pb2 import NewSession

from tests.journeys.drawing import Drawing

CLICK = BackMsg(rerun_script=ClientState()).SerializeToString()
BY_ITSELF = BackMsg(rerun_script=ClientState(fragment_id="part", is_auto_rerun=True)).SerializeToString()
BEGUN = ForwardMsg(new_session=NewSession()).SerializeToString()
ENDED = ForwardMsg(script_finished=ForwardMsg.FINISHED_SUCCESSFULLY).SerializeToString()
CUT_SHORT = ForwardMsg(script_finished=ForwardMsg.FINISHED_EARLY_FOR_RERUN).SerializeToString()


def awaits(*frames: bytes) -> bool:
    """Tell whether the answer is still to come after these messages."""
    drawing = Drawing()
    for frame in frames:
        (drawing.hear_page if frame in (CLICK, BY_ITSELF) else drawing.hear_server)(frame)
    return drawing.asked


def test_a_click_waits_for_a_drawing_that_began_after_it() -> None:
    assert awaits(CLICK)
    assert awaits(CLICK, BEGUN)
    assert not awaits(CLICK, BEGUN, ENDED)
    # The end of the drawing before is heard after the click: it is no answer.
    assert awaits(BEGUN, CLICK, ENDED)
    assert not awaits(BEGUN, CLICK, ENDED, BEGUN, ENDED)


def test_a_drawing_that_is_begun_again_is_waited_for_to_its_end() -> None:
    assert awaits(CLICK, BEGUN, CUT_SHORT)
    assert not awaits(CLICK, BEGUN, CUT_SHORT, BEGUN, ENDED)


def test_a_second_click_is_waited_for_too() -> None:
    assert awaits(CLICK, BEGUN, CLICK, CUT_SHORT, BEGUN)
    assert not awaits(CLICK, BEGUN, CLICK, CUT_SHORT, BEGUN, ENDED)


def test_what_a_page_asks_by_its_own_clock_is_not_waited_for() -> None:
    """Streamlit answers nothing for a part of the page that a later drawing left out."""
    assert not awaits(BY_ITSELF)
    assert not awaits(CLICK, BEGUN, ENDED, BY_ITSELF)
    assert awaits(CLICK, BY_ITSELF)
    # Its own drawing was under way when the click came.
    assert awaits(BY_ITSELF, BEGUN, CLICK, ENDED)
    assert not awaits(BY_ITSELF, BEGUN, CLICK, ENDED, BEGUN, ENDED)
