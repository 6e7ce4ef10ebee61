"""The sheet and the mail by which a structure receives its code.

The link carries the code behind a `#`: browsers keep that part to themselves, so that it is in no log on the way. Opening the link
uses nothing up, because mail programs open links by themselves: the person presses « Entrer ».
"""

import os
import smtplib
from email.message import EmailMessage
from email.policy import SMTP

from fpdf.enums import XPos, YPos

from campaigns.model.actor import Actor
from campaigns.model.outcome import Refusal, Sentence
from pipelines.delivery.mailing import NO_REPLY, PATIENCE_S, SENDER, SERVER, server_silent
from pipelines.delivery.paper import BODY, LINE_MM, Paper, french, french_day
from pipelines.office import Office
from pipelines.partners import find_partner, partner_contacts
from pipelines.sign_in.codes import issue_code, revoke_code
from pipelines.sign_in.settings import read_settings
from pipelines.store.port import Row
from pipelines.wall_clock import on_the_wall

DOOR = "/connexion"


def door_address(office: Office) -> str:
    """Return the address at which a code is typed."""
    return (read_settings(office.home).address or "http://127.0.0.1:8501") + DOOR


def link_of(office: Office, code: str) -> str:
    """Return the link that carries a code to the door."""
    return f"{door_address(office)}#{code}"


def good_until(issued: Row) -> str:
    """Return « 3 avril 2026 à 14 h 05 », in the time of people's clocks."""
    at = on_the_wall(issued["ends_at"])
    return f"{french_day(at.date())} à {at:%H} h {at:%M}"


def code_sheet(office: Office, issued: Row) -> bytes:
    """Return the sheet to hand over: where to go, the code in large letters, until when, and a square to scan."""
    paper = Paper(
        "Votre code d'accès à Connexion d'urgence", issued["partner_name"], made_at=office.clock(),
        texts=[issued["partner_name"]], code=link_of(office, issued["code"]),
    )  # fmt: skip
    paper.add_page()
    paper.ln(8)
    say(paper, f"1. Ouvrez {door_address(office)} dans un navigateur, ou scannez le carré.")
    say(paper, "2. Tapez ce code, puis appuyez sur « Entrer » :")
    paper.set_font("body", "B", 28)
    paper.cell(paper.epw, 18, issued["code"], align="C", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    paper.set_font("body", "", BODY)
    say(paper, f"Ce code sert une seule fois, jusqu'au {good_until(issued)}.")
    say(paper, "Il ouvre les listes de votre structure seulement. Ne le photographiez pas et ne l'envoyez à personne.")
    say(paper, "Il a expiré, ou ne marche pas ? Demandez-en un autre à la coordination.")
    return bytes(paper.output())


def say(paper: Paper, text: str) -> None:
    """Print one paragraph."""
    paper.multi_cell(paper.epw, LINE_MM + 1, french(text), align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    paper.ln(2)


def mail_code(office: Office, actor: Actor, partner_code: str, *, hours: int) -> Row | Refusal:
    """Issue a code and mail its link to the structure's address; a code that could not leave is taken back.

    Returns
    -------
    dict or Refusal
        What `issue_code` answers, without the code, and how it left: `sent` or `written` (a file to open and send).
    """
    partner = find_partner(office, partner_code)
    if isinstance(partner, Refusal):
        return partner
    with office.store.reading() as session:
        address = partner_contacts(office, session).get(partner["partner_id"], {}).get("email")
    if not address:
        return no_contact()
    issued = issue_code(office, actor, partner_code, way="mail", hours=hours)
    if isinstance(issued, Refusal):
        return issued
    server = os.environ.get(SERVER, "")
    try:
        left = hand_over(office, letter(office, issued, str(address)), issued["code_id"], server)
    except OSError:
        revoke_code(office, actor, issued["code_id"])
        return server_silent(server)
    return {name: value for name, value in issued.items() if name != "code"} | {"left": left}


def letter(office: Office, issued: Row, address: str) -> EmailMessage:
    """Return the mail."""
    made = EmailMessage()
    made["Subject"], made["To"] = "Connexion d'urgence : votre lien d'accès", address
    made["From"] = os.environ.get(SENDER, NO_REPLY)
    made["Message-ID"] = f"<{issued['code_id']}@connexion-urgence.invalid>"
    made.set_content(
        f"Bonjour,\n\nVoici le lien d'accès de « {issued['partner_name']} » :\n\n{link_of(office, issued['code'])}\n\n"
        f"Il sert une seule fois, jusqu'au {good_until(issued)}. Ouvrez-le, puis appuyez sur « Entrer ».\n"
        "Ne le transférez à personne. S'il a expiré, demandez-en un autre à la coordination.\n"
    )
    return made


def hand_over(office: Office, made: EmailMessage, code_id: str, server: str) -> str:
    """Hand the mail to the organisation's server, or write it as a file to open where there is none."""
    if server:
        host, _, port = server.partition(":")
        with smtplib.SMTP(host, int(port or 25), timeout=PATIENCE_S) as line:
            line.send_message(made)
        return "sent"
    folder = office.home / "messages" / "codes"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    (folder / f"{code_id}.eml").write_bytes(made.as_bytes(policy=SMTP))
    return "written"


def no_contact() -> Refusal:
    """Say that a structure has no address."""
    return Refusal(
        "no_address",
        Sentence(
            "Le registre n'a pas de courriel pour cette structure. Imprimez plutôt le code. Rien n'a été modifié.",
            "The register has no e-mail address for this structure. Print the code instead. Nothing was changed.",
        ),
    )
