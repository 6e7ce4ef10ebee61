"""Brings the question of a form to the words of a table: « Avez-vous un ordinateur ? » asks like « Possède ordinateur ».

Two words are put in for turns of phrase: `possede` for what is there, `besoin` for what is wanted. This module must never
look at the cells under a header.
"""

import re

YES_OR_NO = re.compile(
    r"\(?\b(?:o|oui|y|yes)\s*(?:/|\bou\b|\bor\b|-)\s*(?:n|non|no)\b(?:\s*/\s*(?:nsp|\?))?\)?|\(\s*1\s*/\s*0\s*\)",
    re.IGNORECASE,
)
HOW_MANY = re.compile(r"\b(?:no\.?|number|#) (?:of|in)\b|\bhow many\b|#(?=\s*[^\W\d])", re.IGNORECASE)
# A box before a header, or the word that one is to be ticked: its column asks for a thing, one column each.
TICK = re.compile(r"^\s*[☐☑☒□]|\[\s?\]|\bcoche[rz]?\b", re.IGNORECASE)
# « Comment vous appelez-vous ? », « Comment s'appelle votre enfant ? », then any other « comment » of a question.
NAMED = re.compile(r"\bcomment\s+(?:vous\s+appelez[- ]vous|s['’]appellent?|(?:t['’]|te\s+)appelles[- ]tu)\b", re.I)
HOW = re.compile(
    r"^\s*comment\b(?=\s+\w.*\?\s*$)|\bcomment\b(?=\s+(?:se|vous|est|sont|on|il|elle)\b)|(?<=[/,])\s*comment\s*$", re.I
)
# « dont 6-16 ans », « aged 5 to 17 ».
AGES = re.compile(
    r"\b(\d{1,2})\s*(?:-|–|/|à|a|et|to|and)\s*(\d{1,2})(?:\s*(?:ans?|years?(?: old)?|yrs?|y\.?o\.?))\b", re.I
)
# « 1er enfant », « 2nd child »: which of them.
ORDINAL = re.compile(
    r"\b([1-9])\s*(?:ers?|[eè]?re|e|[eè]me|nde?|st|rd|th)\s+(enfants?|[eé]l[eè]ve|child|kid|pupil|parent|resp\w*)\b",
    re.I,
)
SCHOOL_AGE, GROWN_AGE = 3, 21
# « -18 », « < 18 ans », « U18s », « <3 »: those below an age.
BELOW = re.compile(r"(?<![\w)])(?:[-<]\s?|u[- ]?)(\d{1,2})(?:\s*ans?)?s?(?![\w/-])", re.I)
ONLINE = re.compile(r"\b(?:se|s['’]est)\s+connect\w+", re.I)
WANTED = (
    # « De quoi avez-vous besoin », « A-t-elle besoin d'une clé 4G », « Do you need a laptop ».
    re.compile(
        r"\b(?:avez|as|a|ont|aurai(?:t|ent|ez))[- ](?:t[- ])?(?:(?:vous|tu|ils?|elles?|on)\s+)?besoins?\b", re.I
    ),
    re.compile(
        r"\b(?:souhait|voul|voudri|désir|desir|aimeri|demand)(?:ez|iez|es|ent|aient|e|s|erait|erais|eriez|eraient)?"
        r"[- ](?:t[- ])?(?:vous|tu|ils?|elles?|on)\b",
        re.I,
    ),
    # « Ce qu'ils demandent », « What they need ».
    re.compile(
        r"\bce\s+(?:qu['’]\s*|que\s+)(?:ils?|elles?|on|la famille|le foyer)\s+(?:demand|souhait|voud|veu|attend|d[eé]sir|recherch)\w*",
        re.I,
    ),
    re.compile(r"\b(?:they|you|he|she)\s+(?:would\s+)?(?:need|want|require|like|ask(?:ed)? for)\b", re.I),
    # « Ce qu'il faudrait », « Il leur faut ».
    re.compile(
        r"(?:\bce\s+qu['’]\s*|\b)il\s+(?:leur\s+|lui\s+|vous\s+)?fau(?:t|drait|dra)\b(?!\s+(?:savoir|noter|retenir))",
        re.I,
    ),
    re.compile(r"\b(?:do|does|would|did)\s+(?:you|they|he|she|the\s+\w+)\s+(?:need|want|like|require)\b", re.I),
    re.compile(r"\b(?:needs?|wants?|requires?)\b(?=\s+(?:an?|any|some)\b)", re.I),
)
THERE = (
    re.compile(
        r"\b(?:avez|as|a|ont|possèd|possed|posséd|dispos|détien|detien|déten|deten|bénéfici|benefici|utilis|accéd|acced)"
        r"(?:ez|e|es|ent|t|s)?[- ](?:t[- ])?(?:vous|tu|ils?|elles?|on)\b(?:[- ]déj[aà])?",
        re.I,
    ),
    # « Ce qu'ils ont déjà », « Ce qu'elle possède ».
    re.compile(
        r"\bce\s+qu['’]\s*(?:ils?|elles?|on)\s+(?:a|ont|poss[eè]d\w*|dispos\w*|utilis\w*)\b(?:\s+d[eé]j[aà])?", re.I
    ),
    # « Ce dont dispose le ménage ».
    re.compile(r"\b(?:ce\s+)?(?:dont|de\s+quoi)\s+(?:dispos|b[eé]n[eé]fici)\w*\s+(?:le|la|l['’]|les)?\s*\w+", re.I),
    re.compile(
        r"\b(?:dont|qu['’]?)\s*(?:ils?|elles?|on|la famille|le foyer)\s+(?:a|ont|dispos\w*|poss[eè]d\w*|utilis\w*)\b",
        re.I,
    ),
    # « Ils ont quoi », « Elle a déjà ».
    re.compile(r"\b(?:ils?|elles?|on|la famille|le foyer)\s+(?:a|ont|poss[eè]d\w*)\s+(?:quoi|d[eé]j[aà])\b", re.I),
    re.compile(r"\b(?:they|you|he|she)\s+(?:already\s+)?(?:have|own|use|possess)\b", re.I),
    re.compile(r"\by[- ]a[- ]t[- ]il\b|\bil y a\b|\bis there\b|\bare there\b", re.I),
    re.compile(r"\b(?:do|does)\s+(?:you|they|he|she|the\s+\w+)\s+(?:already\s+)?(?:have|own|use|possess|get)\b", re.I),
    re.compile(
        r"\b(?:vous|l['’]élève|votre enfant|la famille|le foyer|le ménage)\s+(?:a|avez|dispose[z]?|possède[z]?)\b", re.I
    ),
    # « A un ordinateur », « Ont internet ? », « Has internet ».
    re.compile(r"^\s*(?:has|have|got|owns?)\s+(?:(?:any|a|an)\s+)?", re.I),
    re.compile(
        r"^\s*(?:a|ont|as|got any)\s+(?:(?:déjà|deja)\s+)?"
        r"(?=(?:une?|des|du|de l|l|internet|acc[eè]s|wifi|ordi|pc\b|tablette|connexion|a\s|an\s))",
        re.I,
    ),
    re.compile(r"^\s*(?:avez[- ]vous|a[- ]t[- ]il)\s+(?:(?:déjà|deja)\s+)?", re.I),
)


def spoken(text: str) -> str:
    """Return a header with its turns of phrase brought to the words of a table."""
    text = ORDINAL.sub(r"\2 \1", BELOW.sub(r" moins \1 ans ", AGES.sub(of_ages, text)))
    text = HOW_MANY.sub("nombre ", YES_OR_NO.sub(" ", TICK.sub(" besoin ", text)))
    text = ONLINE.sub("connexion possede", HOW.sub(" ", NAMED.sub("nom prenom ", text)))
    for pattern in WANTED:
        text = pattern.sub("besoin ", text)
    for pattern in THERE:
        text = pattern.sub("possede ", text)
    return text


def of_ages(found: re.Match[str]) -> str:
    """Return whom a span of ages speaks of: children at school from three years on."""
    return " enfant scolarise " if int(found[1]) >= SCHOOL_AGE and int(found[2]) <= GROWN_AGE else found[0]


def answers_yes_or_no(text: str) -> bool:
    """Tell whether a header asks for a yes or a no: « Internet ? », « PC (O/N) »."""
    return text.rstrip().endswith("?") or bool(YES_OR_NO.search(text))
