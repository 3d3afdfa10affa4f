"""Rules for words that generated text never prints: machine leftovers, English, verdicts and fillers."""

from __future__ import annotations

import re

from ifo_analysis.language.typography import Rule


def _words(*words: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(words)})\b", re.IGNORECASE)


LEFTOVERS = (
    Rule(
        "rest från programmet",
        re.compile(r"\b(?:nan|NaN|NaT|None|null|inf|True|False|undefined|datetime)\b|<NA>|N/A|\{\w*\}|[{}]|&#?\w+;"),
        in_sources=True,
    ),
    Rule("tom parentes", re.compile(r"\(\s*\)|\[\s*\]"), in_sources=True),
    Rule("teckenfel", re.compile(r"Ã.?|Â[\u0080-\u00bf]|â€.?|\ufffd"), in_sources=True),
    Rule("tal i potensform", re.compile(r"(?<![\w])\d+(?:[.,]\d+)?[eE][+-]?\d+\b")),
    Rule("fyra nollor i rad", re.compile(r"(?<!\d)\d*0000\d*")),
    Rule("programnamn", re.compile(r"\b[^\W\d_]\w*_\w+")),
    Rule("nyckeltals-id utanför källrad", re.compile(r"\b[NU]\d{5}\b")),
)

ENGLISH = (
    Rule(
        "engelska",
        _words(
            *("the", "of", "and", "with", "than", "from", "this", "which", "cost", "costs", "year", "years"),
            *("net", "peer", "peers", "share", "care", "missing", "total of", "vs", "higher", "lower"),
            *("value", "values", "average", "unknown", "municipality", "deviation", "error", "source"),
        ),
        in_quotes=False,
    ),
)

FORBIDDEN = (
    Rule(
        "ord som dömer",
        _words(
            *("omotivera[dt]e?", "för hög[at]?", "för dyr[at]?", "dyr[at]?", r"ineffektiv\w*", "slöseri"),
            *("borde kosta", r"dålig\w*", "bra", "alarmerande", "tyvärr", "glädjande", "endast"),
            *(r"hela\s+\d[\d,]*", r"så\s+mycket\s+som\s+\d[\d,]*", "missbrukare", r"kostnadsdrivande"),
        ),
        in_quotes=False,
    ),
    Rule(
        "orsak utan belägg",
        _words(
            *("leder till", r"beror på(?!\s+(?:valet|avrundning))", "tack vare", "ger effekt"),
            r"på grund av(?!\s+(?:avrundning|ny modell))",
        ),
        in_quotes=False,
    ),
    Rule(
        "utfyllnad",
        _words(
            *("(?<!så )(?<!tills )vidare", "dessutom", "därutöver", "i sammanhanget", "det bör noteras", "sammantaget"),
            *("som tidigare nämnts", "avslutningsvis", "således", "däremot"),
        ),
        in_quotes=False,
    ),
    Rule(
        "gradord utan tal",
        _words(
            *("betydligt", "kraftigt", "marginellt"),
            "(?<!skiljer sig )(?<!skiljer sig inte )tydligt",
        ),
        in_quotes=False,
    ),
    Rule("dock mer än en gång", re.compile(r"\bdock\b(?=[\s\S]*\bdock\b)", re.IGNORECASE), in_quotes=False),
)

SIGN_AND_WORD = (
    Rule(
        "minus bredvid ord",
        re.compile(
            r"−\d[\d\u00a0,]*(?:\s(?!−|från\b|till\b|och\b)[^\s.;:?!,]+){0,3}\s(?:underskott|lägre|mindre|minskning)\w*"
            r"|\b(?:underskott|minskning)\w*(?:\s(?:på|med|om))?\s−\d[\d\u00a0,]*",
            re.IGNORECASE,
        ),
    ),
    Rule("minus i ord", re.compile(r"\bminus\s+\d[\d\u00a0,]*", re.IGNORECASE)),
    Rule(
        "positiv eller negativ",
        re.compile(r"\b(?:positiv|negativ)[at]?\s+\w*(?:avvikelse|resultat)\w*", re.IGNORECASE),
    ),
)
