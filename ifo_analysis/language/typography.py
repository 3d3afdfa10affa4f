"""Rules for Swedish typography in generated text: spaces, minus, dashes, decimals, thousands, quotes."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern that finds one kind of fault.

    `in_sources` says that the rule holds in source lines too, `in_quotes` that it holds inside ”quotes” too.
    """

    name: str
    pattern: re.Pattern[str]
    in_sources: bool = False
    in_quotes: bool = True


_UNITS = "procent|%|‰|kronor|miljon|miljarder|tkr|mnkr|kr"

SPACES = (
    Rule("dubbelt mellanslag", re.compile(r"[ \u00a0\u202f]{2,}"), in_sources=True),
    Rule(
        "mellanslag först eller sist",
        re.compile(r"^[ \t\u00a0]+\S*|(?<!\S)\S*[ \t\u00a0]+$", re.MULTILINE),
        in_sources=True,
    ),
    Rule("mellanslag före skiljetecken", re.compile(r"(?<=[\w%)”])\s+[,.;:?!](?!\.)"), in_sources=True),
    Rule("mellanslag innanför parentes", re.compile(r"\(\s+\S|\S\s+\)"), in_sources=True),
    Rule("mellanslag saknas efter skiljetecken", re.compile(r"[a-zåäö][.,;?!][A-ZÅÄÖ]")),
    Rule("vanligt mellanslag i tusental", re.compile(r"(?<![\d.,])\d{1,3} \d{3}(?!\d)")),
    Rule("vanligt mellanslag före enhet", re.compile(rf"\d (?:{_UNITS})(?![^\W\d])|\d (?:procent|miljon)")),
    Rule("mellanslag saknas före enhet", re.compile(rf"\d(?:{_UNITS})(?![^\W\d])|\d(?:procent|miljon)")),
)

SIGNS = (
    Rule("bindestreck som minus", re.compile(r"(?:^|(?<=[\s(]))-\s?\d", re.MULTILINE)),
    Rule("tankstreck som minus", re.compile(r"(?:^|(?<=[\s(]))–\d", re.MULTILINE)),
    Rule("bindestreck i intervall", re.compile(r"(?<![\w-])(?!\d{4}-\d{2}-\d{2}(?![\d-]))\d[\d,]*-\d")),
    Rule("mellanslag i intervall", re.compile(r"\d\s+[–-]\s*\d|\d[–-]\s+\d")),
    Rule("intervall över noll", re.compile(r"−\d[\d\u00a0,]*–−?\d")),
    Rule("från eller mellan med tankstreck", re.compile(r"\b(?:från|mellan)\s+[\d\u00a0,]+–\d", re.IGNORECASE)),
    Rule("decimalpunkt", re.compile(r"(?<![\w.])\d+\.\d+(?!\.?\w)")),
    Rule("tusental med punkt eller komma", re.compile(r"(?<![\w.,])[1-9]\d{0,2}(?:[.,]\d{3})+(?!\d)")),
    Rule("tusental utan mellanslag", re.compile(r"(?<![\w/:.,-])\d{5,}(?![\w/:-])")),
    Rule("raka citattecken", re.compile(r"[\"']")),
    Rule("två punkter", re.compile(r"(?<=\S)\.\.|\.\.(?=\S)")),
)
