"""The shapes of a command line that every group of verbs shares. This module must never run anything."""

import argparse
from collections.abc import Callable
from typing import Protocol

Parser = argparse.ArgumentParser


class Verbs(Protocol):
    """Where verbs are added (argparse keeps the name of its own type to itself)."""

    def add_parser(self, name: str, *, parents: list[Parser], help: str) -> Parser:  # noqa: A002 argparse's own word
        """Add one verb."""
        ...


def two_words(verbs: Verbs, shared: Parser, word: str, help_text: str) -> Callable[[str, str], Parser]:
    """Return a function that adds a second word to a verb."""
    second = verbs.add_parser(word, parents=[shared], help=help_text).add_subparsers(dest="what", required=True)
    return lambda name, text: second.add_parser(name, parents=[shared], help=text)


def positive(text: str) -> int:
    """Return a whole number above zero."""
    number = int(text)
    if number <= 0:
        raise argparse.ArgumentTypeError("un nombre plus grand que zéro est attendu")
    return number
