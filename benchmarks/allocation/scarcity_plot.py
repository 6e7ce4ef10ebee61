"""Draws, for each practice, the share of the most urgent families that is served as devices become less scarce."""

from pathlib import Path

from benchmarks.drawing import lines_plot

TITLE = "How many of the most urgent families get a device with its data?"


def plot(found: dict[int, dict[str, float]], to: Path) -> None:
    """Write the picture: for each level of scarcity (devices for 100 families), the share of the first tier by practice, in percent."""
    levels = sorted(found)
    below = "Share of the first priority tier served, in percent; median of the seeds"
    series = {who: [found[level][who] for level in levels] for who in found[levels[0]]}
    lines_plot(
        to, TITLE, below, [str(level) for level in levels], "Devices in stock for 100 families that ask", series, " %"
    )
