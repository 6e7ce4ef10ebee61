"""An office with nothing behind it, for tests of the frame alone."""

from contextlib import AbstractContextManager, nullcontext


class NoOffice:
    """What the frame asks of an office, and nothing that a page could read."""

    def looked_at_once(self) -> AbstractContextManager["NoOffice"]:
        """Give the office for one drawing."""
        return nullcontext(self)
