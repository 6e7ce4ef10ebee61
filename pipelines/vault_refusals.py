"""What the vault says when it cannot or must not open something. It never quotes a value."""

from campaigns.model.outcome import CannotGoOn, Sentence


def erased_subject() -> CannotGoOn:
    """Say that nothing is written again of a family that was erased."""
    return CannotGoOn(
        "erased",
        Sentence(
            "Cette famille a été effacée : rien ne s'écrit plus sur elle. Rien n'a été modifié.",
            "This family was erased: nothing is written about it any more. Nothing was changed.",
        ),
    )


def wrong_key() -> CannotGoOn:
    """Say that the keys at hand do not open this database."""
    return CannotGoOn(
        "wrong_key",
        Sentence(
            "Les données chiffrées ne s'ouvrent pas avec la clé de ce dossier. Remettez le dossier « keys » qui va avec "
            "cette base, puis recommencez.",
            "The encrypted data do not open with this folder's key. Put back the “keys” folder that belongs to this "
            "database, then try again.",
        ),
    )


def keys_unwritable() -> CannotGoOn:
    """Say that the key file cannot be read or written: a disk that is full, or closed to writing."""
    return CannotGoOn(
        "keys_unwritable",
        Sentence(
            "Le fichier des clés ne peut pas être lu ou complété : disque plein, protégé, ou fichier occupé. Rien n'a été modifié. "
            "Libérez de la place ou rendez le dossier « keys » inscriptible, puis recommencez.",
            "The key file cannot be read or added to: disk full or protected, or file busy. Nothing was changed. "
            "Free some space or make the “keys” folder writable, then try again.",
        ),
    )
