"""What the trend says in words: title, measure line, alternative text and how to read it.

Only years of the report year's model, up to the report year, are counted. A later year is drawn, and no more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ifo_analysis.analysis.cost_deviation import shown_direction
from ifo_analysis.figures.captions import MEASURE, UNIT, alt_text
from ifo_analysis.language import NBSP, from_to_words, listed, number, number_word, pct_words, plain, year_span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ifo_analysis.figures.trend_plan import Point, Trend

_BOTH, _MOST_YEARS_BY_NAME = 2, 3


def counted(trend: Trend) -> list[Point]:
    """Return the points that a finding may use, the report year last."""
    model = max((point.model for point in trend.own if point.year <= trend.report_year), default=0)
    return [point for point in trend.own if point.model == model and point.year <= trend.report_year]


def title(trend: Trend) -> str:
    """Return the finding: which years lie beyond normal variation; without a band, the level of the last year."""
    early = _early(trend)
    return _finding(trend) + (f" ({listed(early)} preliminärt)" if early else "")


def _finding(trend: Trend) -> str:
    points = counted(trend)
    return _level(points[-1]) if _half_pp(trend) is None else _years_beyond(trend, points)


def _early(trend: Trend) -> list[str]:
    return [str(point.year) for point in counted(trend) if point.is_preliminary]


def _half_pp(trend: Trend) -> float | None:
    return trend.half_pp if counted(trend)[0].year >= trend.band_year else None


def _years_beyond(trend: Trend, points: Sequence[Point]) -> str:
    beyond = _beyond(trend, points)
    n, k = len(points), len(beyond)
    if n == 1:
        return f"År {points[0].year} ligger {'utanför' if beyond else 'inom'} normal variation"
    if k in {0, n}:
        subject = "Båda åren" if n == _BOTH else f"Alla {number_word(n)} år"
        return f"{subject} ligger {'utanför' if beyond else 'inom'} normal variation"
    which = f"bara {beyond[0]}" if k == 1 else listed(beyond) if k <= _MOST_YEARS_BY_NAME else number_word(k)
    return f"Av {number_word(n)} år ligger {which} utanför normal variation"


def _beyond(trend: Trend, points: Sequence[Point]) -> list[str]:
    half = _half_pp(trend)
    return [str(point.year) for point in points if half is not None and abs(point.pct) > half]


def _level(point: Point) -> str:
    if shown_direction(point.pct) == "equal":
        return f"Nettokostnaden {point.year} var lika hög som referenskostnaden"
    return f"Nettokostnaden {point.year} var {plain(pct_words(point.pct))} än referenskostnaden"


def measure(trend: Trend, group: str) -> str:
    """Return the neutral caption: indicator, unit, years, municipality and group."""
    return f"{MEASURE}, {UNIT}, {year_span(trend.years[0], trend.years[-1])}. {trend.name}{group}."


def alt(trend: Trend) -> str:
    """Return the alternative text, at most 300 characters."""
    points, half = counted(trend), _half_pp(trend)
    years = {point.year for point in points}
    medians = [point for point in trend.medians if point.year in years]
    course = f"{_course(trend.name, points)}{_median_course(medians)}"
    band = "" if half is None else f" (±{number(half, 1)}{NBSP}procentenheter)"
    older = [point.year for point in trend.own if point.model < points[0].model]
    last_older = f"{'Värdet för' if len(older) == 1 else 'Värden till och med'} {older[-1]}" if older else ""
    if len(points) == 1:
        place = "" if half is None else f", {'utanför' if _beyond(trend, points) else 'inom'} normal variation{band}"
        told = [f"Punktdiagram. {course}{place}."]
    else:
        told = [f"Linjediagram {year_span(points[0].year, points[-1].year)}. {course}."]
        told.append(f"{_finding(trend)}{band}." if band else "")
    return alt_text(
        *told,
        f"Preliminär uppgift för {listed(_early(trend))}." if _early(trend) else "",
        f"{last_older} bygger på en äldre modell." if older else "",
    )


def _course(name: str, points: Sequence[Point]) -> str:
    first, last = points[0], points[-1]
    shown = {number(point.pct, 1) for point in (first, last)}
    if len(shown) > 1:
        return f"{name} gick {plain(from_to_words(first.pct, last.pct))} än referenskostnaden"
    when = str(last.year) if len(points) == 1 else f"både {first.year} och {last.year}"
    if shown_direction(last.pct) == "equal":
        return f"{name} låg lika med referenskostnaden {when}"
    return f"{name} låg {plain(pct_words(last.pct))} än referenskostnaden {when}"


def _median_course(medians: Sequence[Point]) -> str:
    if not medians:
        return ""
    return f"; {_course('gruppens median', medians)}".replace(" än referenskostnaden", "")


def reading(trend: Trend) -> str:
    """Return how to read the figure, in a few plain sentences."""
    has_line = len(trend.own) > len(trend.breaks) + 1
    parts = [f"{'Tjock linje' if has_line else 'Stor punkt'}: {trend.name}."]
    if trend.medians:
        parts.append(f"Streckad linje: {trend.median_name}.")
    if trend.peers:
        parts.append("Varje kort streck är en liknande kommun.")
    if trend.half_pp is not None:
        parts.append("Innanför det grå bandet ryms skillnaden i normal variation mellan år.")
    if any(point.is_preliminary for point in trend.own):
        parts.append("Ihålig punkt är en preliminär uppgift.")
    return " ".join(parts)
