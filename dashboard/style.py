"""The one place that writes HTML and CSS, and therefore the one that escapes.

Every value put in a fragment is escaped; only a fragment made here goes in as it is. No other module may inject HTML.
"""

import re
from html import escape
from string import Formatter

import streamlit as st

from dashboard.palette import DARK, LIGHT

# A space of a text (not of a tag) before a sign.
BEFORE_SIGN = re.compile(r" (?=[:;?!%»](?:[\s<]|$))(?=[^<>]*(?:<|$))")


class Fragment(str):
    """HTML made by `fragment`: its values are escaped already."""

    __slots__ = ()


class _Escaping(Formatter):
    def format_field(self, value: object, format_spec: str) -> str:
        return value if isinstance(value, Fragment) else escape(str(super().format_field(value, format_spec)))


def fragment(template: str, **values: object) -> Fragment:
    """Fill a template of ours with values of anybody's.

    Parameters
    ----------
    template
        HTML written in the code, with `{name}` where a value goes.
    """
    return Fragment(_Escaping().format(template, **values))


def joined(fragments: list[Fragment]) -> Fragment:
    """Put fragments one after the other."""
    return Fragment("".join(fragments))


def draw(piece: Fragment) -> None:
    """Show a fragment."""
    st.html(bound(piece))


def bound(piece: str) -> str:
    """Bind each sign that French parts by a space to its word, so that it never begins a line; tags stay as they are."""
    return BEFORE_SIGN.sub("\u00a0", piece).replace("« ", "«\u00a0")


def whole_page(title: str, language: str, body: Fragment) -> str:
    """Return a page of ours outside Streamlit: the same colours and letters, nothing from elsewhere."""
    return fragment(
        "<!doctype html><html lang='{language}'><head><meta charset='utf-8'><title>{title}</title>"
        "<meta name='viewport' content='width=device-width, initial-scale=1'><meta name='robots' content='noindex'>"
        # Without it a browser would not say where a form of ours comes from, and it would be taken for another site's.
        "<meta name='referrer' content='same-origin'>"
        "<style>{colours}</style><link rel='stylesheet' href='/app/static/door.css'>"
        "<script src='/app/static/door.js' defer></script></head><body class='stApp'><main>{body}</main></body></html>",
        title=title, language=language, body=body, colours=Fragment(colour_rules()),
    )  # fmt: skip


def apply_style() -> None:
    """Put the sheet on the page; called once a run, by the shell."""
    st.html(f"<style>{colour_rules()}{SHEET}</style>")


def colour_rules() -> str:
    """Return a CSS variable for each colour of the palette; the browser picks light or dark."""
    rules = "".join(f"--{name}:light-dark({LIGHT[name]},{DARK[name]});" for name in LIGHT)
    return f".stApp{{{rules}}}"


