"""Through the real store: any order, any repetition and any split of the same rows gives the same requests.

Families share surnames, phones and, for some, all but the child; a few rows are held back and stay so.
"""

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaigns.model.outcome import Refusal
from pipelines.intake.admission import IDENTITY
from pipelines.intake.receive import Reception, receive_list
from pipelines.sealing import unsealed_all
from tests.unit.small_campaign import COORDINATOR, opened_campaign

HEADER = "Nom responsable;Prénom responsable;Nom enfant;Prénom enfant;Téléphone;Code postal;Commune;Besoin PC\n"
ROWS = (
    "BENALI;Karim;BENALI;Léa;0611223344;93200;Saint-Denis;1\n",
    "BENALI;Karim;BENALI;Léo;0611223344;93200;Saint-Denis;1\n",
    "BENALI;Karima;BENALI;Nour;0611223344;93200;Saint-Denis;2\n",
    "DURAND;Sonia;DURAND;Léa;0655667788;93200;Saint-Denis;1\n",
    "DURANT;Sonia;DURANT;Lou;0655667788;93200;Saint-Denis;1\n",
    "NGUYEN;Linh;;;;93200;Saint-Denis;1\n",
    "ORTEGA;Luz;ORTEGA;Ana;0699887766;93999;Saint-Denis;1\n",
    ";;;;0699887700;93200;Saint-Denis;1\n",
)
GOOD = 6

pytestmark = pytest.mark.slow


@settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.lists(st.sampled_from(ROWS), unique=True, min_size=1), max_size=4), st.permutations(ROWS))
def test_the_same_rows_however_they_come_make_the_same_requests(pieces, last):
    with tempfile.TemporaryDirectory() as folder:
        small = opened_campaign(Path(folder) / "home")
        try:
            for number, piece in enumerate([*pieces, last]):
                data = (HEADER + "".join(piece)).encode()
                report = receive_list(
                    small.office, COORDINATOR, small.campaign_id, data, f"{number}.csv", Reception("ECOLE1")
                )
                assert not isinstance(report, Refusal) and report["counts"]["corrected"] == 0
            with small.office.store.reading() as session:
                kept = unsealed_all(session, small.office.vault, small.campaign_id, IDENTITY)
            people = {(values.get("guardian_last_name"), values.get("child_first_name")) for values in kept.values()}
            assert len(kept) == len(people) == GOOD
        finally:
            small.office.close()
