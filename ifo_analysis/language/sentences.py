"""Sentences: patterns filled with words and with numbers that are bound to their claims."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from string import Formatter

from ifo_analysis.blocks import Inline, Inlines, Reference, Text

Phrase = str | Inline | Inlines

_LOWER_START = re.compile(r"^[”(]?[a-zåäö]")
_FULL_STOP = re.compile(r"[.?!][”)]?\s+$")
_ABBREVIATION = re.compile(
    r"\b(?:[a-zåäö]{1,2}\.[a-zåäö]{1,3}\.(?:[a-zåäö]\.)?|(?:ca|nr|kl|kap|art|dnr|enl|jfr|resp|inkl|exkl|dvs)\.)\s+$",
    re.IGNORECASE,
)


def ends_sentence(text: str) -> bool:
    """Say whether a new sentence can begin after `text`, which isn't so after *bl.a.* or inside a sentence.

    >>> ends_sentence("Klart. "), ends_sentence("till bl.a. "), ends_sentence("Klart")
    (True, False, False)
    """
    return not text or bool(_FULL_STOP.search(text) and not _ABBREVIATION.search(text))


def as_inlines(phrase: Phrase) -> Inlines:
    """Return a phrase as running text; an empty string is no text at all.

    >>> as_inlines("lika"), as_inlines("")
    ((Text(kind='text', text='lika', is_strong=False),), ())
    """
    if isinstance(phrase, str):
        return (Text(text=phrase),) if phrase else ()
    return phrase if isinstance(phrase, tuple) else (phrase,)


def joined(phrases: Iterable[Phrase]) -> Inlines:
    """Return phrases one after the other, with neighbouring text of the same weight merged.

    >>> plain(joined(["från ", "två", " till tre"]))
    'från två till tre'
    """
    found: list[Inline] = []
    for inline in (inline for phrase in phrases for inline in as_inlines(phrase)):
        last = found[-1] if found else None
        if isinstance(inline, Text) and isinstance(last, Text) and inline.is_strong == last.is_strong:
            found[-1] = Text(text=last.text + inline.text, is_strong=inline.is_strong)
        elif isinstance(inline, Reference) or inline.text:
            found.append(inline)
    return tuple(found)


def plain(inlines: Phrase, numbered: Mapping[str, str] | None = None) -> str:
    """Return running text as a string, for alt texts and tables.

    References print as *figur*, or as `numbered` says (see `Document.numbered`).

    Examples
    --------
    >>> see = (Text(text="Se "), Reference(target="trend"), Text(text="."))
    >>> plain(see), plain(see, {"trend": "figur 1"})
    ('Se figur.', 'Se figur 1.')

    """
    return "".join(
        ("figur" if numbered is None else numbered[inline.target]) if isinstance(inline, Reference) else inline.text
        for inline in as_inlines(inlines)
    )


def sentence(template: str, **values: Phrase) -> Inlines:
    """Return a pattern with its `{name}` filled, and the first letter of every sentence raised.

    Numbers stay bound to their claims. Within the pattern only a value that opens a sentence is raised; what the
    pattern itself says stands as it is written.

    Raises
    ------
    ValueError
        If the pattern lacks a value, a value isn't in the pattern, or a name carries a format.

    Examples
    --------
    >>> plain(sentence("{count} väntar på {body}. {rest} pågår.", count="ett mål", body="beslut", rest="två"))
    'Ett mål väntar på beslut. Två pågår.'

    """
    parts = tuple(Formatter().parse(template))
    _check_names(template, parts, values)
    found: Inlines = ()
    for literal, name, _, _ in parts:
        for phrase in (literal, "" if name is None else values[name]):
            is_opening = ends_sentence(plain(found))
            found = joined((found, _raised(as_inlines(phrase)) if is_opening else phrase))
    return found


def sentences(*parts: Phrase) -> Inlines:
    """Return sentences with a space between them; empty ones are left out.

    >>> plain(sentences("Ett.", "", "Två."))
    'Ett. Två.'
    """
    shown = [part for part in parts if plain(part)]
    return joined(phrase for index, part in enumerate(shown) for phrase in ((" ", part) if index else (part,)))


def _raised(inlines: Inlines) -> Inlines:
    first = inlines[0] if inlines else None
    if first is None or isinstance(first, Reference) or not (start := _LOWER_START.match(first.text)):
        return inlines
    text = start.group().upper() + first.text[start.end() :]
    return (first.model_copy(update={"text": text}), *inlines[1:])


def _check_names(
    template: str, parts: Iterable[tuple[str, str | None, str | None, str | None]], values: Mapping[str, Phrase]
) -> None:
    names = [(name, spec, conversion) for _, name, spec, conversion in parts if name is not None]
    asked = {name for name, _, _ in names}
    errors = (
        [f"värde saknas för {{{name}}}" for name in sorted(asked - values.keys())]
        + [f"{{{name}}} finns inte i mönstret" for name in sorted(values.keys() - asked)]
        + [f"{{{name}}} får inte ha något format" for name, spec, conversion in names if spec or conversion]
    )
    if errors:
        raise ValueError(f"Mönstret ”{template}” går inte att fylla: {'; '.join(errors)}")
