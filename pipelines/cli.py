"""The command line: the same verbs without a screen, for schedulers, tests and auditors.

JSON alone goes to stdout; sentences for people go to stderr. Exit 0 done, 1 refused, 2 wrong usage. Never a traceback.
"""

import importlib
import json
import logging
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from campaigns.model.actor import Actor
from campaigns.model.outcome import CannotGoOn, Refusal, Sentence
from pipelines.campaigns_desk import find_campaign
from pipelines.cli_home import home_of
from pipelines.cli_parser import parsed
from pipelines.office import Office, open_office
from pipelines.partners import find_partner
from pipelines.people import PARTNER_PREFIX, partner_person, person_named

DONE, REFUSED = 0, 1
# Which module of `pipelines.verbs` knows a verb; only that one is loaded.
AREAS = {
    "territory": "territory",
    **dict.fromkeys(("demo", "campaigns", "partners", "sites", "networks"), "registers"),
    **dict.fromkeys(("stock", "lots", "transfers", "counts", "renewals"), "stock"),
    **dict.fromkeys(("receive", "template", "accept", "refuse", "lists", "link", "match", "rank"), "intake"),
    **dict.fromkeys(("workshops", "referrals"), "help"),
    "policy": "policy",
    **dict.fromkeys(("plan", "explain"), "plan"),
    **dict.fromkeys(("solve", "certify"), "engine"),
    **dict.fromkeys(("release", "handover", "messages", "export"), "delivery"),
    "figures": "figures",
    **dict.fromkeys(("erase", "close", "retention", "object", "person"), "privacy"),
    **dict.fromkeys(("backup", "restore", "migrate-store", "key"), "safety"),
    **dict.fromkeys(("verify", "doctor", "sbom", "serve"), "upkeep"),
    **dict.fromkeys(("members", "codes"), "people"),
}

logger = logging.getLogger("connexion")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one verb and return the exit code."""
    options = parsed(arguments)
    try:
        answer = not_text(options) or answered(options)
    except CannotGoOn as fault:
        answer = Refusal(fault.code, fault.sentence)
    except KeyboardInterrupt:
        answer = Refusal(
            "stopped",
            Sentence(
                "Arrêté à votre demande. Rien n'est resté à moitié fait.",
                "Stopped as you asked. Nothing was left half done.",
            ),
        )
    except OSError as fault:
        answer = not_reached(fault, options)
    except Exception as fault:  # the last wall: a sentence and a reference, never a traceback or a value
        logger.debug("unexpected", exc_info=fault)
        answer = unexpected(fault)
    return told(answer, options.json)


def answered(options: Any) -> Any:
    """Find the verb and run it on what it needs: nothing, the office, or a campaign of the office."""
    verb, area = options.verb_name, importlib.import_module(f"pipelines.verbs.{AREAS[options.verb]}")
    free, on_office, on_campaign = (getattr(area, name, {}) for name in ("FREE", "ON_OFFICE", "ON_CAMPAIGN"))
    if verb == "plan verify" and options.plan_id and Path(options.plan_id).is_dir():
        verb = "plan verify folder"
    if verb in free:
        return free[verb](options)
    office = open_office(home_of(options))
    try:
        actor = acting(office, options.as_user)
        if isinstance(actor, Refusal):
            return actor
        if verb in on_office:
            return on_office[verb](office, actor, options)
        campaign = find_campaign(office, options.campaign)
        if isinstance(campaign, Refusal):
            return campaign
        return on_campaign[verb](office, actor, campaign["campaign_id"], options)
    finally:
        office.close()


def acting(office: Office, name: str | None) -> Actor | Refusal:
    """Return the person who acts: `partner:CODE` is that partner's own."""
    if name is None or not name.startswith(PARTNER_PREFIX):
        return person_named(name)
    partner = find_partner(office, name.removeprefix(PARTNER_PREFIX))
    if isinstance(partner, Refusal):
        return partner
    return partner_person(partner["partner_id"], partner["name"], partner["department_code"])


def told(answer: Any, as_json: bool) -> int:
    """Print the answer and return the exit code."""
    if isinstance(answer, Refusal):
        if as_json:
            sys.stdout.write(
                json.dumps(
                    {"refused": {"code": answer.code, "message": answer.sentence.fr, "message_en": answer.sentence.en}},
                    ensure_ascii=False,
                )
                + "\n"
            )
        sys.stderr.write(f"{answer.sentence.fr}\n{answer.sentence.en}\n")
        return REFUSED
    if as_json:
        sys.stdout.write(json.dumps(answer, ensure_ascii=False, default=str) + "\n")
    else:
        sys.stdout.write("\n".join(readable(answer)) + "\n")
    for note in notes_of(answer):
        sys.stderr.write(f"{note}\n")
    return REFUSED if fails(answer) else DONE


