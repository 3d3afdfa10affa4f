"""What is shown and what is hidden of a municipality's own figures, in worked examples."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from local_rows import local_rows

from ifo_analysis.analysis import disclosure_cells
from ifo_analysis.analysis.disclosure import Protected, explained, protect, summary
from ifo_analysis.errors import DataError
from ifo_analysis.frames import LOCAL_CONTRACTS

OWN = "9901"


Mix = tuple[tuple[str, int, float], ...]
NOW: Mix = (("familjehem", 30, 9e6), ("hvb", 14, 12e6), ("jourhem", 8, 2e6), ("sis", 3, 0.9e6))
THEN: Mix = (("familjehem", 31, 9e6), ("hvb", 11, 9e6), ("stodboende", 7, 2e6))


def rows(forms: Mix, **others: object) -> list[dict[str, object]]:
    """Return published placements: form, persons and cost."""
    return [form(*each, **{"is_published": True, **others}) for each in forms]


def ours(*records: dict[str, object]) -> list[dict[str, object]]:
    return [{**record, "is_published": False} for record in records]


def placements(*records: dict[str, object]) -> dict[str, pd.DataFrame]:
    return {"placements": local_rows("placements", *records)}


def form(name: str, persons: int, cost: float, year: int = 2024, **others: object) -> dict[str, object]:
    record = {
        "year": year, "target_group": "children", "placement_type": name, "provider": "own", "persons": persons,
        "placements": persons + 1, "care_days": 100.0 * persons, "cost_sek": cost, "is_published": False,
    }  # fmt: skip
    return {**record, **others}


def told(found: Protected, *columns: str, frame: str = "placements", **chosen: object) -> list[tuple[Any, ...]]:
    part = found.frames[frame]
    for name, value in chosen.items():
        part = part.loc[part[name] == value]
    return list(part[list(columns)].itertuples(index=False, name=None))


def hidden(found: Protected, frame: str = "placements") -> set[tuple[int, str]]:
    part = found.hidden.loc[found.hidden["frame"] == frame]
    return set(zip(part["year"], part["label"], strict=True))


FORMS = (form("familjehem", 30, 9e6), form("hvb", 14, 12e6), form("jourhem", 8, 2e6), form("sis", 2, 0.9e6))


def test_a_small_form_is_put_together_with_the_cheapest_that_can_hide_it() -> None:
    found = protect(placements(*FORMS), OWN)
    assert told(found, "placement_type", "persons", "care_days", "cost_sek") == [
        ("combined", 10, 1_000.0, 2.9e6),
        ("familjehem", 30, 3_000.0, 9e6),
        ("hvb", 14, 1_400.0, 12e6),
    ]
    assert hidden(found) == {(2024, "SiS"), (2024, "Jourhem")}
    assert set(explained(found)["reason"]) == {"färre än 5 personer", "följer av en annan uppgift"}


def test_a_form_too_cheap_to_hide_five_such_persons_is_not_enough() -> None:
    dear = form("sis", 2, 4e6)
    found = protect(placements(*FORMS[:3], dear), OWN)
    assert hidden(found) == {(2024, "SiS"), (2024, "HVB")}


def test_forms_are_put_together_until_they_surely_are_of_enough_persons() -> None:
    frames = placements(*FORMS[:2], form("jourhem", 3, 0.9e6), form("sis", 3, 0.9e6))
    assert hidden(protect(frames, OWN)) == {(2024, "HVB"), (2024, "Jourhem"), (2024, "SiS")}
    frames["placed_persons"] = local_rows("placed_persons", *ours({"target_group": "children", "persons": 50}))
    assert hidden(protect(frames, OWN)) == {(2024, "Jourhem"), (2024, "SiS")}


def test_a_form_that_is_small_one_year_is_combined_in_all_years_and_for_all_that_it_is_compared_with() -> None:
    frame = placements(
        *ours(*rows(NOW), *rows(THEN, year=2023)),
        *rows(NOW, municipality="9911"),
        *rows(NOW, basis="target"),
    )
    found = protect(frame, OWN)
    names = {name for _, name in hidden(found)}
    for side in ({"year": 2023}, {"year": 2024, "municipality": OWN, "basis": "outcome"}, {"municipality": "9911"}):
        assert not names & {name for (name,) in told(found, "placement_type", **side)}
    assert hidden(found) == {(year, name) for year in (2023, 2024) for name in names}
    mine = told(found, "persons", "care_days", municipality=OWN, basis="outcome", year=2024, placement_type="combined")
    theirs = told(found, "persons", "care_days", municipality="9911", placement_type="combined")
    assert mine == theirs


def test_providers_are_put_together_where_one_of_them_has_few() -> None:
    few, enough = form("hvb", 2, 1e6, provider="purchased"), form("jourhem", 6, 1e6, provider="purchased")
    found = protect(placements(*FORMS[:3], few, enough), OWN)
    assert told(found, "placement_type", "provider", "persons") == [
        ("familjehem", "own", 30),
        ("hvb", "", 16),
        ("jourhem", "own", 8),
        ("jourhem", "purchased", 6),
    ]
    assert hidden(found) == {(2024, "HVB: driftform")}


def test_a_form_that_two_persons_cost_most_of_is_as_unsafe_as_a_small_one() -> None:
    costs = {"familjehem": 2e6, "hvb": 5e6, "jourhem": 1.8e6, "sis": 0.2e6}
    forms = [form(name, 12, cost, top_two_cost_sek=0.1 * cost) for name, cost in costs.items()]
    assert hidden(protect(placements(*forms), OWN)) == set()
    forms[-2] = form("jourhem", 12, 1.8e6, top_two_cost_sek=1.7e6)
    found = protect(placements(*forms), OWN)
    assert (2024, "Jourhem") in hidden(found)
    assert "två personer står för det mesta av kostnaden" in set(explained(found)["reason"])
    assert found.frames["placements"]["top_two_cost_sek"].isna().all()


def test_the_same_persons_may_be_in_several_rows_so_they_are_counted_as_those_of_the_largest() -> None:
    by_age = [form("jourhem", 4, 1e6, age_group=ages) for ages in ("0–12", "13–17")]
    found = protect(placements(*FORMS[:2], *by_age), OWN)
    assert (2024, "Jourhem") in hidden(found)
    assert told(found, "age_group") == [("",)] * 2


def test_that_everybody_is_in_one_form_is_not_told() -> None:
    found = protect(placements(form("hvb", 9, 1e6), *rows(NOW, municipality="9911")), OWN)
    assert told(found, "municipality", "placement_type", "persons") == [
        ("9901", "combined", 9),
        ("9911", "combined", 55),
    ]
    assert hidden(found) == {(2024, "Placeringsformen")}
    assert not found.proof["cell"].str.contains("hvb").any()
    assert explained(found)["reason"].tolist() == ["alla finns i samma form"]


def test_what_nothing_can_hide_is_left_out_with_all_of_its_target_group() -> None:
    frames = {
        **placements(*(form("hvb", 2, 1e6, year=year) for year in (2023, 2024)), *rows(NOW, municipality="9911")),
        "placed_persons": local_rows("placed_persons", *ours(
            {"target_group": "children", "persons": 2}, {"target_group": "adults", "persons": 60},
            {"target_group": "children", "persons": 9, "year": 2023},
        )),
        "costliest": local_rows("costliest", *ours({"target_group": "adults", "persons": 10, "cost_sek": 1e6})),
        "booked_costs": local_rows("booked_costs", *ours({"target_group": "children", "cost_sek": 1e6})),
    }  # fmt: skip
    found = protect(frames, OWN)
    assert set(found.frames["placements"]["municipality"]) == {"9911"}
    assert told(found, "target_group", "persons", frame="placed_persons") == [("adults", 60)]
    assert told(found, "persons", frame="costliest") == [(10,)]
    assert len(found.frames["booked_costs"]) == 0
    everything = {"Alla placeringsformer", "Placerade personer", "Personerna med de högsta kostnaderna"}
    assert set(found.hidden["label"]) == {*everything, "Placeringarnas bokförda kostnad"}
    assert len(found.proof) == 0


def test_a_plan_or_another_municipality_that_cannot_be_hidden_goes_before_the_own_outcome() -> None:
    plan = form("hvb", 1, 1e6, basis="target")
    other = form("hvb", 2, 1e6, municipality="9911")
    found = protect(placements(*FORMS, plan, other), OWN)
    assert {row[:2] for row in told(found, "municipality", "basis")} == {(OWN, "outcome")}
    assert {(2024, "Alla placeringsformer, mål"), (2024, "Alla placeringsformer")} <= hidden(found)


def test_sums_of_the_costliest_leave_enough_persons_in_between_and_outside() -> None:
    sums = [{"target_group": "children", "persons": n, "cost_sek": n * 1e5} for n in (5, 10, 11, 15, 38)]
    frames = {
        "placed_persons": local_rows("placed_persons", *ours({"target_group": "children", "persons": 42})),
        "costliest": local_rows("costliest", *ours(*sums)),
    }
    found = protect(frames, OWN)
    assert told(found, "persons", frame="costliest") == [(10,), (15,)]
    assert (2024, "De 11 personerna med de högsta kostnaderna") in hidden(found, "costliest")


def case(
    n: int, months: tuple[int, int] = (1, 12), age: str = "", year: int = 2024, **others: object
) -> dict[str, Any]:
    return {
        "year": year, "first_month": months[0], "last_month": months[1], "stage": "reports", "group": "children",
        "age_group": age, "count": n, "is_published": False, **others,
    }  # fmt: skip


def test_a_small_count_of_an_age_takes_another_with_it_and_goes_in_all_years() -> None:
    ages = [case(n, age=age) for n, age in ((3, "0–12"), (9, "13–17"), (8, "18–20"), (20, ""))]
    before = [case(n, age=age, year=2023) for n, age in ((30, "0–12"), (9, "13–17"), (8, "18–20"), (47, ""))]
    found = protect({"caseload": local_rows("caseload", *ages, *before)}, OWN)
    assert told(found, "year", "age_group", frame="caseload") == [
        (2023, ""),
        (2023, "13–17"),
        (2024, ""),
        (2024, "13–17"),
    ]
    labels = {"Anmälningar som gäller barn och unga, 0–12 år", "Anmälningar som gäller barn och unga, 18–20 år"}
    assert {label for _, label in hidden(found, "caseload")} == labels


def test_a_small_count_that_is_part_of_nothing_goes_in_all_years() -> None:
    lvu = [case(n, year=year, stage="lvu") for year, n in ((2023, 19), (2024, 3))]
    lvm = [case(n, year=year, stage="lvm", group="adults") for year, n in ((2023, 19), (2024, 5))]
    found = protect({"caseload": local_rows("caseload", *lvu, *lvm)}, OWN)
    assert told(found, "stage", "count", frame="caseload") == [("lvm", 19), ("lvm", 5)]
    assert len(found.proof) == 0


def test_a_small_difference_between_two_periods_is_not_told() -> None:
    found = protect({"caseload": local_rows("caseload", case(10, (1, 4)), case(12, (1, 8)), case(30, (1, 12)))}, OWN)
    assert len(found.frames["caseload"]) == 2
    assert len({(1, 4), (1, 8)} & set(told(found, "first_month", "last_month", frame="caseload"))) == 1


def test_counts_that_are_published_or_large_enough_or_zero_are_kept() -> None:
    counts = [case(2, stage="lvu", is_published=True), case(5, stage="lvm"), case(0, stage="placements")]
    found = protect({"caseload": local_rows("caseload", *counts)}, OWN)
    assert len(found.frames["caseload"]) == 3
    assert len(found.hidden) == 0


def test_kinds_of_decisions_not_carried_out_are_hidden_with_their_control_total() -> None:
    kinds = {"Familjehem": 15, "Kontaktfamilj": 13, "Öppenvård": 6, "Avbrott": 3, "Totalt": 37}
    frame = local_rows("unexecuted", *ours(*(
        {"as_of": "2024-08-31", "law": "SoL", "kind": kind, "count": n, "is_total": kind == "Totalt"}
        for kind, n in kinds.items()
    )))  # fmt: skip
    found = protect({"unexecuted": frame}, OWN)
    assert {kind for (kind,) in told(found, "kind", frame="unexecuted")} == {"Totalt", "Familjehem", "Kontaktfamilj"}
    assert found.proof["is_proved"].all()
    assert (2024, "Ej verkställda beslut 2024-08-31: Avbrott (SoL)") in hidden(found, "unexecuted")


def test_an_incident_row_goes_when_either_part_of_it_is_small() -> None:
    parts = {"lex_sarah": (9, 9), "lex_maria": (9, 6), "complaints": (20, 0)}
    frame = local_rows("incidents", *ours(*(
        {"kind": kind, "count": n, "reported_to_ivo": further} for kind, (n, further) in parts.items()
    )))  # fmt: skip
    assert told(protect({"incidents": frame}, OWN), "kind", frame="incidents") == [("complaints",), ("lex_sarah",)]


@pytest.mark.parametrize(("days", "kept"), [(5 * 366.0, 2), (5 * 366.0 - 1, 0), (0.0, 2)])
def test_reimbursed_days_are_kept_only_if_no_row_may_be_of_few(days: float, kept: int) -> None:
    about = {"first_day": "2024-01-01", "last_day": "2024-12-31", "status": "permit"}
    frame = local_rows(
        "reimbursed_days",
        *ours({**about, "age": 16, "care_days": 9_000.0}, {**about, "age": 17, "care_days": days}),
    )
    found = protect({"reimbursed_days": frame}, OWN)
    assert len(found.frames["reimbursed_days"]) == kept
    assert len(found.hidden) == (kept == 0)


def test_the_threshold_is_at_least_four() -> None:
    with pytest.raises(DataError) as caught:
        protect({}, OWN, threshold=3)
    assert str(caught.value) == "Röjandekontroll: tröskeln ska vara minst 4 personer, inte 3."


def test_without_own_figures_there_is_nothing_to_hide() -> None:
    found = protect({}, OWN)
    assert summary(found) == {"threshold": 5, "cells_hidden": 0, "intervals_proved": 0, "rows_lost": 0}


def test_what_was_shown_and_may_not_be_shown_now_stops_the_report() -> None:
    shown = protect(placements(*FORMS[:3]), OWN).record
    with pytest.raises(DataError) as caught:
        protect(placements(*FORMS[:2], form("jourhem", 3, 2e6)), OWN, earlier=shown)
    assert str(caught.value) == (
        "Röjandekontroll:\n"
        "  - Jourhem 2024: visades i den förra rapporten men får inte visas nu\n"
        "  - det som är publicerat kan inte tas tillbaka: avgör med arkivarien eller den som prövar sekretess, och kör "
        "rapporten internt så länge"
    )


def test_a_form_that_was_hidden_stays_hidden_though_it_is_large_enough_now() -> None:
    then = [{**each, "year": 2023} for each in FORMS]
    record = protect(placements(*then), OWN).record
    assert set(record.loc[record["is_hidden"], "cell"]) == {"outcome/children/jourhem", "outcome/children/sis"}
    corrected = [*then[:3], form("sis", 20, 5e6, year=2023)]
    now = [form(name, 20, 5e6) for name in ("familjehem", "hvb", "jourhem", "sis")]
    found = protect(placements(*corrected, *now), OWN, earlier=record)
    assert hidden(found) == {(year, name) for year in (2023, 2024) for name in ("Jourhem", "SiS")}
    assert set(explained(found)["reason"]) == {"visades inte i den förra rapporten", "följer av en annan uppgift"}


def test_what_was_shown_is_known_and_hides_nothing() -> None:
    then = [{**each, "year": 2023} for each in FORMS]
    record = protect(placements(*then[:3]), OWN).record
    found = protect(placements(*then, *FORMS[:3]), OWN, earlier=record)
    assert hidden(found) == {(2023, "Alla placeringsformer"), (2024, "Alla placeringsformer")}


def test_a_list_of_the_last_report_without_its_columns_is_refused() -> None:
    with pytest.raises(DataError) as caught:
        protect({}, OWN, earlier=pd.DataFrame({"frame": [], "year": []}))
    assert str(caught.value) == (
        "Röjandekontroll: den förra rapportens förteckning saknar kolumnerna municipality, cell, is_hidden."
    )


def test_an_interval_that_is_not_proved_stops_the_report(monkeypatch: pytest.MonkeyPatch) -> None:
    real = disclosure_cells.suppressed
    monkeypatch.setattr(disclosure_cells, "suppressed", lambda *given: real(*given).assign(is_proved=False))
    with pytest.raises(DataError) as caught:
        protect(placements(*FORMS), OWN)
    assert str(caught.value) == (
        "Röjandekontroll:\n  - Placeringar av barn och unga: en dold uppgift kan räknas fram; kör rapporten internt"
    )


def test_published_figures_and_frames_without_persons_are_unchanged() -> None:
    frames = {
        **placements(*rows(NOW), *rows(NOW, municipality="9911")),
        "caseload": local_rows("caseload", case(2, is_published=True)),
        "incidents": local_rows("incidents", {"kind": "lex_maria", "count": 1}),
        "purchases": local_rows(
            "purchases", {"area": "Barn", "counterpart": "own", "cost_tkr": 4.0, "is_published": False}
        ),
    }
    found = protect(frames, OWN)
    for name, frame in frames.items():
        key = list(LOCAL_CONTRACTS[name].key)
        pd.testing.assert_frame_equal(found.frames[name], frame.sort_values(key, ignore_index=True))
    assert len(found.hidden) == 0


def test_neither_the_public_lists_nor_the_record_tell_a_number_or_a_reason() -> None:
    found = protect(placements(*FORMS), OWN)
    assert set(found.hidden) == {"frame", "municipality", "year", "group", "part", "cell", "label"}
    assert set(found.proof) == {"frame", "table", "cell", "is_proved", "width_is_enough"}
    assert set(found.record) == {"frame", "municipality", "year", "cell", "is_hidden"}
    assert found.proof[["is_proved", "width_is_enough"]].all(axis=None)
    assert "decisions" not in repr(found)
