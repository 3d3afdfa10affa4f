"""Do the published indicators agree with each other?

Some indicators are sums, differences or ratios of others (*samband*). Each such identity is tried on one municipality
and year, and its residual is told: exact, within what rounding explains, or more. A residual is never spread out.

Known drawbacks: the identities are inferred from the definitions. Those who publish don't promise them, so a miss is a
question and not an error. Values are taken to be rounded to whole kronor, or to one decimal of a per cent; if they are
published with more decimals, the tolerance is wider than it need be.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import isnan, nan
from typing import Literal

import pandas as pd

from ifo_analysis.analysis.cost_deviation import deviation_from_costs, rounding_tolerance
from ifo_analysis.analysis.rows import by_key
from ifo_analysis.language import rounded

Known = Mapping[str, float]
Verdict = Literal["exact", "rounding", "small", "broken", "untried"]
ALARM_PP = 0.2
KRONA, TENTH = 0.5, 0.05


@dataclass(frozen=True)
class Identity:
    """A relation (*samband*) between indicators: what it says in words, its two sides, and how far they may differ.

    `tolerance` is what rounding of the inputs explains; `alarm`, where there is one, is the wider limit up to which a
    difference is only noted. `decimals` is how the sides are printed.
    """

    text: str
    left: str
    formula: str
    inputs: tuple[str, ...]
    right: Callable[[Known], float]
    unit: str
    decimals: int
    tolerance: Callable[[Known], float]
    alarm: Callable[[Known], float] | None = None

    @property
    def is_sum(self) -> bool:
        """Say whether the right side is a plain sum of parts."""
        return self.alarm is None and "−" not in self.formula


def _combined(text: str, left: str, plus: str, minus: str = "", *, unit: str = "kr/inv") -> Identity:
    """Return an identity of sums: rounding may move each input, and the left side, by half its last digit."""
    added, taken = tuple(plus.split()), tuple(minus.split())
    half = TENTH if unit == "procent" else KRONA
    return Identity(
        text=text,
        left=left,
        formula=" − ".join([" + ".join(added), *taken]),
        inputs=(*added, *taken),
        right=lambda known: sum(known[name] for name in added) - sum(known[name] for name in taken),
        unit=unit,
        decimals=1 if unit == "procent" else 0,
        tolerance=lambda _: half * (1 + len(added) + len(taken)),
    )


def _deviation(known: Known) -> tuple[float, float]:
    _, pct, msek = deviation_from_costs(known["N30005"], known["N30007"], known.get("N01951", 1.0))
    return pct, msek


def _rounding(known: Known) -> tuple[float, float]:
    return rounding_tolerance(known["N30005"], known["N30007"], known.get("N01951", 1.0))


CHILD = "kr/inv 0–20 år"
IDENTITIES = (
    _combined("Kostnaden är summan av delverksamheternas", "N30101", "N33001 N35001 N37001 N31001 N37002"),
    _combined("Nettokostnaden är summan av delverksamheternas", "N30005", "N33016 N35019 N37005 N31008 N37006"),
    _combined("Nettokostnaden är kostnaden minus intäkterna", "N30005", "N30101", "N30004"),
    _combined("Kostnaden för barn och unga är summan av vårdformerna", "N33001", "N33007 N33008 N33009"),
    _combined("Öppna insatser för barn och unga är summan av två slag", "N33009", "N33010 N33011"),
    _combined("Kostnaden för missbruksvården är summan av vårdformerna", "N35001", "N35009 N35010 N35011"),
    _combined("Placeringarna är HVB och familjehem", "N33022", "N33002 N33004", unit=CHILD),
    _combined("Barn- och ungdomsvården är placeringar och öppna insatser", "N33006", "N33022 N33021", unit=CHILD),
    _combined("Köp av barn- och ungdomsvård är summan av säljarna", "N33023", "N33024 N33025 N33026", unit="procent"),
    _combined("Köp av missbruksvård är summan av säljarna", "N35030", "N35031 N35032 N35033", unit="procent"),
    _combined("Köp av övrig verksamhet är summan av säljarna", "N30020", "N30021 N30022 N30023", unit="procent"),
    Identity(
        text="Avvikelsen följer av nettokostnad och referenskostnad",
        left="N30001",
        formula="100 × (N30005 − N30007) / N30007",
        inputs=("N30005", "N30007"),
        right=lambda known: _deviation(known)[0],
        unit="procent",
        decimals=2,
        tolerance=lambda known: _rounding(known)[0],
        alarm=lambda _: ALARM_PP,
    ),
    Identity(
        text="Avvikelsen i kronor följer av folkmängden",
        left="N30026",
        formula="(N30005 − N30007) × N01951 / 1 000 000",
        inputs=("N30005", "N30007", "N01951"),
        right=lambda known: _deviation(known)[1],
        unit="mnkr",
        decimals=2,
        tolerance=lambda known: _rounding(known)[1],
        alarm=lambda known: ALARM_PP / 100 * known["N30007"] * known["N01951"] / 1e6,
    ),
)


def identity_checks(values: pd.DataFrame, municipality: str, year: int) -> pd.DataFrame:
    """Try every identity on one municipality and year (*rimlighetskontroll*).

    Parameters
    ----------
    values : DataFrame
        One row per municipality, year and indicator (`frames.INDICATOR_VALUES`).
    municipality : str
        Four-character code.
    year : int
        The year to try.

    Returns
    -------
    DataFrame
        One row per identity, in the order of `IDENTITIES`: ``identity`` (its place there), ``left``, ``right``,
        ``residual`` (left - right) and ``tolerance`` in the identity's unit, ``verdict`` (exact: no difference as
        shown; rounding: within the tolerance; small: more, but below the alarm limit; broken; untried) and ``missing``
        (the ids without a value). NaN where it can't be tried.

    Examples
    --------
    >>> values = pd.DataFrame({"municipality": "9901", "year": 2024, "indicator": ["N30005", "N30101", "N30004"],
    ...     "value": [5900.0, 6400.0, 480.0]})
    >>> found = identity_checks(values, "9901", 2024).loc[2]
    >>> float(found["residual"]), float(found["tolerance"]), found["verdict"]
    (-20.0, 1.5, 'broken')
    """
    is_own = (values["municipality"] == municipality) & (values["year"] == year)
    own = by_key(values, ["indicator"], "value", where=is_own)
    known = {name: value for name, value in own.items() if not isnan(value)}
    rows = [(place, *_tried(identity, known)) for place, identity in enumerate(IDENTITIES)]
    return pd.DataFrame(rows, columns=["identity", "left", "right", "residual", "tolerance", "verdict", "missing"])


def _tried(identity: Identity, known: Known) -> tuple[float, float, float, float, Verdict, tuple[str, ...]]:
    missing = tuple(name for name in (identity.left, *identity.inputs) if name not in known)
    if missing:
        return known.get(identity.left, nan), nan, nan, nan, "untried", missing
    left, right = known[identity.left], identity.right(known)
    tolerance = identity.tolerance(known)
    return left, right, left - right, tolerance, _verdict(identity, known, left - right, tolerance), ()


def _verdict(identity: Identity, known: Known, residual: float, tolerance: float) -> Verdict:
    # A sum of decimals may miss by a last binary digit; that is no miss.
    size = float(rounded(abs(residual), 9))
    if rounded(size, identity.decimals) == 0:
        return "exact"
    if size <= tolerance:
        return "rounding"
    return "small" if identity.alarm and size <= identity.alarm(known) else "broken"
