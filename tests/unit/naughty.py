"""Strings that break what writes them carelessly: scripts, formulas, templates, paths, odd scripts and signs; made, not copied.

Every run of a script that one of them starts sets `window.ran` or calls `alert`.
"""

from itertools import product

CALLS = ("alert(1)", "window.ran=1", "parent.ran=1", "top.alert(document.domain)")
SCRIPTS = (
    "<script>{}</script>", "</script><script>{}</script>", "<img src=x onerror={}>", "<svg/onload={}>", "<body onload={}>",
    '"><script>{}</script>', "'><img src=x onerror={}>", '" onmouseover="{}', "' onfocus='{}' autofocus='", "javascript:{}",
    "<iframe srcdoc='<script>{}</script>'></iframe>", "<a href='javascript:{}'>x</a>", "<details open ontoggle={}>x</details>",
    "${{{}}}", "`${{{}}}`", "`+{}+`", "'+{}+'", '"+{}+"', "\\';{};//", '\\";{};//', "{{{{{}}}}}", "{{% {} %}}", "<%= {} %>", "#{{{}}}",
    "]]><script>{}</script>", "<!--<script>{}</script>-->", "--><script>{}</script>", "<title><script>{}</script></title>",
    "</style><script>{}</script>", "</textarea><script>{}</script>", "</title><script>{}</script>", "<math><mtext><script>{}</script></mtext></math>",
    "\\u003cscript\\u003e{}\\u003c/script\\u003e", "&lt;script&gt;{}&lt;/script&gt;", "%3Cscript%3E{}%3C/script%3E", "<scr<script>ipt>{}</script>",
    "<SCRIPT>{}</SCRIPT>", "<script\x0b>{}</script>", "<script >{}</script >", "\ufeff<script>{}</script>", "\u202e<script>{}</script>",
)  # fmt: skip
FORMULAS = (
    "=cmd|' /C calc'!A0", "=HYPERLINK(\"http://x\",\"y\")", "=1+1", "+1+1", "-1+1", "@SUM(1)", "=IMPORTXML(\"http://x\",\"//a\")",
    "=WEBSERVICE(\"http://x\")", "=DDE(\"a\";\"b\";\"c\")", "|calc", "=SUM(A1:A9)*cmd",
)  # fmt: skip
BEFORE = ("", " ", "\t", "\r", "\n", "\u00a0", "\u200b", "\ufeff", "'", '"', "\x00")
FULL_WIDTH = str.maketrans("=+-@", "＝＋－＠")
ODD = (
    "", " ", "NULL", "None", "nan", "undefined", "true", "0", "-0", "1e309", "../../etc/passwd", "C:\\con", "file://x", "//x",
    "Robert'); drop table request;--", "' or '1'='1", "a;b;c", "a,b,c", "a\tb", "a\nb", "a\r\nb", "\x00", "\x1b[31mx", "\ud7ff", "\u2028", "\u2029",
    "العربية", "עברית", "中文名字", "日本語", "한국어", "ไทย", "Ελληνικά", "Кириллица", "🧑‍🏫🏫", "Z̴̢̛a̵l̶g̷o̸", "ﬁ ﬂ ŒÆ", "Ÿ Ç É", "ı İ ß ẞ", "\u202eabc\u202c",
    "\u200d\u200c", "A" * 300, "%s%n%d", "{0.__class__}", "{self}", "$(id)", "`id`", "&amp;", "&#x41;", "<", ">", "\"", "'", "\\", "/", "|",
)  # fmt: skip


def naughty_strings() -> list[str]:
    """Return them all, each once, in the same order each time."""
    made = [script.format(call) for script, call in product(SCRIPTS, CALLS)]
    made += [before + formula for before, formula in product(BEFORE, FORMULAS)]
    made += [formula.translate(FULL_WIDTH) for formula in FORMULAS]
    made += [f"{script.format('alert(1)')} {formula}" for script, formula in product(SCRIPTS, FORMULAS[:7])]
    return list(dict.fromkeys([*made, *ODD]))