def fails(answer: Any) -> bool:
    """Tell whether a check, or one of the guarantees of a certificate, does not hold."""
    if not isinstance(answer, dict):
        return False
    parts = [answer, *(value for value in answer.values() if isinstance(value, dict))]
    return any(part.get("holds") is False for part in parts)


def readable(answer: Any, indent: str = "") -> list[str]:
    """Return an answer as lines for a person; long lists are counted, not printed."""
    if isinstance(answer, list):
        return [
            line
            for row in answer
            for line in (
                [f"{indent}- " + ", ".join(f"{k} {v}" for k, v in row.items())]
                if isinstance(row, dict)
                else [f"{indent}- {row}"]
            )
        ]
    if not isinstance(answer, dict):
        return [f"{indent}{answer}"]
    lines = []
    for name, value in answer.items():
        if isinstance(value, dict):
            lines += [f"{indent}{name} :", *readable(value, indent + "  ")]
        elif isinstance(value, list):
            lines += [
                f"{indent}{name} : {len(value)}",
                *(readable(value, indent + "  ") if len(value) <= 12 and name != "rows" else []),
            ]
        elif value is not None:
            lines.append(f"{indent}{name} : {value}")
    return lines


def notes_of(answer: Any) -> list[str]:
    """Return what a person should be told besides the answer."""
    if not isinstance(answer, dict):
        return []
    said = [answer.get("breaker"), answer.get("already_received"), *(answer.get("faults") or [])[:20]]
    return [note["fr"] for note in said if isinstance(note, dict) and "fr" in note]


def not_text(options: Any) -> Refusal | None:
    """Refuse words typed in bytes that are no text: neither a store nor a key can hold them."""
    typed = [word for value in vars(options).values() for word in (value if isinstance(value, list) else [value])]
    if all(is_text(str(word)) for word in typed):
        return None
    return Refusal(
        "not_text",
        Sentence(
            "Un des mots de la commande n'est pas du texte lisible (UTF-8). Rien n'a été fait. Retapez-le, sans le copier d'un autre programme.",
            "One of the words of the command is no readable text (UTF-8). Nothing was done. Type it again, without copying it from another program.",
        ),
    )


def is_text(word: str) -> bool:
    """Tell whether a word can be written as UTF-8, and holds no byte zero."""
    return "\x00" not in word and not any("\ud800" <= letter <= "\udfff" for letter in word)


def not_reached(fault: OSError, options: Any) -> Refusal:
    """Say that a file or folder that was typed can't be reached, and why; any other fault of the system is ours."""
    typed = {str(value) for value in vars(options).values() if isinstance(value, Path)}
    named = next((path for path in map(str, (fault.filename, fault.filename2)) if within(path, typed)), None)
    if named is None:
        return unexpected(fault)
    why_fr, why_en = WHY.get(type(fault), ("le système le refuse", "the system refuses it"))
    return Refusal(
        "not_reached",
        Sentence(
            f"« {named} » ne peut pas être lu ou écrit : {why_fr}. Indiquez un autre chemin, puis recommencez.",
            f"“{named}” can't be read or written: {why_en}. Give another path, then try again.",
        ),
    )


def within(path: str, typed: set[str]) -> bool:
    """Tell whether a path is one that was typed, or lies in one."""
    return any(path == one or path.startswith(f"{one.rstrip('/')}/") for one in typed)


WHY: dict[type[OSError], tuple[str, str]] = {
    FileExistsError: ("un fichier porte déjà ce nom", "a file has that name already"),
    FileNotFoundError: ("il n'existe pas", "it does not exist"),
    IsADirectoryError: ("c'est un dossier", "it is a folder"),
    NotADirectoryError: ("une partie du chemin est un fichier", "a part of the path is a file"),
    PermissionError: ("vous n'en avez pas le droit", "you may not"),
}


def unexpected(fault: Exception) -> Refusal:
    """Say that something of ours failed: a reference for the maintainers, no value, no traceback."""
    frame = fault.__traceback__
    while frame is not None and frame.tb_next is not None:
        frame = frame.tb_next
    place = f"{Path(frame.tb_frame.f_code.co_filename).stem}:{frame.tb_lineno}" if frame else "?"
    reference = f"{type(fault).__name__}-{place}"
    return Refusal(
        "unexpected",
        Sentence(
            f"Le programme s'est arrêté sur un défaut de sa part ; rien n'est resté à moitié fait. Signalez la référence « {reference} ».",
            f"The program stopped on a fault of its own; nothing was left half done. Report reference “{reference}”.",
        ),
    )


if __name__ == "__main__":
    sys.exit(main())
