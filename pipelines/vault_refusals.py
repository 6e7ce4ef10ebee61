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


def others_at_work() -> CannotGoOn:
    """Say that the keys of this folder are in use, so that the master key cannot be replaced; or that it is being replaced."""
    return CannotGoOn(
        "keys_in_use",
        Sentence(
            "Le remplacement de la clé maîtresse demande d'être seul dans ce dossier, et un autre programme y travaille (ou remplace "
            "la clé). Rien n'a été modifié. Arrêtez le tableau de bord et les commandes en cours, puis recommencez.",
            "Replacing the master key needs this folder for itself, and another program works in it (or is replacing the key). "
            "Nothing was changed. Stop the dashboard and the commands that run, then try again.",
        ),
    )


def replaced_key() -> CannotGoOn:
    """Say that the master key at hand is one that was replaced, or a stranger's."""
    return CannotGoOn(
        "replaced_key",
        Sentence(
            "La clé maîtresse de ce dossier a été remplacée, et celle qui est donnée n'est pas la nouvelle. Rien n'a été modifié. "
            "Mettez la nouvelle dans CONNEXION_MASTER_KEY ou dans « keys/master.key », puis recommencez.",
            "The master key of this folder was replaced, and the one given is not the new one. Nothing was changed. "
            "Put the new one in CONNEXION_MASTER_KEY or in “keys/master.key”, then try again.",
        ),
    )
