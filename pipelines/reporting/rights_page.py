"""The table of rights as a page of the documentation, written from the table itself: `python -m pipelines.reporting.rights_page`."""

import sys

from campaigns.access import RIGHTS, Span
from campaigns.access_words import ACTIONS, ROLES
from campaigns.model.codes import Role

WORDS = {
    Span.NONE: "–",
    Span.ALL: "oui",
    Span.OWN: "sa structure",
    Span.DEPARTMENT: "son département",
    Span.AGGREGATES: "en chiffres",
}
HEAD = """# Qui peut faire quoi

Cette page est écrite à partir de la table du programme (`campaigns/access.py`) ; un test refuse qu'elle en diffère.
Les pages de l'écran ne font que cacher : chaque commande et chaque lecture est contrôlée.

- **oui** : dans toute la campagne ;
- **sa structure** : ce que la structure de la personne a envoyé ou reçoit ;
- **son département** : le département que la personne couvre ; une personne sans département couvre tout le pays ;
- **en chiffres** : des comptes, jamais un foyer ;
- **–** : jamais.
"""


def rights_page() -> str:
    """Return the page."""
    names = [ROLES[role].fr for role in Role]
    lines = [
        f"| {ACTIONS[action].fr} (`{action}`) | {' | '.join(WORDS[spans[role]] for role in Role)} |"
        for action, spans in RIGHTS.items()
    ]
    table = [f"| action | {' | '.join(names)} |", f"|---|{'---|' * len(names)}", *lines]
    return HEAD + "\n" + "\n".join(table) + "\n"


if __name__ == "__main__":
    sys.stdout.write(rights_page())
