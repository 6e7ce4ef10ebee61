"""A report as one HTML file that opens anywhere and prints on A4: no script, no address, every text escaped."""

from html import escape

from geo.still_map import StillKey, StillMap, svg_of
from pipelines.reporting.report_parts import Report, Table

SHEET = """
:root{color-scheme:light dark;--ink:#1B2A41;--paper:#FBFAF7;--line:#D5D0C4;--slate:#5B6B7F;--surface:#F1EEE7}
@media (prefers-color-scheme:dark){:root{--ink:#E9EDF2;--paper:#121A26;--line:#3A485B;--slate:#A9B7C8;--surface:#1C2736}}
body{font:15px/1.4 "Atkinson Hyperlegible",system-ui,sans-serif;color:var(--ink);background:var(--paper);margin:1.5rem auto;max-width:60rem;padding:0 1rem}
h1{font-size:1.7rem;margin:0}h2{font-size:1.05rem;margin:1rem 0 .3rem}.below,.remarks{color:var(--slate);font-size:.85rem}
p,h1,dd,figcaption{overflow-wrap:anywhere}.answer{font-size:1.2rem;margin:.5rem 0}.scrolled{overflow-x:auto}
dl{display:grid;grid-template-columns:repeat(auto-fit,minmax(8rem,1fr));gap:.6rem;margin:.6rem 0}
dl div{border:1px solid var(--line);border-radius:6px;padding:.4rem .7rem;background:var(--surface)}
dt{font-size:.85rem;color:var(--slate)}dd{margin:0;font-size:1.4rem;font-weight:700}
figure{margin:.5rem 0;background:#FBFAF7;color:#1B2A41;padding:.6rem;border-radius:6px}figure svg.map{width:100%;max-height:30rem}
figcaption ul{display:flex;flex-wrap:wrap;gap:.2rem 1rem;list-style:none;padding:0;margin:.3rem 0;font-size:.85rem}
figcaption li{display:flex;gap:.4rem;align-items:center}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{border-bottom:1px solid var(--line);padding:.2rem .5rem;text-align:right}
th:first-child,td:first-child{text-align:left}
@page{size:A4;margin:10mm}
@media print{:root{--ink:#000;--paper:#fff;--line:#999;--slate:#333;--surface:#fff}body{margin:0;max-width:none;font-size:9.5px;padding:0}
h1{font-size:18px}
.answer{font-size:13px}dd{font-size:15px}figure svg.map{max-height:88mm}.tables{columns:2;column-gap:8mm}section{break-inside:avoid}
.scrolled{overflow:visible}th,td{overflow-wrap:anywhere}table{font-size:8.5px}}
"""


def report_html(report: Report, language: str) -> bytes:
    """Return the file."""
    figures = "".join(f"<div><dt>{escape(word)}</dt><dd>{escape(value)}</dd></div>" for value, word in report.figures)
    tables = "".join(table_html(table) for table in report.tables if table.rows)
    remarks = "".join(f"<p>{escape(remark)}</p>" for remark in report.remarks)
    drawn = map_html(report.map) if report.map else ""
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{escape(report.title)}</title><style>{SHEET}</style></head><body><h1>{escape(report.title)}</h1>"
        f'<p class="below">{escape(report.below)}</p><p class="answer">{escape(report.answer)}</p><dl>{figures}</dl>'
        f'{drawn}<div class="tables">{tables}</div><div class="remarks">{remarks}</div></body></html>'
    ).encode()


def table_html(table: Table) -> str:
    """Return one table."""
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in table.columns)
    rows = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in table.rows)
    title = escape(table.title)
    # The box takes the focus: on a narrow screen the arrow keys move what it holds.
    return (
        f'<section><h2>{title}</h2><div class="scrolled" tabindex="0" role="region" aria-label="{title}">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div></section>"
    )


def map_html(still: StillMap) -> str:
    """Return the map and its legend."""
    keys = "".join(f"<li>{key_svg(key)}<span>{escape(key.text)}</span></li>" for key in still.keys)
    svg = svg_of(still).replace("<svg ", '<svg class="map" ', 1)
    return f"<figure>{svg}<figcaption><strong>{escape(still.title)}</strong><ul>{keys}</ul></figcaption></figure>"


def key_svg(key: StillKey) -> str:
    """Return the mark of one line of the legend."""
    fill, more = key.fill, 'stroke="#5B6B7F"'
    if key.fill == "dotted":
        fill, more = "#EFEDE8", 'stroke="#1B2A41" stroke-dasharray="1 3"'
    lines = '<path d="M1 13L13 1M7 15L21 1M15 15L25 5" stroke="#5B6B7F"/>' if key.fill == "hatched" else ""
    fill = "#E4E1DA" if key.fill == "hatched" else fill
    return f'<svg width="26" height="16" aria-hidden="true"><rect x="1" y="1" width="24" height="14" fill="{fill}" {more}/>{lines}</svg>'
