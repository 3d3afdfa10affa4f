"""Patterns filled with words and bound numbers."""

from __future__ import annotations

import pytest

from ifo_analysis.blocks import Reference, Text, Value
from ifo_analysis.language import Bound, counted_words, pct_words, plain, sentence, sentences

N = "\u00a0"


def test_a_pattern_keeps_its_numbers_bound_and_merges_its_text() -> None:
    found = sentence(
        "nettokostnaden i {name} var {level} än {what}.", name="Höör", level=pct_words(Bound(13, "c")), what="x"
    )
    assert found == (
        Text(text="Nettokostnaden i Höör var "),
        Value(text="13,0", claim="c"),
        Text(text=f"{N}procent högre än x."),
    )


@pytest.mark.parametrize(
    ("template", "value", "shown"),
    [
        ("{a} väntar.", "två mål", "Två mål väntar."),
        ("Klart. {a} väntar.", "öppna insatser", "Klart. Öppna insatser väntar."),
        ("Varför? {a} väntar.", "två", "Varför? Två väntar."),
        ("Bland andra, t.ex. {a} väntar.", "två", "Bland andra, t.ex. två väntar."),
        ("Det är {a}.", "två", "Det är två."),
        ("{a} är kvar.", "13 mål", "13 mål är kvar."),
        ("{a}två är kvar.", "", "Två är kvar."),
        ("{a} är kvar.", "”mål”", "”Mål” är kvar."),
    ],
)
def test_only_what_opens_a_sentence_is_raised(template: str, value: str, shown: str) -> None:
    assert plain(sentence(template, a=value)) == shown


def test_a_bound_count_is_raised_too() -> None:
    assert sentence("{n} väntar.", n=counted_words(Bound(1, "n"), "mål"))[0] == Value(text="Ett", claim="n")


def test_a_sentence_may_end_with_a_bound_value() -> None:
    assert plain(sentence("{a} {b}", a=Value(text="Klart.", claim="a"), b="två väntar.")) == "Klart. Två väntar."


def test_strong_text_is_not_merged_with_plain() -> None:
    strong = Text(text="fet", is_strong=True)
    assert sentence("a {b} c", b=strong) == (Text(text="A "), strong, Text(text=" c"))


def test_all_faulty_names_are_named_at_once() -> None:
    with pytest.raises(ValueError, match=r".") as caught:
        sentence("{a} {b} {c:.1f}", c="1", d="2")
    assert str(caught.value) == (
        "Mönstret ”{a} {b} {c:.1f}” går inte att fylla: värde saknas för {a}; värde saknas för {b}; "
        "{d} finns inte i mönstret; {c} får inte ha något format"
    )


def test_a_filled_value_with_braces_stands_as_it_is() -> None:
    assert plain(sentence("Text: {a}", a="{b} {")) == "Text: {b} {"


def test_sentences_have_a_space_between_and_skip_empty_ones() -> None:
    assert sentences("Ett.", "", (), sentence("{n}.", n=Value(text="2", claim="n")), "Tre.") == (
        Text(text="Ett. "),
        Value(text="2", claim="n"),
        Text(text=". Tre."),
    )
    assert sentences("", ()) == ()


def test_references_print_by_their_number() -> None:
    see = sentence("Se {ref}.", ref=Reference(target="trend"))
    assert plain(see) == "Se figur."
    assert plain(see, {"trend": "tabell 2"}) == "Se tabell 2."
    with pytest.raises(KeyError, match="trend"):
        plain(see, {})


def test_a_reference_may_open_a_sentence() -> None:
    assert sentence("{ref} visar.", ref=Reference(target="t")) == (Reference(target="t"), Text(text=" visar."))
