"""How the same name gets written differently by two partners: an accent lost, a letter doubled, two letters swapped.

Pure text. It must never look at who bears the name.
"""

from anyascii import anyascii


def misspelt(name: str, salt: int) -> str:
    """Return another spelling of a name, never the same one for a name of three letters or more.

    Parameters
    ----------
    salt
        Any whole number: chooses where to begin among the ways to differ.
    """
    ways = (_without_accents, _other_sound, _swapped, _doubled_or_single)
    for step in range(len(ways)):
        other = ways[(salt + step) % len(ways)](name, salt)
        if other != name:
            return other
    return name


def _without_accents(name: str, salt: int) -> str:
    return anyascii(name).replace("-", " ")


def _other_sound(name: str, salt: int) -> str:
    for written, heard in (
        ("ou", "u"),
        ("y", "i"),
        ("ph", "f"),
        ("ault", "aud"),
        ("eau", "o"),
        ("ck", "k"),
        ("kh", "k"),
    ):
        if written in name[1:]:
            return name[0] + name[1:].replace(written, heard, 1)
    return name


def _swapped(name: str, salt: int) -> str:
    if len(name) < 4:
        return name
    at = 1 + salt % (len(name) - 2)
    return name[:at] + name[at + 1] + name[at] + name[at + 2 :]


def _doubled_or_single(name: str, salt: int) -> str:
    for at in range(1, len(name) - 1):
        if name[at] == name[at + 1]:
            return name[:at] + name[at + 1 :]
    at = 1 + salt % max(1, len(name) - 1)
    return name[: at + 1] + name[at : at + 1] + name[at + 1 :]
