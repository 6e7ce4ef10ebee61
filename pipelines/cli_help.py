"""What can be typed of workshops and referrals.

This module must never run anything.
"""

import argparse
from collections.abc import Callable
from pathlib import Path

from campaigns.model.help_codes import ReferralState

Words = Callable[[str, str], argparse.ArgumentParser]
NOTED = (ReferralState.ATTENDED, ReferralState.ABSENT, ReferralState.DECLINED)


def add_help(two_words: Callable[[str, str], Words]) -> None:
    """Add the verbs of accompaniment."""
    workshops = two_words("workshops", "les ateliers et permanences, et leurs places")
    workshops("import", "importe un fichier CSV, XLSX ou ODS").add_argument("file", type=Path)
    workshops("list", "liste les jours et les places")
    referrals = two_words("referrals", "les familles orientées vers un atelier")
    referrals("make", "oriente les familles qui attendent vers l'atelier libre le plus proche")
    referrals("list", "liste les familles orientées")
    record = referrals("record", "note qui est venu, ou rend la place")
    record.add_argument("referral_id", metavar="ORIENTATION")
    record.add_argument("state", choices=[state.value for state in NOTED])
