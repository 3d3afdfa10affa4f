"""Language check (*språkgranskning*) of generated text: everything that a program can see is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from ifo_analysis.language.agreement import AGREEMENT
from ifo_analysis.language.sentences import ends_sentence
from ifo_analysis.language.typography import SIGNS, SPACES, Rule
from ifo_analysis.language.wording import ENGLISH, FORBIDDEN, LEFTOVERS, SIGN_AND_WORD

RULES = (*SPACES, *SIGNS, *LEFTOVERS, *ENGLISH, *FORBIDDEN, *SIGN_AND_WORD, *AGREEMENT)
MAX_WORDS = 30
MAX_SENTENCES = 5

_SOURCE_LINE = re.compile(r"(?:Källa:|Egen bearbetning av |Syntetiska data)")
_QUOTE = re.compile(r"”[^”\n]*”")
_BREAK = re.compile(r"(?<=[\w)”%…][.?!])\s+|(?<=[.?!][”)])\s+(?=[A-ZÅÄÖ0-9])")
_BAD_START = re.compile(r"[\"”(]?(?:[0-9]|[-–−+]\s?[0-9]|[a-zåäö]|(?:Och|Men)\b)")
_LIFTED = "X"  # what stands for an exempted string: a name, to every rule


def faults(text: str, *, allowed: frozenset[str] = frozenset(), is_source: bool = False) -> list[str]:
    """Return what is wrong with the language of a text, each fault as *name: ”excerpt”*; empty if nothing.

    Paragraphs stand on lines of their own. Source lines are known by how they begin, or `is_source` says that the
    whole text is one; there ids, file names and titles are free. Words inside ”quotes” are the municipality's own
    and may judge. `allowed` are strings (names, section numbers) that no rule looks at.

    Examples
    --------
    >>> faults("Nettokostnaden var hela 14 procent högre.")
    ['vanligt mellanslag före enhet: ”14 procent”', 'ord som dömer: ”hela 14”']
    >>> faults("Källa: Kolada (N30001, 2019–2024, hämtad 2026-08-16).")
    []

    """
    lifted = _lifted(text, allowed)
    paragraphs = lifted.split("\n")
    sources = [line for line in paragraphs if is_source or _SOURCE_LINE.match(line)]
    prose = [line for line in paragraphs if line not in sources]
    found = (
        *(fault for line in sources for fault in _broken((rule for rule in RULES if rule.in_sources), line)),
        *(fault for line in prose for fault in _broken(RULES, line)),
        *_sentence_faults([split_sentences(line) for line in prose]),
    )
    return list(dict.fromkeys(found))


def split_sentences(paragraph: str) -> list[str]:
    """Return the sentences of a paragraph; *bl.a.* and *t.ex.* end none.

    >>> split_sentences("Vårddygn, t.ex. i HVB, blir fler. Varför?")
    ['Vårddygn, t.ex. i HVB, blir fler.', 'Varför?']
    """
    found, start = [], 0
    for gap in _BREAK.finditer(paragraph):
        if ends_sentence(paragraph[start : gap.end()]):
            found.append(paragraph[start : gap.start()])
            start = gap.end()
    return [sentence for sentence in (*found, paragraph[start:]) if sentence.strip()]


def _lifted(text: str, allowed: frozenset[str]) -> str:
    for exempt in sorted(allowed, key=lambda name: (-len(name), name)):
        text = re.sub(rf"(?<!\w){re.escape(exempt)}(?!\w)", _LIFTED, text)
    return text


def _broken(rules: Iterable[Rule], line: str) -> Iterator[str]:
    unquoted = _QUOTE.sub(lambda quote: "”" + " " * (len(quote.group()) - 2) + "”", line)
    for rule in rules:
        for hit in rule.pattern.finditer(line if rule.in_quotes else unquoted):
            yield f"{rule.name}: ”{_excerpt(line, hit)}”"


def _excerpt(line: str, hit: re.Match[str]) -> str:
    """Return the hit, filled out to whole words."""
    before = re.search(r"[^\s(”]*$", line[: hit.start()])
    after = re.match(r"[^\s).,;:?!”]*", line[hit.end() :])
    return (before.group() if before else "") + hit.group() + (after.group() if after else "")


def _sentence_faults(paragraphs: list[list[str]]) -> Iterator[str]:
    for paragraph in paragraphs:
        if len(paragraph) > MAX_SENTENCES:
            yield f"stycke på {len(paragraph)} meningar: ”{_opening(paragraph[0])}”"
        for sentence in paragraph:
            words = len(re.findall(r"(?:\d[\d\u00a0]*\d|\w)\S*", sentence))
            if _BAD_START.match(sentence):
                yield f"mening som inte börjar med stort ord: ”{_opening(sentence)}”"
            if words > MAX_WORDS:
                yield f"mening på {words} ord: ”{_opening(sentence)}”"
    for first, second in pairwise([sentence for paragraph in paragraphs for sentence in paragraph]):
        if first.split()[0] == second.split()[0] and first.split()[0].isalpha():
            yield f"två meningar börjar lika: ”{_opening(second)}”"


def _opening(sentence: str) -> str:
    return " ".join(sentence.split()[:3])
