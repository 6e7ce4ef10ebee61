"""Why a family has this rank, this device, or nothing: the sentences of the plan, and the parts of its score as bars.

It repeats what the plan kept. It must never compute a score or a rank.
"""

from typing import Any

import streamlit as st

from campaigns.model.codes import GrantState, PlanState
from dashboard.parts.badges import badge, show_badges
from dashboard.parts.bars import Part, part_bars, thousandths
from dashboard.style import draw, fragment, joined
from dashboard.wording.coordination import MODES, points
from dashboard.wording.numbers import kilometres
from dashboard.wording.translation import Words

# What is credited from afar travels no distance.
REMOTE = "remote"
BOX = "<div class='cu-box cu-on-{tone}'>{lines}</div>"


def show_why(why: dict[str, Any], words: Words, *, with_parts: bool = True) -> None:
    """Show the card of one household under one plan.

    Parameters
    ----------
    why
        What `explain_request` answers.
    with_parts
        Draw the parts of the score too; a page that has more to say first draws them itself.
    """
    _ = words
    show_badges([badge(PlanState(why["state"]), words)])
    served = any(line["is_served"] for line in why["lines"])
    lines = joined([fragment("<p>{said}</p>", said=sentence[words.language]) for sentence in why["sentences"]])
    draw(fragment(BOX, tone="served" if served else "waiting", lines=lines))
    if why["eligible"] and with_parts:
        show_parts(why, words)
    show_grants(why["lines"], words)


def show_parts(why: dict[str, Any], words: Words) -> None:
    """Draw each part of the score against its ceiling."""
    _ = words
    st.caption(_("Le score est la somme de ces parties. Entre deux scores égaux, le tirage au sort publié décide."))
    part_bars([
        Part(
            part[f"label_{words.language}"],
            _("{points} sur {ceiling}", points=points(part["points"], words), ceiling=points(part["ceiling"], words)),
            thousandths(part["points"], part["ceiling"]),
        )
        for part in why["parts"]
    ])  # fmt: skip


def show_grants(lines: list[dict[str, Any]], words: Words) -> None:
    """Say how each unit reaches the family, and how far it went."""
    _ = words
    for grant in (grant for line in lines for grant in line["grants"]):
        show_badges([badge(GrantState(grant["state"]), words)])
        way = words(MODES[grant["mode"]])
        far = way if grant["mode"] == REMOTE else f"{way}, {kilometres(grant['km'], words.language)}"
        via = grant.get("via_site_name")
        site = _("{site}, transféré à {via}", site=grant["site_name"], via=via) if via else grant["site_name"]
        st.text(_("{site} : {way}", site=site, way=far))
