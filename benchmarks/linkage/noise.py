"""How partners write what they heard: other spellings, lost zeros, abbreviations, wrong days. Everything follows from the draw."""

import random
import re
from datetime import date, timedelta

from anyascii import anyascii

TYPO, ACCENTS_LOST, CAPITALS, OTHER_SPELLING, SWAPPED, WRONG_DAY = 0.055, 0.35, 0.45, 0.22, 0.03, 0.05
SPELLINGS = (
    ("ou", "u"), ("oua", "wa"), ("kh", "k"), ("ch", "sh"), ("y", "i"), ("ph", "f"), ("dj", "j"), ("th", "t"), ("ss", "s"),
    ("ll", "l"), ("mm", "m"), ("eau", "o"), ("ck", "k"), ("c", "k"), ("é", "e"), ("a", "e"), ("i", "y"), ("u", "ou"), ("h", ""),
)  # fmt: skip
WAYS = ((r"^(\S+) Rue ", r"\1 r. "), (r" (?i:rue) ", " R "), (r" (?i:avenue) ", " av. "), (r" (?i:boulevard) ", " bd "),
        (r" (?i:place) ", " pl. "), (r" (?i:all[ée]e) ", " all. "))  # fmt: skip
LETTERS = "abcdefghijklmnopqrstuvwxyz"
DOMAINS = ("gmail.example", "orange.example", "yahoo.example", "hotmail.example", "free.example")


class Noise:
    """Writes values as partners do."""

    def __init__(self, draw: random.Random) -> None:
        self.draw = draw
        self.mailboxes = 0

    def phone(self) -> str:
        """Draw a French mobile in E.164."""
        return f"+33{self.draw.choice('67')}{self.draw.randrange(10**8):08d}"

    def email(self, first: str, last: str) -> str:
        """Make a mailbox of its own, built from the name half of the time."""
        self.mailboxes += 1
        local = (
            f"{first[:1]}.{last}"
            if self.draw.random() < 0.5
            else self.draw.choice(("papa", "famille", "la", "mini")) + first
        )
        plain = re.sub("[^a-z.]", "", anyascii(local).lower())
        return f"{plain}{self.mailboxes}@{self.draw.choice(DOMAINS)}"

    def names(self, person: str, first: str, last: str) -> dict[str, str]:
        """Write a first name and a surname, in the wrong order now and then."""
        written = [self.name(first), self.name(last)]
        if self.draw.random() < CAPITALS:
            written[1] = written[1].upper()
        if self.draw.random() < SWAPPED:
            written.reverse()
        return {f"{person}_first_name": written[0], f"{person}_last_name": written[1]}

    def name(self, name: str) -> str:
        """Write a name: accents lost, another spelling, a slip."""
        if self.draw.random() < ACCENTS_LOST:
            name = anyascii(name)
        if self.draw.random() < OTHER_SPELLING:
            name = self.respelt(name)
        return self.typed(name) if self.draw.random() < TYPO else name

    def respelt(self, name: str) -> str:
        """Write a name as another ear hears it."""
        low = name.lower()
        ways = [(old, new) for old, new in SPELLINGS if old in low[1:]]
        if not ways:
            return name
        old, new = self.draw.choice(ways)
        return name[0] + low[1:].replace(old, new, 1)

    def typed(self, text: str) -> str:
        """Slip on one letter, one time in eighteen for what is not a name."""
        if ("@" in text and self.draw.random() > TYPO) or len(text) < 3:
            return text
        at = self.draw.randrange(1, len(text) - 1)
        letter = self.draw.choice(LETTERS)
        return self.draw.choice(
            (text[:at] + text[at + 1 :], text[:at] + letter + text[at:], text[:at] + letter + text[at + 1 :],
             text[:at] + text[at + 1] + text[at] + text[at + 2 :])
        )  # fmt: skip

    def written_phone(self, phone: str) -> str:
        """Write a number in one of nine ways, one of which lost its zero in a spreadsheet."""
        digits = phone[3:]
        if self.draw.random() < 0.015:
            at = self.draw.randrange(1, 9)
            digits = digits[:at] + str(self.draw.randrange(10)) + digits[at + 1 :]
        pairs = " ".join(("0" + digits)[at : at + 2] for at in range(0, 10, 2))
        return self.draw.choice(
            ("0" + digits, pairs, pairs.replace(" ", "."), pairs.replace(" ", "-"), "+33" + digits, "+33 (0)" + digits,
             "0033" + digits, digits, "33" + digits)
        )  # fmt: skip

    def day(self, day: date) -> str:
        """Write a birth date, wrong one time in twenty."""
        if self.draw.random() < WRONG_DAY:
            day = self.draw.choice((
                day + timedelta(days=self.draw.choice((-1, 1, 10, 30))),
                day.replace(year=day.year + self.draw.choice((-1, 1)), day=min(day.day, 28)),
                day.replace(month=day.day, day=day.month) if day.day <= 12 else day + timedelta(days=9),
            ))  # fmt: skip
        return day.isoformat() if self.draw.random() < 0.5 else day.strftime("%d/%m/%Y")

    def address(self, address: str) -> str:
        """Write an address: abbreviated, in capitals, with a flat, or with a slip."""
        if self.draw.random() < 0.35:
            for old, new in WAYS:
                address = re.sub(old, new, address)
        if self.draw.random() < 0.3:
            address = anyascii(address).upper()
        if self.draw.random() < 0.12:
            address += f", apt {self.draw.randint(1, 60)}"
        return self.typed(address) if self.draw.random() < TYPO else address

    def size(self, size: int) -> int:
        """Count the household, one off one time in eight."""
        return max(1, size + self.draw.choice((-1, 1))) if self.draw.random() < 0.12 else size
