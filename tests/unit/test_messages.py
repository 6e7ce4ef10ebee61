"""Telling structures is a step of its own: prepared, read, sent; nobody to notify is an alert; no family in any mail."""

import smtplib
from email import message_from_bytes
from email.policy import default

import pytest

from campaigns.model.codes import MessageState, Role
from campaigns.model.outcome import Refusal
from dashboard.sign_in import fictive_actor
from pipelines.delivery.mailing import letter, send_messages
from pipelines.delivery.messages import leave_out, messages, prepare_messages
from pipelines.delivery.round_trip import record_handover
from pipelines.partners import import_partners
from tests.answers import done
from tests.unit.small_campaign import COORDINATOR, filled_campaign

WITH_MAIL = (
    "code,name,kind,commune_code,phone,email\n"
    "ECOLE1,École Jean-Moulin,school,93066,,ecole@exemple.fr\nCHRS1,Relais Saint-Michel,shelter,93066,,\n"
).encode()
NAMES = (
    "BENALI",
    "Benali",
    "DURAND",
    "Durand",
    "NGUYEN",
    "ORTEGA",
    "Karim",
    "Sonia",
    "Linh",
    "Luz",
    "0611223344",
    "611223344",
)


@pytest.fixture
def small(tmp_path, monkeypatch):
    """Give the small campaign released, one of its two structures with an address."""
    monkeypatch.delenv("CONNEXION_SMTP", raising=False)
    monkeypatch.delenv("CONNEXION_PUBLIC_URL", raising=False)
    campaign = filled_campaign(tmp_path)
    done(import_partners(campaign.office, COORDINATOR, WITH_MAIL, "partners.csv"))
    yield campaign
    campaign.office.close()


def prepared(small):
    """Prepare a batch."""
    return done(prepare_messages(small.office, COORDINATOR, small.campaign_id))


def all_of(small):
    """Return structure -> state of its newest message."""
    rows = done(messages(small.office, COORDINATOR, small.campaign_id))
    return {row["partner_code"]: row["state"] for row in reversed(rows)}


def files_of(small):
    """Return the mails written."""
    return [
        message_from_bytes(path.read_bytes(), policy=default)
        for path in sorted((small.office.home / "messages").rglob("*.eml"))
    ]


def test_a_structure_without_an_address_is_an_alert(small):
    answer = prepared(small)
    assert (answer["drafts"], answer["nobody"]) == (1, 1)
    assert all_of(small) == {"ECOLE1": MessageState.DRAFT, "CHRS1": MessageState.NOBODY}


def test_preparing_sends_nothing_and_sending_writes_what_was_read(small):
    batch = prepared(small)["batch_id"]
    assert files_of(small) == []
    (draft,) = [row for row in done(messages(small.office, COORDINATOR, small.campaign_id)) if row["state"] == "draft"]
    assert done(send_messages(small.office, COORDINATOR, small.campaign_id, batch)) == {"written": 1, "nobody": 1}
    (mail,) = files_of(small)
    assert (mail["To"], mail["Subject"]) == ("ecole@exemple.fr", draft["subject"])
    assert mail.get_content().replace("\r\n", "\n") == draft["body"]
    assert "Matériel en route : 3 unités" in draft["body"]


def test_no_family_is_in_any_mail(small):
    for status in (None, "livré", "injoignable"):
        if status is not None:
            for code in small.partner_ids:
                note = small.filled_note(code, status)
                done(record_handover(small.office, COORDINATOR, small.campaign_id, note, "bon.csv"))
        done(send_messages(small.office, COORDINATOR, small.campaign_id, prepared(small)["batch_id"]))
    texts = [f"{row['subject']}\n{row['body']}" for row in done(messages(small.office, COORDINATOR, small.campaign_id))]
    assert len(files_of(small)) == 3 and len(texts) == 6
    whole = "\n".join([*texts, *(mail.as_string() for mail in files_of(small))])
    assert [name for name in NAMES if name in whole] == []


@pytest.mark.parametrize("address", ["a@exemple.fr\nBcc: b@exemple.fr", "a@exemple.fr\rBcc: b@exemple.fr"])
def test_an_address_cannot_carry_another_header(address):
    with pytest.raises(ValueError, match=r"linefeed|newline"):
        letter({"subject": "Familles servies", "message_id": "m1", "body": "Bonjour"}, address)


def test_the_same_thing_is_not_said_twice(small):
    done(send_messages(small.office, COORDINATOR, small.campaign_id, prepared(small)["batch_id"]))
    again = prepared(small)
    assert (again["drafts"], again["nobody"], again["unchanged"]) == (0, 0, 2)


def test_a_message_left_out_does_not_leave(small):
    batch = prepared(small)["batch_id"]
    (draft,) = [row for row in done(messages(small.office, COORDINATOR, small.campaign_id)) if row["state"] == "draft"]
    assert done(leave_out(small.office, COORDINATOR, small.campaign_id, draft["message_id"])) == {"left_out": 1}
    assert done(send_messages(small.office, COORDINATOR, small.campaign_id, batch))["written"] == 0
    assert files_of(small) == []


def test_sending_twice_sends_once(small):
    batch = prepared(small)["batch_id"]
    done(send_messages(small.office, COORDINATOR, small.campaign_id, batch))
    assert done(send_messages(small.office, COORDINATOR, small.campaign_id, batch)) == {"written": 0, "nobody": 1}


class Server:
    """A mail server that keeps what it is given."""

    def __init__(self, *_place, **_options):
        self.kept = KEPT

    def __enter__(self):
        return self

    def __exit__(self, *_fault):
        return None

    def send_message(self, mail):
        """Keep a mail."""
        self.kept.append(mail)


KEPT: list = []


def test_a_server_that_is_named_gets_the_mails(small, monkeypatch):
    KEPT.clear()
    monkeypatch.setenv("CONNEXION_SMTP", "courrier.exemple.fr:587")
    monkeypatch.setenv("CONNEXION_MAIL_FROM", "livraisons@exemple.fr")
    monkeypatch.setattr(smtplib, "SMTP", Server)
    answer = done(send_messages(small.office, COORDINATOR, small.campaign_id, prepared(small)["batch_id"]))
    assert answer == {"sent": 1, "nobody": 1}
    assert [(mail["From"], mail["To"]) for mail in KEPT] == [("livraisons@exemple.fr", "ecole@exemple.fr")]
    assert files_of(small) == []


def test_a_silent_server_leaves_the_messages_to_send(small, monkeypatch):
    monkeypatch.setenv("CONNEXION_SMTP", "127.0.0.1:1")
    answer = send_messages(small.office, COORDINATOR, small.campaign_id, prepared(small)["batch_id"])
    assert isinstance(answer, Refusal) and answer.code == "no_mail_server"
    assert all_of(small)["ECOLE1"] == MessageState.DRAFT


@pytest.mark.parametrize("role", [Role.LOGISTICS, Role.LEADERSHIP, Role.APPROVER])
def test_only_coordination_writes_to_structures(small, role):
    actor = fictive_actor(role)
    assert isinstance(prepare_messages(small.office, actor, small.campaign_id), Refusal)
    assert isinstance(messages(small.office, actor, small.campaign_id), Refusal)
    assert isinstance(send_messages(small.office, actor, small.campaign_id, "x"), Refusal)
