"""What is said when the machine beneath the store fails: its disk, its memory, its server.

Each sentence says what became of the work and what to do. The engine's own text may quote values, so none of it is kept.
"""

from campaigns.model.outcome import CannotGoOn, Sentence


def store_unwritable() -> CannotGoOn:
    """Say that the disk takes nothing more: it is full, or closed to writing."""
    return CannotGoOn(
        "store_unwritable",
        Sentence(
            "Le disque de la base est plein ou protégé contre l'écriture. Rien n'a été modifié, et la consultation reste possible. "
            "Libérez de la place ou rendez le disque inscriptible, puis recommencez.",
            "The database's disk is full or closed to writing. Nothing was changed, and reading is still possible. "
            "Free some space or make the disk writable, then try again.",
        ),
    )


def store_only_reads() -> CannotGoOn:
    """Say that the disk was closed to writing when the database was opened."""
    return CannotGoOn(
        "store_only_reads",
        Sentence(
            "Le disque de la base est fermé à l'écriture : la campagne se consulte, mais rien ne s'y ajoute. Rien n'a été modifié. "
            "Rendez le disque inscriptible, puis relancez le logiciel.",
            "The database's disk is closed to writing: the campaign can be read, but nothing is added to it. Nothing was changed. "
            "Make the disk writable, then start the software again.",
        ),
    )


def store_slow() -> CannotGoOn:
    """Say that another change has held the database for too long."""
    return CannotGoOn(
        "store_slow",
        Sentence(
            "Une autre modification occupe la base depuis plusieurs minutes : un grand travail, ou un disque lent. Rien n'a été "
            "modifié, et la consultation reste possible. Recommencez dans un instant ; si cela dure, lancez « connexion doctor ».",
            "Another change has held the database for several minutes: a large piece of work, or a slow disk. Nothing was "
            "changed, and reading is still possible. Try again in a moment; if it lasts, run “connexion doctor”.",
        ),
    )


def store_unreadable() -> CannotGoOn:
    """Say that the database file cannot be opened."""
    return CannotGoOn(
        "store_unreadable",
        Sentence(
            "La base de cette campagne ne s'ouvre pas : fichier abîmé, absent ou protégé. Rien n'a été modifié. Vérifiez le disque ; "
            "si le fichier est abîmé, remettez la dernière sauvegarde dans un dossier vide (« connexion restore »).",
            "This campaign's database does not open: file damaged, missing or protected. Nothing was changed. Check the disk; "
            "if the file is damaged, put the latest backup back into an empty folder (“connexion restore”).",
        ),
    )


def memory_short() -> CannotGoOn:
    """Say that there was not enough memory for this piece of work."""
    return CannotGoOn(
        "memory_short",
        Sentence(
            "La mémoire de la machine ne suffit pas pour ce travail en ce moment. Rien n'a été modifié. "
            "Attendez que les autres travaux finissent, puis recommencez, si besoin avec un fichier plus petit.",
            "The machine has not enough memory for this work right now. Nothing was changed. "
            "Wait until other work has ended, then try again, with a smaller file if need be.",
        ),
    )


def store_gone() -> CannotGoOn:
    """Say that the shared database does not answer: what was under way may or may not be in."""
    return CannotGoOn(
        "store_gone",
        Sentence(
            "La base partagée ne répond plus. Ce qui a été confirmé est enregistré ; pour le reste, recommencez dans un instant : "
            "rien ne sera fait deux fois.",
            "The shared database no longer answers. What was confirmed is recorded; for the rest, try again in a moment: "
            "nothing will be done twice.",
        ),
    )
