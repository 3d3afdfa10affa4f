"""A small document with every kind of block, for the tests of both exporters. Its figures are invented."""

from ifo_analysis.blocks import (
    Absent,
    BulletList,
    Cell,
    Claim,
    Column,
    Document,
    Figure,
    Finding,
    Head,
    Lead,
    Panel,
    Paragraph,
    Reference,
    Row,
    Section,
    Subheading,
    SummaryRow,
    Table,
    Text,
    Value,
)

SOURCE = "Källa: Kolada (N30001, 2019–2024, hämtad 2026-08-16)."
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="470.5pt" height="120pt" viewBox="0 0 470.5 120">'
    '<defs><clipPath id="clip1"><rect x="0" y="0" width="470" height="120"/></clipPath></defs>'
    '<g clip-path="url(#clip1)"><rect x="100" y="20" width="200" height="30" fill="#0A4D68"/></g>'
    '<text x="10" y="40" style="font: 700 9.5px \'Source Sans 3\'">Ekhult −20,8</text></svg>'
)


def text(words: str) -> tuple[Text, ...]:
    return (Text(text=words),)


CLAIM = Claim(
    id="cost_level.pct",
    text="20,8",
    value=-20.7972,
    unit="procent",
    indicators=("N30001",),
    years=(2024,),
    municipalities=("9901",),
    source=SOURCE,
    retrieved="2026-08-16",
)
DATA = Table(
    id="deviation_trend_data",
    title=text("Nettokostnadsavvikelse"),
    measure="Procent, 2023–2025",
    columns=(Column(header="År", align="left"), Column(header="Ekhult", unit="%")),
    rows=(
        Row(cells=(Cell(text="2023"), Cell(text="−9,8", value=-9.7858))),
        Row(role="own", cells=(Cell(text="2024"), Cell(text="−20,8", value=-20.7972, claim="cost_level.pct"))),
        Row(cells=(Cell(text="2025"), Cell(text="−31,5", value=-31.5138, mark="preliminary"))),
    ),
    notes=("ᵖ Preliminär uppgift, hämtad 2026-08-16.",),
    sources=(SOURCE,),
)
FIGURE = Figure(
    id="deviation_trend",
    title=text("Av sex år ligger bara 2024 utanför normal variation"),
    measure="Nettokostnadsavvikelse, procent av referenskostnaden, 2019–2025. Ekhult.",
    alt="Linjediagram 2019–2025. Ekhult gick från 9,3 till 20,8 procent lägre än referenskostnaden.",
    svg=SVG,
    svg_narrow=SVG.replace('width="470.5pt"', 'width="243.8pt"'),
    width_mm=166,
    height_mm=42.3,
    reading="Tjock linje: Ekhult. Streckad: gruppens median.",
    notes=("Högre än noll betyder högre kostnad än referenskostnaden.",),
    sources=(SOURCE, "Egen bearbetning av data från Kolada (N30001, hämtade 2026-08-16)."),
    data=DATA,
)
MEASURES = Table(
    id="measures",
    title=text("Tre åtgärder: en är genomförd"),
    measure="Ekonomisk effekt, mnkr per år, brutto. Effekten hör till målet, inte till varje åtgärd.",
    columns=(
        Column(header="Mål", align="left", width=0.3),
        Column(header="Åtgärd", align="left", width=0.36),
        Column(header="Status", align="left", width=0.19),
        Column(header="Effekt", unit="mnkr/år", width=0.15),
    ),
    rows=(
        Row(role="group", cells=(Cell(text="Barn- och ungdomsvård"),)),
        Row(
            cells=(
                Cell(text="Minska antalet vårddygn i HVB för tonåringar", row_span=2),
                Cell(text="Insatsgruppen får förstärkt uppdrag"),
                Cell(text="pågår", status="ongoing"),
                Cell(text="4,8", value=4.8, row_span=2),
            )
        ),
        Row(cells=(Cell(text="Kartlägga insatser"), Cell(text="avvaktar beslut", status="waiting", emphasis="strong"))),
        Row(
            cells=(
                Cell(text="Rekrytera jourfamiljer #panic(1) $a$ <b>"),
                Cell(text="Rekrytera fler"),
                Cell(text="genomförd", status="done"),
                Cell(text="saknar volym", emphasis="italic"),
            )
        ),
        Row(
            role="total",
            cells=(Cell(text="Summa (1 av 2 mål)"), Cell(text=""), Cell(text=""), Cell(text="4,8", value=4.8)),
        ),
    ),
    sources=("Källa: Ekhults kommun, Plan, 2019.",),
)


def document(notice: str = "") -> Document:
    finding = Finding(
        role="lead",
        id="cost_level",
        topic="level",
        heading=text("Lägre kostnad än referenskostnaden"),
        content=(
            Text(text="År 2024 var Ekhults nettokostnad "),
            Value(text="20,8", claim="cost_level.pct"),
            Text(text=" procent lägre än referenskostnaden ("),
            Reference(target="deviation_trend"),
            Text(text=")."),
        ),
        caveats=(text("Värden till och med 2018 kan inte jämföras med senare värden."),),
        number=Value(text="−20,8 %", claim="cost_level.pct"),
        number_label="nettokostnadsavvikelse 2024",
        direction="lower",
        score=5,
        claims=(CLAIM,),
    )
    second = finding.model_copy(update={"id": "second", "role": "observation", "claims": ()})
    return Document(
        head=Head(
            title="Genomlysning av individ- och familjeomsorgen",
            municipality_code="9901",
            municipality="Ekhult",
            municipality_long="Ekhults kommun",
            report_year=2024,
            committee="socialnämnden",
            data_date="2026-08-16",
            notice=notice,
        ),
        sections=(
            Section(
                id="summary",
                title="Sammanfattning",
                role="summary",
                shows=(),
                blocks=(
                    Lead(content=text("Ekhults individ- och familjeomsorg kostade mindre än statistiskt förväntat.")),
                    SummaryRow(
                        finding="cost_level",
                        number=Value(text="−20,8 %", claim="cost_level.pct"),
                        number_label="nettokostnadsavvikelse 2024",
                        heading=finding.heading,
                        content=finding.content,
                    ),
                    Panel(title="Vad vi inte vet", items=(text("Folkmängden saknas."), text("Kvalitet ingår inte."))),
                ),
            ),
            Section(
                id="cost_deviation",
                title="Nettokostnadsavvikelsen",
                role="body",
                shows=("deviation_trend", "spread"),
                blocks=(
                    finding,
                    FIGURE,
                    second,
                    Absent(id="spread", reason="Ingen figur: uppgift saknas för de liknande kommunerna."),
                ),
            ),
            Section(
                id="measures",
                title="Åtgärder och deras effekt",
                role="body",
                shows=("measures",),
                blocks=(
                    Paragraph(content=text("Ett av två mål har en beräknad effekt (")),
                    MEASURES,
                    Subheading(text="Frågor"),
                    BulletList(items=(text("Vem ansvarar?"), text("När är det klart?"))),
                    Paragraph(role="absent", content=text("Uppgifter om vårddygn saknas för 2024.")),
                ),
            ),
        ),
    )
