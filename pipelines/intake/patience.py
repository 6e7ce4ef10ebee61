"""How long somebody waits for a child process: as long as it works, never by the clock of a busy machine.

The child has a processor limit of its own; what is ended here is a child that does nothing. It must never end one itself.
"""

import time
from pathlib import Path

USER_TICKS, SYSTEM_TICKS = 11, 12


class Patience:
    """Waits while a child uses the processor: it runs out when it used none for so many seconds, and sent nothing."""

    def __init__(self, pid: int, seconds: float) -> None:
        self.stat = Path(f"/proc/{pid}/stat")
        self.seconds = seconds
        self.renew()

    def renew(self) -> None:
        """Begin to wait anew."""
        self.ticks = self.ticks_now()
        self.until = time.monotonic() + self.seconds

    def left(self) -> float:
        """Return the seconds left; once they are gone, whether the child worked meanwhile is looked at, and it gets as many again."""
        if time.monotonic() >= self.until and self.ticks_now() != self.ticks:
            self.renew()
        return self.until - time.monotonic()

    def ticks_now(self) -> int:
        """Return the processor time that the child has used, in ticks; 0 once it is gone."""
        try:
            fields = self.stat.read_text(encoding="ascii", errors="replace").rsplit(")", 1)[1].split()
        except OSError:
            return 0
        return int(fields[USER_TICKS]) + int(fields[SYSTEM_TICKS])
