"""Why a master key is not replaced. It never quotes a key."""

from pathlib import Path

from campaigns.model.outcome import Refusal, Sentence
from pipelines.master_key import VARIABLE


def other_old_key(path: Path) -> Refusal:
    """Say that a file holds another key than the one in force."""
    return Refusal(
        "other_old_key",
        Sentence(
            f"« {path.name} » n'est pas la clé maîtresse de ce dossier. Rien n'a été modifié. Donnez à --old la copie gardée au "
            "coffre : après le remplacement, les copies d'avant de « keys.sqlite » ne s'ouvriront qu'avec elle.",
            f"“{path.name}” is not the master key of this folder. Nothing was changed. Give --old the copy kept in the safe: "
            "after the replacement, earlier copies of “keys.sqlite” open with that one alone.",
        ),
    )


def old_key_beside() -> Refusal:
    """Say that the copy of the old key must be outside the folder."""
    return Refusal(
        "old_key_beside",
        Sentence(
            "La copie de l'ancienne clé est dans le dossier lui-même : le remplacement l'y effacerait. Rien n'a été modifié. "
            "Rangez-la d'abord au coffre, puis donnez ce fichier-là à --old.",
            "The copy of the old key lies in the folder itself: the replacement would remove it. Nothing was changed. "
            "Put it in the safe first, then give --old that file.",
        ),
    )


def not_a_key(path: Path) -> Refusal:
    """Say that a file holds no key, or is not there."""
    return Refusal(
        "not_a_key",
        Sentence(
            f"« {path.name} » n'existe pas ou ne contient pas une clé : il faut 32 octets, ou 64 chiffres hexadécimaux. Rien n'a été modifié.",
            f"“{path.name}” does not exist or holds no key: 32 bytes are wanted, or 64 hexadecimal digits. Nothing was changed.",
        ),
    )


def same_key() -> Refusal:
    """Say that the new key is the old one."""
    return Refusal(
        "same_key",
        Sentence(
            "La nouvelle clé est celle d'avant. Rien n'a été modifié. Donnez-en une autre à --new, ou laissez-la tirer.",
            "The new key is the one before. Nothing was changed. Give --new another one, or let one be drawn.",
        ),
    )


def new_key_wanted() -> Refusal:
    """Say that the settings give the master key, so that the program cannot put a new one there."""
    return Refusal(
        "new_key_wanted",
        Sentence(
            f"La clé maîtresse vient de {VARIABLE} : le programme ne peut pas y écrire la nouvelle. Rien n'a été modifié. Tirez-en "
            f"une (openssl rand -hex 32), donnez son fichier à --new, puis mettez-la dans {VARIABLE}.",
            f"The master key comes from {VARIABLE}: the program cannot write the new one there. Nothing was changed. Draw one "
            f"(openssl rand -hex 32), give its file to --new, then put it in {VARIABLE}.",
        ),
    )
