"""The colours of a map on screen, each with its twin for a dark screen: the browser picks, the page names only what they mean.

On paper the light ones are used. The ramps go towards what stands out: dark on light paper, bright on dark.
"""

from typing import Final

from geo.classes import DARK_END, HIDDEN_FILL, INK, LINE, MIX, PAPER, SLATE, UNKNOWN_FILL, mixed

NIGHT: Final = "#121A26"
# Name -> (light, dark).
PLAIN: Final = {
    "paper": (PAPER, NIGHT),
    "ink": (INK, "#E9EDF2"),
    "line": (LINE, "#3A485B"),
    "slate": (SLATE, "#A9B7C8"),
    "hidden": (HIDDEN_FILL, "#232F3F"),
    "unknown": (UNKNOWN_FILL, "#2C3849"),
    "same": ("#F1EEE7", "#263242"),
    "flow": ("#27466B", "#9CC0EA"),
}
BRIGHT_END: Final = {"need": "#F0B45B", "served": "#5CC8BF", "gap": "#F59A86", "rate": "#9CC0EA", "fact": "#C9ADF5"}
# A dark class must still be told from the page.
NIGHT_MIX: Final = (0.24, 0.4, 0.58, 0.78, 1.0)


def painted(name: str) -> str:
    """Return the colour of that name as the page knows it."""
    return f"var(--map-{name})"


def painted_ramp(measure: str, positions: list[int]) -> list[str]:
    """Return the colours of a measure at some steps of its ramp, 0 the palest."""
    return [painted(f"{measure}-{position}") for position in positions]


def theme_rules() -> str:
    """Return the sheet that gives every name its colour, light and dark."""
    light = {name: pair[0] for name, pair in PLAIN.items()}
    dark = {name: pair[1] for name, pair in PLAIN.items()}
    for measure, end in DARK_END.items():
        light |= {f"{measure}-{i}": mixed(PAPER, end, share) for i, share in enumerate(MIX)}
        dark |= {f"{measure}-{i}": mixed(NIGHT, BRIGHT_END[measure], share) for i, share in enumerate(NIGHT_MIX)}
    return (
        f":root{{color-scheme:light dark;{rules(light)}}}"
        f"@media screen and (prefers-color-scheme:dark){{:root{{{rules(dark)}}}}}"
    )


def rules(colours: dict[str, str]) -> str:
    """Return one custom property a colour."""
    return "".join(f"--map-{name}:{colour};" for name, colour in colours.items())