SHEET = """
.stApp { font-variant-numeric: tabular-nums; }
.stMainBlockContainer { padding: 4.5rem 2.5rem 3rem; max-width: 76rem; }
.stApp :focus-visible { outline: 3px solid var(--action); outline-offset: 2px; }

/* Text on a filled button must be read on both teals. */
.stApp button[data-testid^="stBaseButton-primary"]:enabled, .stApp button[data-testid^="stBaseButton-primary"]:enabled * {
  color: var(--paper) !important; }

/* Streamlit pales a caption below what can be read. */
.stApp [data-testid="stCaptionContainer"], .stApp [data-testid="stCaptionContainer"] p { color: var(--waiting); opacity: 1; }

.cu-title { font-size: 1.75rem; font-weight: 700; line-height: 1.2; margin: 0 0 .35rem 0; padding: 0; text-wrap: balance; }
.cu-answer { font-size: 1.25rem; line-height: 1.4; margin: .15rem 0 0 0; max-width: 46rem; }
.cu-note { color: var(--waiting); font-size: .875rem; margin: .35rem 0 0 0; }

.cu-figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: .75rem; margin: .25rem 0; }
.cu-figure { border: 1px solid var(--line); border-left: 4px solid var(--tone);
  border-radius: 6px; padding: .6rem .9rem; background: var(--surface); }
.cu-figure b { display: block; font-size: 1.75rem; line-height: 1.2; white-space: nowrap; }
.cu-figure span { font-size: 1rem; }
.cu-figure small { display: block; color: var(--waiting); font-size: .875rem; }
.cu-on-need { --tone: var(--need); } .cu-on-served { --tone: var(--served); } .cu-on-gap { --tone: var(--gap); }
.cu-on-waiting { --tone: var(--waiting); } .cu-on-action { --tone: var(--action); } .cu-on-ink { --tone: var(--ink); }

.cu-box { border: 1px solid var(--line); border-left: 4px solid var(--tone); border-radius: 6px;
  padding: .75rem 1rem; background: var(--surface); max-width: 52rem; }
.cu-box p { margin: .2rem 0 0 0; } .cu-box strong { color: var(--tone); }
.cu-box code { font-size: .875rem; user-select: all; }

.cu-badge { display: inline-flex; align-items: center; gap: .35rem; border: 1px solid var(--tone); color: var(--tone);
  border-radius: 999px; padding: .05rem .6rem; font-size: .875rem; white-space: nowrap; margin: 0 .35rem .35rem 0; }

.cu-bar { display: flex; height: 1.5rem; border-radius: 6px; overflow: hidden; border: 1px solid var(--line); }
.cu-bar i { display: block; background: var(--tone); min-width: 3px; border-right: 2px solid var(--paper); }
.cu-bar i:last-child { border-right: 0; }
.cu-bar .cu-hatched, .cu-key .cu-hatched { background: repeating-linear-gradient(
  45deg, var(--tone) 0 3px, transparent 3px 7px); }
.cu-key { display: flex; flex-wrap: wrap; gap: .25rem 1.1rem; list-style: none; margin: .5rem 0 0 0 !important;
  padding: 0 !important;  font-size: .875rem; }
.cu-key li { display: flex; align-items: center; gap: .4rem; margin: 0; }
.cu-key i { width: .8rem; height: .8rem; border-radius: 2px; background: var(--tone); border: 1px solid var(--tone); }
.cu-sum { font-size: .875rem; color: var(--waiting); margin: .35rem 0 0 0; }

.cu-banner { border: 1px solid var(--need); border-radius: 6px; padding: .3rem .9rem; color: var(--need);
  font-size: .875rem; }
.cu-links { display: flex; flex-wrap: wrap; gap: .35rem 1rem; font-size: .875rem; justify-content: flex-end; }
.cu-links a { color: var(--action); max-width: 100%; }

/* The help stands at the right of the page's head, closed; opened, it is a column of text above the page. */
.cu-help { margin: -.75rem 0; } .cu-help[open] { margin: -.75rem 0 .5rem; }
.cu-help > summary { display: flex; align-items: center; gap: .4rem; width: fit-content; margin-left: auto; cursor: pointer;
  padding: .2rem .6rem; border-radius: 6px; color: var(--action); font-size: .875rem; list-style: none; }
.cu-help > summary::-webkit-details-marker { display: none; } .cu-help > summary:hover { background: var(--surface); }
.cu-help > summary::before { content: "?" / ""; width: 1.15rem; height: 1.15rem; border: 1.5px solid; border-radius: 50%;
  display: grid; place-items: center; font-weight: 700; font-size: .875rem; line-height: 1; }
.cu-help[open] > summary::before { content: "×" / ""; }
.cu-help > .cu-prose { border: 1px solid var(--line); border-left: 4px solid var(--action); border-radius: 6px;
  background: var(--surface); padding: .75rem 1rem; margin-top: .35rem; max-width: none; columns: 2 24rem; column-gap: 2.5rem; }
.cu-help li, .cu-help p { break-inside: avoid; } .cu-help p:has(> strong:only-child) { break-after: avoid; }
.cu-prose { max-width: 52rem; overflow-wrap: anywhere; } .cu-prose p { margin: 0 0 .5rem; } .cu-prose > :last-child { margin-bottom: 0; }
.cu-prose ol, .cu-prose ul { margin: 0 0 .6rem; padding-left: 1.4rem; } .cu-prose li { margin: .2rem 0; }
.cu-prose li > p { margin: 0; } .cu-prose a { color: var(--action); } .cu-prose h2 { padding: .5rem 0 .4rem; }
.cu-prose img { max-width: 100%; border: 1px solid var(--line); border-radius: 6px; }
.cu-prose code { font-size: .875rem; background: var(--surface); color: var(--ink); padding: 0 .25rem; border-radius: 3px; }
.cu-prose pre { background: var(--surface); padding: .5rem .75rem; border-radius: 6px; white-space: pre-wrap; }
.cu-prose table { border-collapse: collapse; width: 100%; margin: .25rem 0 1rem; font-size: .875rem; }
.cu-prose th, .cu-prose td { border: 0; border-bottom: 1px solid var(--line); padding: .3rem .6rem .3rem 0; text-align: left;
  vertical-align: baseline; } .cu-prose th { color: var(--waiting); font-weight: 400; }
.cu-prose .cu-number { text-align: right; white-space: nowrap; }

.cu-why { margin: .25rem 0; max-width: 52rem; }
.cu-pair, .cu-fall { border-collapse: collapse; width: 100%; max-width: 62rem; }
.cu-pair caption, .cu-fall caption { text-align: left; color: var(--waiting); font-size: .875rem; padding: 0 0 .25rem 0; }
.cu-pair th, .cu-pair td, .cu-fall th, .cu-fall td { border: 0; border-bottom: 1px solid var(--line); padding: .3rem .6rem;
  text-align: left; vertical-align: baseline; font-weight: 400; overflow-wrap: anywhere; }
.cu-pair thead th, .cu-fall thead th { color: var(--waiting); font-size: .875rem; }
.cu-pair thead b { display: block; color: var(--ink); font-size: 1rem; } .cu-pair thead small { color: var(--waiting); font-size: .875rem; }
.cu-pair tbody th { color: var(--waiting); width: 24%; font-size: .875rem; } .cu-pair tbody td { width: 31%; }
.cu-pair .cu-mark { width: 16%; font-size: .875rem; white-space: nowrap; color: var(--waiting); } .cu-side { display: none; }
.cu-pair .cu-differs td { font-weight: 700; background: var(--surface); } .cu-pair .cu-differs .cu-mark { color: var(--gap); }
.cu-mark b { font-size: 1rem; } .cu-pair .cu-same .cu-mark { color: var(--served); }
.cu-fall { max-width: 52rem; } .cu-fall td:last-child, .cu-fall th:last-child { text-align: right; white-space: nowrap; }
.cu-fall tbody th { width: 45%; } .cu-fall td:nth-child(2) { width: 40%; } .cu-fall tfoot * { font-weight: 700; }
.cu-step { position: relative; display: block; height: .9rem; }
.cu-step i { position: absolute; top: 0; bottom: 0; min-width: 2px; border-radius: 2px; background: var(--tone); }
.cu-step u { position: absolute; top: -.3rem; bottom: -.3rem; width: 1px; background: var(--waiting); }
[data-testid="stLayoutWrapper"]:has(> .st-key-hand_over_bar) { position: sticky; bottom: 0; z-index: 5; }
.st-key-hand_over_bar { background: var(--paper); padding: .6rem 0; border-top: 1px solid var(--line); }
/* The answers stay in reach whatever the length of the question. */
[data-testid="stLayoutWrapper"]:has(> .st-key-question_bar) { position: sticky; bottom: 0; z-index: 5; }
.st-key-question_bar { background: var(--paper); padding: .6rem 0; border-top: 1px solid var(--line); }

@media (max-width: 640px) {
  /* A table of the guide is read row by row. */
  .cu-prose table, .cu-prose tbody, .cu-prose tr, .cu-prose td { display: block; padding: 0; border: 0; }
  .cu-prose thead { position: absolute; clip-path: inset(50%); } .cu-prose tr { border-bottom: 1px solid var(--line); padding: .4rem 0; }
  .cu-prose td:first-child { font-weight: 700; } .cu-prose .cu-number { text-align: left; }
  .cu-pair, .cu-pair caption, .cu-pair thead, .cu-pair tbody, .cu-pair tr { display: block; width: 100%; }
  .cu-pair thead th { display: block; padding: .2rem .4rem; }
  .cu-pair thead th:first-child, .cu-pair thead th:last-child { position: absolute; clip-path: inset(50%); }
  .cu-pair tbody tr { display: grid; grid-template-columns: 1fr auto; border-bottom: 1px solid var(--line); padding: .3rem 0; }
  .cu-pair tbody th, .cu-pair tbody td { border: 0; padding: .1rem .4rem; width: auto; }
  .cu-pair tbody td { grid-column: 1 / -1; } .cu-pair tbody td.cu-mark { grid-column: 2; grid-row: 1; }
  /* What is the same is said once, so that the differences are in view. */
  .cu-pair .cu-same td:nth-of-type(2), .cu-pair .cu-same .cu-side { display: none; }
  .cu-pair tr:not(.cu-same) .cu-side { display: inline-block; min-width: 6.5rem; color: var(--waiting); font-size: .875rem; font-weight: 400; }
  .cu-pair tbody .cu-mark { background: none !important; } .cu-fall th, .cu-fall td { padding: .3rem .3rem; font-size: .875rem; }
  .st-key-question_bar > * { flex: 1 1 45% !important; } .st-key-question_bar button { width: 100%; padding: .25rem .4rem; }
  /* A thumb needs 44 px: fields, their buttons and what is chosen by a tap. */
  .stMain .stTextInput [data-testid="stTextInputRootElement"], .stMain [data-testid="stNumberInputContainer"],
  .stMain .stSelectbox [data-baseweb="select"] > div, .stMain [data-testid="stSelectbox"] [role="group"],
  .stMain button, .stMain [data-testid="stButtonGroup"] button, .stMain summary { min-height: 2.75rem; }
  .stMain .stTextInput input, .stMain .stNumberInput input { min-height: 2.75rem; }
  .stMain .stNumberInput button { min-width: 2.75rem; }
  .stMainBlockContainer { padding-left: 1rem; padding-right: 1rem; }
  .cu-answer { font-size: 1rem; } .cu-figures { grid-template-columns: 1fr 1fr; }
  .cu-figures:has(> :only-child) { grid-template-columns: 1fr; }
  .cu-figure { padding: .5rem .7rem; }
}
@media print {
  [data-testid="stSidebar"], [data-testid="stHeader"], .cu-banner, .cu-help, .cu-links, .stButton { display: none !important; }
  .stMainBlockContainer { max-width: none; padding: 0; zoom: .5; }
  /* Two columns stay two: the sheet is narrower than the screen. */
  [data-testid="stHorizontalBlock"] { display: flex !important; flex-flow: row nowrap !important; }
  [data-testid="stColumn"] { min-width: 0 !important; flex: 1 1 0 !important; width: 50% !important; }
  /* On paper the page is what is read: no choices, no closed drawers. */
  [data-testid="stSelectbox"], [data-testid="stSlider"], [data-testid="stExpander"], [data-testid="stButtonGroup"],
  [data-testid="stPageLink"] { display: none !important; }
  @page { size: A4; margin: 10mm; }
  .cu-figure, .cu-box { break-inside: avoid; }
}
@media (prefers-reduced-motion: reduce) { .stApp * { animation: none !important; transition: none !important; } }
"""


def upload_texts(drop: str, browse: str, limit: str) -> None:
    """Say the texts of Streamlit's drop zone in the reader's language (the widget itself has English ones only)."""
    quoted = {name: _css_text(text) for name, text in (("drop", drop), ("browse", browse), ("limit", limit))}
    st.html(f"<style>{UPLOAD_SHEET % quoted}</style>")


def _css_text(text: str) -> str:
    # A style element ends at its closing tag whatever the quotes around it: no angle bracket may stand in it.
    return '"' + "".join(c if c.isalnum() or c in " ,.:()'’…" else f"\\{ord(c):x} " for c in text) + '"'


UPLOAD_SHEET = """
[data-testid="stFileUploaderDropzoneInstructions"] span { font-size: 0; }
[data-testid="stFileUploaderDropzoneInstructions"] span::before { content: %(limit)s; font-size: .875rem; }
[data-testid="stFileUploaderDropzone"] button p { font-size: 0; }
[data-testid="stFileUploaderDropzone"] button p::before { content: %(browse)s; font-size: 1rem; }
[data-testid="stFileUploaderDropzone"]::before { content: %(drop)s; align-self: center; }
"""
