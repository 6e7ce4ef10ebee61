"""Whatever the journal may hold is said in words: a raw code on a screen tells a reader nothing."""

import re
from pathlib import Path

from campaigns.access import RIGHTS
from campaigns.access_words import ACTIONS as RIGHT_WORDS
from dashboard.pages.coordinator_journal import tried_words
from dashboard.wording.coordination import ACTIONS, CHECKS
from dashboard.wording.privacy import TABLES
from dashboard.wording.translation import translate
from pipelines.privacy.erasure_map import TOUCHED

PIPELINES = Path(__file__).parents[2] / "pipelines"


def test_every_command_of_the_pipelines_has_its_words() -> None:
    sources = "\n".join(path.read_text("utf-8") for path in PIPELINES.rglob("*.py"))
    commands = set(re.findall(r'Command\(\s*"([a-z_.]+)"', sources))
    assert len(commands) > 20
    assert commands - set(ACTIONS) == set()


def test_whatever_an_erasure_takes_has_its_words() -> None:
    assert set(TABLES) == set(TOUCHED)


def test_whatever_right_was_refused_is_said_in_both_languages() -> None:
    assert set(RIGHTS) - set(ACTIONS) - set(RIGHT_WORDS) == set()
    assert tried_words("stock.read", translate("fr")) == "voir le stock"
    assert tried_words("stock.read", translate("en")) == "see the stock"
    assert tried_words("plan.adopt", translate("fr")) == "Plan adopté"


def test_every_check_of_a_campaign_has_its_words() -> None:
    checks = re.search(r"checks\b[^=]*= \{(.*?)\n    \}", (PIPELINES / "verify.py").read_text("utf-8"), re.DOTALL)
    assert checks is not None
    assert set(re.findall(r'"(\w+)":', checks[1])) == set(CHECKS)
