"""How firm the answers are: for other groups of peers, in kronor, and over three years."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from evidence_checks import assert_numbers_are_proved
from invented import EKHULT, PEERS, Bench, facts_of, noise, published, with_own, with_peers, with_values

from ifo_analysis.analysis.level_estimate import LevelEstimate, shrink
from ifo_analysis.analysis.neighbours import Neighbours, own_neighbours
from ifo_analysis.analysis.peer_sensitivity import PeerSensitivity, peer_choices, peer_sensitivity
from ifo_analysis.findings.gap_in_kronor import gap_in_kronor
from ifo_analysis.findings.level_over_years import level_over_years
from ifo_analysis.findings.peers import peer_level
from ifo_analysis.findings.stability import peer_stability
from ifo_analysis.language import faults, plain

if TYPE_CHECKING:
    from ifo_analysis.blocks import Finding
    from ifo_analysis.facts import Facts

NO_NEIGHBOURS = (
    "De närmaste kommunerna i folkmängd och referenskostnad går inte att räkna fram: båda uppgifterna behöver finnas för "
    "Ekhult och för tillräckligt många andra kommuner."
)
SHARED = "Grupperna delar kommuner, så att de stämmer överens säger mindre än antalet antyder."


@dataclass(frozen=True)
class Tried:
    """What the notebook computes about the choice of peers."""

    facts: Facts

    @cached_property
    def bench(self) -> Bench:
        return Bench(self.facts, noise())

    @cached_property
    def neighbours(self) -> Neighbours | None:
        asked = self.facts.parameters
        values, people = self.facts.indicator_values, self.facts.population
        return own_neighbours(
            self.bench.panel, values, people, asked.municipality, asked.report_year, self.bench.breaks
        )

    @cached_property
    def sensitivity(self) -> PeerSensitivity | None:
        asked, bench = self.facts.parameters, self.bench
        found = peer_choices(
            bench.panel,
            self.facts.peer_groups,
            asked.municipality,
            asked.report_year,
            bench.edition,
            self.neighbours,
        )
        return peer_sensitivity(found)

    @cached_property
    def stability(self) -> Finding | None:
        return peer_stability(self.facts, self.bench.panel, self.sensitivity, self.neighbours)

    @cached_property
    def amount(self) -> Finding | None:
        return gap_in_kronor(self.facts, self.bench.panel, self.bench.deviation, self.sensitivity)

    @cached_property
    def level(self) -> Finding | None:
        bench = self.bench
        return peer_level(self.facts, bench.panel, bench.comparison, bench.peers, bench.edition, self.sensitivity)


def tried(own: float, *peers: float, msek: float | None = None, groups: dict[int, str] | None = None) -> Tried:
    """Return Ekhult with these values for its peers; `groups` says by number which of them each edition holds."""
    facts = with_own(facts_of(), {2024: own}, None if msek is None else {2024: msek})
    facts = with_peers(facts, dict(zip(PEERS, peers, strict=False)))
    if groups:
        example = facts.peer_groups.iloc[0].to_dict()
        members = [
            example | {"edition": edition, "peer": f"991{number}"}
            for edition, numbers in groups.items()
            for number in numbers
        ]
        facts = replace(facts, peer_groups=pd.DataFrame(members))
    return Tried(facts)


def checked(found: Finding | None) -> Finding:
    assert found is not None
    assert_numbers_are_proved(found)
    for part in (found.heading, found.content, *found.caveats):
        assert faults(plain(part), allowed=frozenset({"Ekhult"})) == []
    return found


def told(found: Finding | None) -> list[str]:
    return [plain(part) for part in (checked(found).heading, checked(found).content, *checked(found).caveats)]


def test_a_conclusion_that_stands_for_all_groups_is_told_with_its_range() -> None:
    found = tried(14.6, -6.2, -3.4, 0.0, 2.0, 3.8, 5.5, 12.3).stability
    assert told(found) == [
        "Slutsatsen står sig med andra jämförelsegrupper",
        (
            "Slutsatsen är densamma för alla nio prövade jämförelsegrupper: Ekhult ligger 11,7–13,6\u00a0procentenheter "
            "över medianen. Prövade är rapportens grupp med en kommun i taget utesluten samt gruppens utgåva 2021."
        ),
        NO_NEIGHBOURS,
        SHARED,
    ]
    assert (checked(found).direction, checked(found).robustness) == ("higher", 1.0)


def test_below_the_median_the_smallest_distance_stands_first() -> None:
    found = checked(tried(-20.8, -6.2, -3.4, 0.0, 2.0, 3.9, 5.5, 12.3).stability)
    assert "Ekhult ligger 21,8–23,8\u00a0procentenheter under medianen." in plain(found.content)
    assert found.direction == "lower"


def test_a_level_at_the_median_of_all_groups_is_told_in_words() -> None:
    found = checked(tried(2.0, 2.0, 2.01, 2.02, 2.0, 2.0, 2.0, 2.0).stability)
    assert "jämförelsegrupper: Ekhult ligger i nivå med medianen." in plain(found.content)
    assert found.direction == "equal"


TURNED = {2024: "1234", 2022: "4567"}


def test_another_edition_that_turns_the_answer_takes_the_direction_out_of_every_heading() -> None:
    case = tried(1.0, -6.0, -4.0, -3.0, 0.5, 5.0, 6.0, 7.0, groups=TURNED)
    found = checked(case.stability)
    assert told(found)[:2] == [
        "Svaret beror på valet av jämförelsegrupp",
        (
            "Om Ekhult ligger över eller under medianen beror på valet av jämförelsegrupp. I de sex grupper som är "
            "prövade går skillnaden från 4,5\u00a0procentenheter under till 5,0\u00a0procentenheter över. Prövade är "
            "rapportens grupp med en kommun i taget utesluten samt gruppens utgåva 2022."
        ),
    ]
    level = checked(case.level)
    assert plain(level.heading) == "Var Ekhult ligger i gruppen beror på valet av jämförelsegrupp"
    assert plain(level.caveats[-1]) == (
        "Om Ekhult ligger över eller under medianen beror på valet av jämförelsegrupp: med andra grupper går skillnaden "
        "från 4,5\u00a0procentenheter under till 5,0\u00a0procentenheter över."
    )
    assert [(item.direction, item.robustness) for item in (found, level)] == [("", 0.0)] * 2


def test_a_level_that_one_peer_decides_keeps_its_own_words() -> None:
    case = tried(1.0, -6.0, -4.0, -3.0, 3.0, 5.0, 6.0)
    assert "när en kommun utesluts går skillnaden" in plain(checked(case.level).caveats[-1])


def test_a_level_is_the_same_with_other_groups_that_agree() -> None:
    case = tried(14.6, -6.2, -3.4, 0.0, 2.0, 3.8, 5.5, 12.3)
    assert case.level == case.bench.peer_level


def test_groups_that_cannot_be_tried_are_said_to() -> None:
    found = told(tried(14.6, -6.2, -3.4, 0.0, 2.0, groups={2024: "1234"}).stability)
    assert found[1].endswith("Prövad är rapportens grupp med en kommun i taget utesluten.")
    assert found[2:] == ["Ingen annan utgåva av gruppen går att pröva på uppgifterna.", NO_NEIGHBOURS]


def test_the_nearest_are_named_by_year_and_number_and_several_editions_together() -> None:
    case = Tried(published("1267", 2024))
    found = case.stability
    assert found is not None
    assert_numbers_are_proved(found)
    assert plain(found.content).endswith(
        "Prövade är rapportens grupp med en kommun i taget utesluten, utgåvorna 2021 och 2022 samt de fem, sju och tio "
        "kommuner som ligger närmast i folkmängd och referenskostnad."
    )
    assert [plain(caveat) for caveat in found.caveats] == [
        "De närmaste kommunerna är valda bland 59 kommuner efter uppgifter för 2019.",
        SHARED,
    ]
    claims = {claim.id: claim for claim in found.claims}
    assert claims["peer_stability.n"].value == 13
    assert claims["peer_stability.tried_low"].value == pytest.approx(-41.61, abs=0.01)
    assert claims["peer_stability.tried_low"].source == (
        "Egen bearbetning av data från Kolada (N30001, hämtade 2026-08-16)."
    )


def test_without_a_comparison_nothing_is_said() -> None:
    case = Tried(published("0138", 2019))
    assert (case.stability, case.amount, case.level) == (None, None, None)


def test_the_gap_in_kronor_is_told_as_arithmetic() -> None:
    # 14.6 per cent is 29.2 mnkr, so the reference cost is 200 mnkr, and the gaps 12.6 and 17.4 of it.
    found = tried(14.6, -6.2, -3.4, 0.0, 2.0, 3.8, 5.5, 12.3, msek=29.2).amount
    assert told(found) == [
        "Skillnaden mot gruppen i kronor",
        (
            "Med samma avvikelse som gruppens median skulle nettokostnaden vara 813\u00a0kronor per invånare lägre, "
            "sammanlagt 25,2\u00a0miljoner kronor. Vid gränsen för gruppens lägsta fjärdedel skulle den vara "
            "1\u00a0051\u00a0kronor per invånare lägre, sammanlagt 32,6\u00a0miljoner kronor."
        ),
        (
            "Beloppen är aritmetik, inte en besparing: behoven kan skilja sig åt. De gäller en annan jämförelse än den "
            "mot referenskostnaden."
        ),
    ]
    assert checked(found).number is None


def test_below_the_median_the_net_cost_would_be_higher() -> None:
    content = told(tried(-20.0, -6.2, -3.4, 0.0, 2.0, 4.0, 5.5, 12.3, msek=-40.0).amount)[1]
    assert "1\u00a0419\u00a0kronor per invånare högre, sammanlagt 44,0\u00a0miljoner kronor." in content


def test_without_population_only_the_whole_amount_is_told() -> None:
    case = tried(14.6, -6.2, -3.4, 0.0, 2.0, 3.8, 5.5, 12.3, msek=29.2)
    bare = replace(case.facts, population=case.facts.population.loc[case.facts.population["municipality"] != EKHULT])
    assert told(Tried(bare).amount)[1].startswith(
        "Med samma avvikelse som gruppens median skulle nettokostnaden vara 25,2\u00a0miljoner kronor lägre."
    )


def test_a_quarter_that_depends_on_the_choice_is_left_out() -> None:
    values = (1.0, 2.0, 3.0, 4.0, -25.0, -24.0, 5.0)
    one, two = (
        tried(-10.0, *values, msek=-20.0, groups=groups).amount
        for groups in ({2024: "1234"}, {2024: "1234", 2022: "34567"})
    )
    assert ["fjärdedel" in told(found)[1] for found in (one, two)] == [True, False]
    assert told(two)[1].startswith("Med samma avvikelse som gruppens median skulle nettokostnaden vara")


@pytest.mark.parametrize(
    ("own", "msek", "groups"),
    [(14.6, None, None), (0.5, 1.0, None), (1.0, 2.0, TURNED), (2.0, 4.0, None)],
    ids=["no amount", "near zero", "depends", "at the median"],
)
def test_no_amount_is_told_without_reference_cost_verdict_or_gap(
    own: float, msek: float | None, groups: dict[int, str] | None
) -> None:
    values = (2.0,) * 7 if own == 2.0 else (-6.0, -4.0, -3.0, 0.5, 5.0, 6.0, 7.0)
    assert tried(own, *values, msek=msek, groups=groups).amount is None


def test_a_published_reference_cost_is_credited_and_used() -> None:
    case = tried(14.6, -6.2, -3.4, 0.0, 2.0, 3.8, 5.5, 12.3, msek=29.2)
    own = case.facts.indicator_values.loc[case.facts.indicator_values["municipality"] == EKHULT].iloc[0].to_dict()
    row = pd.DataFrame([own | {"indicator": "N30007", "year": 2024, "value": 5_000.0, "unit": "kr/inv"}])
    facts = with_values(case.facts, pd.concat([case.facts.indicator_values, row], ignore_index=True))
    found = checked(Tried(facts).amount)
    claim = {claim.id: claim for claim in found.claims}["gap_in_kronor.median_sek_per_resident"]
    assert claim.value == pytest.approx(630.0)
    assert claim.indicators == ("N30001", "N30007")
    assert claim.formula == "skillnaden i avvikelse, i procentenheter, × egen referenskostnad / 100"


def estimate(mean: float, *, n: int = 3, lasting: float = 3.0, sigma: float = 2.0, mu: float = 0.0) -> LevelEstimate:
    weight, level, sd, chance = shrink(mean, sigma, n, mu, 20.0)
    return LevelEstimate(2025 - n, 2024, n, mean, sigma, lasting, mu, 20.0, 60, weight, level, sd, chance)


def over_years(found: LevelEstimate | None) -> Finding | None:
    bench = Bench(facts_of(), noise())
    return level_over_years(bench.facts, bench.deviation, bench.panel, found, noise())


def test_a_level_over_three_years_is_told_with_interval_probability_and_what_it_leaves_out() -> None:
    assert told(over_years(estimate(11.8, sigma=6.0))) == [
        "Nivån över åren är högre än referenskostnaden",
        (
            "Medelvärdet för 2022–2024 var 11,8\u00a0procent högre än referenskostnaden. Vägd samman med hur nivåerna "
            "skiljer sig mellan 60 kommuner är nivån 11,5\u00a0procent högre än referenskostnaden, med ett intervall mellan "
            "4,8 och 18,1\u00a0procent högre. Sannolikheten att den är högre än referenskostnaden är mer än "
            "99\u00a0procent."
        ),
        (
            "Åren är räknade som oberoende av varandra. Värden följer varandra från år till år, så intervallet är för "
            "smalt och sannolikheten för säker."
        ),
        "Intervallet omfattar inte modellfel, skillnader i bokföring mellan kommuner eller ändringar av modellen.",
    ]


def test_one_year_is_no_mean_and_not_optimistic() -> None:
    found = told(over_years(estimate(-8.0, n=1)))
    assert found[0] == "Nivån för året är lägre än referenskostnaden"
    assert found[1].startswith("Värdet för 2024 var 8,0\u00a0procent lägre än referenskostnaden. Vägd samman")
    assert len(found) == 3


def test_a_level_that_slow_swings_may_explain_is_only_probable() -> None:
    found = over_years(estimate(8.0, lasting=10.0))
    assert told(found)[0] == "Nivån över åren är troligen högre än referenskostnaden"
    assert told(found)[3] == "Med långsamma svängningar inräknade går det inte att avgöra om nivån är varaktig."
    assert checked(found).direction == ""


@pytest.mark.parametrize(("mean", "word"), [(3.0, "högre"), (-3.0, "lägre")])
def test_a_level_within_its_interval_has_no_direction_but_a_probability(mean: float, word: str) -> None:
    found = over_years(estimate(mean, sigma=4.0, n=1))
    assert told(found)[0] == "Det går inte att säga åt vilket håll nivån för året avviker"
    assert told(found)[1].endswith(f"Sannolikheten att den är {word} än referenskostnaden är 77\u00a0procent.")
    assert checked(found).direction == ""


def test_an_interval_that_closes_at_zero_is_left_out() -> None:
    assert "intervall" not in told(over_years(estimate(0.0, sigma=0.01)))[1]


def test_nothing_is_told_without_an_estimate_or_normal_variation() -> None:
    bench = Bench(facts_of(), noise())
    assert over_years(None) is None
    assert level_over_years(bench.facts, bench.deviation, bench.panel, estimate(8.0), None) is None


def test_the_weighing_is_written_out() -> None:
    claims = {claim.id: claim for claim in checked(over_years(estimate(8.0, mu=1.5))).claims}
    assert claims["level_over_years.estimate"].formula == (
        "1,5 + 0,997 × (medelvärdet − 1,5), där vikten är τ² / (τ² + σ² / 3) med τ = 20,0 och σ = 2,0 procentenheter"
    )
    assert claims["level_over_years.mean"].formula == "medelvärdet av årens värden"
    assert claims["level_over_years.mean"].years == (2022, 2023, 2024)
    one = {claim.id: claim for claim in checked(over_years(estimate(8.0, n=1))).claims}
    assert (one["level_over_years.mean"].formula, one["level_over_years.mean"].is_own) == ("", False)
