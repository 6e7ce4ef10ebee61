"""The colours of the house, by meaning, in light and dark; `.streamlit/config.toml` repeats them and a test compares.

Colours carry a meaning beside a word or a shape, never alone. Nothing here draws.
"""

LIGHT: dict[str, str] = {
    "ink": "#1B2A41",
    "paper": "#FBFAF7",
    "surface": "#F1EEE7",
    "line": "#D5D0C4",
    "action": "#0B6E69",
    "need": "#9A5B00",
    "served": "#0B6E69",
    "gap": "#A8321F",
    "waiting": "#5B6B7F",
}

DARK: dict[str, str] = {
    "ink": "#E9EDF2",
    "paper": "#121A26",
    "surface": "#1C2736",
    "line": "#3A485B",
    "action": "#5CC8BF",
    "need": "#F0B45B",
    "served": "#5CC8BF",
    "gap": "#F59A86",
    "waiting": "#A9B7C8",
}

# The colours that may carry text, each of which must be readable on paper and on surface.
TEXT_COLOURS = ("ink", "action", "need", "served", "gap", "waiting")


def contrast(first: str, second: str) -> float:
    """Return the WCAG 2 contrast ratio of two colours, 1 to 21."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[i : i + 2], 16) / 255) for i in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)
