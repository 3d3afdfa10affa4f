"""Rules for the grammar of a filled pattern: article, number, complement, genitive and doubled words."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ifo_analysis.language.typography import Rule
from ifo_analysis.language.words import NOUNS, NUMBER_WORDS

_COMPLEMENTS = (
    ("avbruten", "avbrutet", "avbrutna"),
    ("färdig", "färdigt", "färdiga"),
    ("försenad", "försenat", "försenade"),
    ("genomförd", "genomfört", "genomförda"),
    ("påbörjad", "påbörjat", "påbörjade"),
    ("uppfylld", "uppfyllt", "uppfyllda"),
    ("vakant", "vakant", "vakanta"),
)


def _any(words: Iterable[str]) -> str:
    return f"(?:{'|'.join(sorted(set(words), key=len, reverse=True))})(?![-\\w])"


def _rule(name: str, *patterns: str) -> Rule:
    return Rule(name, re.compile("|".join(patterns), re.IGNORECASE))


_SEVERAL = rf"(?<![\d\u00a0,–−])\b(?:{'|'.join(NUMBER_WORDS)}|[2-9]|[1-9][\d\u00a0]*\d)"
_EN = _any(singular for singular, noun in NOUNS.items() if noun.gender == "en")
_ETT = _any(singular for singular, noun in NOUNS.items() if noun.gender == "ett")
_SINGULAR = _any(singular for singular, noun in NOUNS.items() if noun.plural != singular)
_PLURAL = _any(noun.plural for singular, noun in NOUNS.items() if noun.plural != singular)
_NOUN = _any(form for singular, noun in NOUNS.items() for form in (singular, noun.plural))
_IS = r"\s+(?:är|var)\s+(?:inte\s+)?"
_IS_EN, _IS_ETT, _IS_MANY = (_IS + _any(forms[index] for forms in _COMPLEMENTS) for index in range(3))
_IS_ONLY_ETT = _IS + _any(ett for en, ett, _ in _COMPLEMENTS if en != ett)
_IS_ONLY_EN = _IS + _any(en for en, ett, _ in _COMPLEMENTS if en != ett)
_DEFINITE = r"\s+(?:\w+\s+)?(?:högsta|lägsta|största|minsta|mittersta)\s+"

AGREEMENT = (
    _rule("fel artikel", rf"\b(?:en|ingen)\s+{_ETT}", rf"\b(?:ett|inget)\s+{_EN}"),
    _rule("fel artikel", rf"\bden{_DEFINITE}\w+(?<!h)et\b", rf"\bdet{_DEFINITE}\w+(?:en|an)\b"),
    _rule("flertal efter ett", rf"(?<![\d\u00a0,–−])\b(?:en|ett|1)\s+{_PLURAL}"),
    _rule("ental efter flera", rf"{_SEVERAL}\s+{_SINGULAR}"),
    _rule(
        "fel böjning efter antal",
        rf"(?<!av )(?<!av de ){_SEVERAL}\s+{_NOUN}(?:{_IS_EN}|{_IS_ETT})",
        rf"{_SEVERAL}\s+av\s+(?:de\s+)?{_SEVERAL}\s+{_NOUN}(?:{_IS_EN}|{_IS_ETT})",
        rf"\b(?:en|ett)\s+av\s+(?:de\s+)?{_SEVERAL}\s+{_NOUN}{_IS_MANY}",
        rf"\ben\s+{_EN}(?:{_IS_ONLY_ETT}|{_IS_MANY})",
        rf"\bett\s+{_ETT}(?:{_IS_ONLY_EN}|{_IS_MANY})",
    ),
    _rule("ord och siffra", r"\b(?:en|ett)\s+1(?![\w,\u00a0])"),
    _rule(
        "ord två gånger",
        r"\b(i|av|per|än|och|en|ett|den|det|till|från|med|för|på|som|år|procent|kronor)\s+\1\b",
        r"\b(?:den\s+det|det\s+den|en\s+ett|ett\s+en)\b",
    ),
    _rule("lika än", r"\blika\s+än\b"),
    Rule(
        "genitiv med dubbelt s",
        re.compile(
            r"\b(?!Process|Buss|Adress|Stress|Pass|Hiss|Viss|Oss|Miss|Kongress)[A-ZÅÄÖ]\w*(?:[sz]|[a-zåäö]x)s\b"
        ),
    ),
    Rule("genitiv med kolon eller apostrof", re.compile(r"\b[A-ZÅÄÖ][a-zåäö]+[:’]s\b")),
)
