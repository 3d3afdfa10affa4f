"""Swedish language: numbers, units, words, claim words, sentences, amounts that people write, and a language check."""

from ifo_analysis.language.claims import holds, ratio_holds
from ifo_analysis.language.differences import (
    HIGHER_LOWER,
    MORE_FEWER,
    MORE_LESS,
    Bound,
    between_words,
    direction,
    from_to_words,
    interval_words,
    msek_words,
    pct_words,
    quantity_words,
)
from ifo_analysis.language.lint import faults
from ifo_analysis.language.numbers import EN_DASH, MINUS, NBSP, interval, msek, number, rounded, with_unit
from ifo_analysis.language.parsing import Amount, parse_amount
from ifo_analysis.language.ranks import rank_phrase, rank_phrase_definite
from ifo_analysis.language.sentences import Phrase, joined, plain, sentence, sentences
from ifo_analysis.language.words import (
    NOUNS,
    counted,
    counted_words,
    date_in_prose,
    genitive,
    listed,
    number_word,
    swedish_key,
    year_span,
)

__all__ = [
    "EN_DASH",
    "HIGHER_LOWER",
    "MINUS",
    "MORE_FEWER",
    "MORE_LESS",
    "NBSP",
    "NOUNS",
    "Amount",
    "Bound",
    "Phrase",
    "between_words",
    "counted",
    "counted_words",
    "date_in_prose",
    "direction",
    "faults",
    "from_to_words",
    "genitive",
    "holds",
    "interval",
    "interval_words",
    "joined",
    "listed",
    "msek",
    "msek_words",
    "number",
    "number_word",
    "parse_amount",
    "pct_words",
    "plain",
    "quantity_words",
    "rank_phrase",
    "rank_phrase_definite",
    "ratio_holds",
    "rounded",
    "sentence",
    "sentences",
    "swedish_key",
    "with_unit",
    "year_span",
]
