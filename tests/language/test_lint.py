"""The language check finds each kind of fault, and leaves good text alone."""

from __future__ import annotations

import pytest

from ifo_analysis.language import faults
from ifo_analysis.language.lint import RULES, split_sentences

N = "\u00a0"

HITS = [
    # spaces
    ("Två  ord.", "dubbelt mellanslag", "Två  ord"),
    ("Två ord. ", "mellanslag först eller sist", "ord. "),
    (" Två ord.", "mellanslag först eller sist", " Två"),
    ("Två ord , tre.", "mellanslag före skiljetecken", "ord ,"),
    ("Figuren ( se nedan).", "mellanslag innanför parentes", "( se"),
    ("Figuren (se nedan ).", "mellanslag innanför parentes", "nedan )"),
    ("Två ord.Tre ord.", "mellanslag saknas efter skiljetecken", "ord.Tre"),
    (f"Det är 6 100{N}kronor.", "vanligt mellanslag i tusental", "6 100"),
    ("Det är 13 procent.", "vanligt mellanslag före enhet", "13 procent"),
    ("Det är 13 %.", "vanligt mellanslag före enhet", "13 %"),
    ("Skillnaden är 5 procentenheter.", "vanligt mellanslag före enhet", "5 procentenheter"),
    ("Det kostar 2 kr.", "vanligt mellanslag före enhet", "2 kr"),
    ("Det är 13%.", "mellanslag saknas före enhet", "13%"),
    ("Det kostar 900tkr.", "mellanslag saknas före enhet", "900tkr"),
    # signs
    ("Värdet är -5.", "bindestreck som minus", "-5"),
    ("Värdet (-5) visas.", "bindestreck som minus", "-5"),
    ("Värdet är –5.", "tankstreck som minus", "–5"),
    ("Det är 6-7 mål.", "bindestreck i intervall", "6-7"),
    ("Åren 2019-2024 visas.", "bindestreck i intervall", "2019-2024"),
    ("Åren 2019 – 2024 visas.", "mellanslag i intervall", "2019 – 2024"),
    ("Det är −2–5 mål.", "intervall över noll", "−2–5"),
    ("Kostnaden sjönk från 2–3 till 1.", "från eller mellan med tankstreck", "från 2–3"),
    ("Kostnaden låg mellan 2019–2024 still.", "från eller mellan med tankstreck", "mellan 2019–2024"),
    ("Det är 14.4 tal.", "decimalpunkt", "14.4"),
    ("Det är 14.4.", "decimalpunkt", "14.4"),
    ("Det är 28.138 tal.", "tusental med punkt eller komma", "28.138"),
    ("Det är 28,138 tal.", "tusental med punkt eller komma", "28,138"),
    ("Det är 28138 tal.", "tusental utan mellanslag", "28138"),
    ('Målet "Trygghet" gäller.', "raka citattecken", '"Trygghet"'),
    ("Det är klart..", "två punkter", "klart.."),
    # leftovers
    ("Värdet är nan.", "rest från programmet", "nan"),
    ("Värdet är None.", "rest från programmet", "None"),
    ("Värdet är <NA>.", "rest från programmet", "<NA>"),
    ("Värdet för {name} visas.", "rest från programmet", "{name}"),
    ("Vård &amp; omsorg.", "rest från programmet", "&amp;"),
    ("Värdet () visas.", "tom parentes", "()"),
    ("KostnadsnivÃ¥n visas.", "teckenfel", "KostnadsnivÃ¥n"),
    ("Kostnadsniv\ufffdn visas.", "teckenfel", "Kostnadsniv\ufffdn"),
    ("Det är 1e6 tal.", "tal i potensform", "1e6"),
    ("Det är 120000 tal.", "fyra nollor i rad", "120000"),
    ("Måttet net_cost visas.", "programnamn", "net_cost"),
    ("Måttet N30001 visas.", "nyckeltals-id utanför källrad", "N30001"),
    # English
    ("Det är the median.", "engelska", "the"),
    ("Kommunen har a total of tre.", "engelska", "total of"),
    ("Missing för Flen.", "engelska", "Missing"),
    # forbidden words
    ("Kostnaden är omotiverat hög.", "ord som dömer", "omotiverat"),
    ("Vården är dyr.", "ord som dömer", "dyr"),
    (f"Andelen är hela 14{N}procent.", "ord som dömer", "hela 14"),
    (f"Andelen är så mycket som 14{N}procent.", "ord som dömer", "så mycket som 14"),
    ("Nivån är tyvärr högre.", "ord som dömer", "tyvärr"),
    ("Det beror på priset.", "orsak utan belägg", "beror på"),
    ("Nivån sjönk på grund av planen.", "orsak utan belägg", "på grund av"),
    ("Planen ger effekt.", "orsak utan belägg", "ger effekt"),
    ("Dessutom steg priset.", "utfyllnad", "Dessutom"),
    ("Kostnaden har vidare stigit.", "utfyllnad", "vidare"),
    ("Kostnaden steg kraftigt.", "gradord utan tal", "kraftigt"),
    ("Kostnaden är tydligt högre.", "gradord utan tal", "tydligt"),
    ("Priset är dock lägre, antalet dock högre.", "dock mer än en gång", "dock"),
    # sign and word
    (f"Det är −7,2{N}miljoner kronor i underskott.", "minus bredvid ord", f"−7,2{N}miljoner kronor i underskott"),
    ("Ett underskott på −7 visas.", "minus bredvid ord", "underskott på −7"),
    (f"Kostnaden är −5{N}procent lägre.", "minus bredvid ord", f"−5{N}procent lägre"),
    ("Resultatet är minus 5.", "minus i ord", "minus 5"),
    ("Den positiva avvikelsen består.", "positiv eller negativ", "positiva avvikelsen"),
    ("En negativ nettokostnadsavvikelse består.", "positiv eller negativ", "negativ nettokostnadsavvikelse"),
    # grammar
    ("Det är en mål.", "fel artikel", "en mål"),
    ("Det är ett åtgärd.", "fel artikel", "ett åtgärd"),
    ("Det är inget åtgärd.", "fel artikel", "inget åtgärd"),
    ("Höör har den näst högsta antalet.", "fel artikel", "den näst högsta antalet"),
    ("Höör har det högsta kostnaden.", "fel artikel", "det högsta kostnaden"),
    ("Det är 1 åtgärder.", "flertal efter ett", "1 åtgärder"),
    ("Det är en åtgärder.", "flertal efter ett", "en åtgärder"),
    ("Det är två åtgärd.", "ental efter flera", "två åtgärd"),
    ("Det är 16 kommun.", "ental efter flera", "16 kommun"),
    ("Här är två mål är uppfyllt.", "fel böjning efter antal", "två mål är uppfyllt"),
    ("En åtgärd är försenat.", "fel böjning efter antal", "En åtgärd är försenat"),
    ("Ett mål är uppfyllda.", "fel böjning efter antal", "Ett mål är uppfyllda"),
    ("En av elva tjänster är vakanta.", "fel böjning efter antal", "En av elva tjänster är vakanta"),
    ("Två av elva tjänster är vakant.", "fel böjning efter antal", "Två av elva tjänster är vakant"),
    ("Det är en 1 av två.", "ord och siffra", "en 1"),
    ("Nivån i i gruppen.", "ord två gånger", "i i"),
    ("Av av dem är två klara.", "ord två gånger", "Av av"),
    ("Det är den det gäller.", "ord två gånger", "den det"),
    ("Nivån är lika än gruppens.", "lika än", "lika än"),
    ("Här är Boråss nivå.", "genitiv med dubbelt s", "Boråss"),
    ("Här är Tyresö:s nivå.", "genitiv med kolon eller apostrof", "Tyresö:s"),
    # sentences
    (f"Nivån steg. 13{N}procent är mer.", "mening som inte börjar med stort ord", "13 procent är"),
    ("Nivån steg. −5 är mindre.", "mening som inte börjar med stort ord", "−5 är mindre."),
    ("Nivån steg. den är högre.", "mening som inte börjar med stort ord", "den är högre."),
    ("Nivån steg. Men den är lägre.", "mening som inte börjar med stort ord", "Men den är"),
    ("Nivån " + "stiger " * 29 + "nu.", "mening på 31 ord", "Nivån stiger stiger"),
    ("Ett. Två. Tre. Fyra. Fem. Sex.", "stycke på 6 meningar", "Ett."),
    ("Nivån steg. Nivån sjönk.", "två meningar börjar lika", "Nivån sjönk."),
    ("Nivån steg.\nNivån sjönk.", "två meningar börjar lika", "Nivån sjönk."),
]

GOOD = [
    (
        f"År 2024 var Ekhults nettokostnad för individ- och familjeomsorgen 13,0{N}procent högre än referenskostnaden. "
        f"Skillnaden motsvarar 700{N}kronor per invånare, sammanlagt 21,7{N}miljoner kronor."
    ),
    f"I Ekhult var 7,4 av 1{N}000 invånare 0–20 år placerade. Medianen i gruppen var 6,1.",
    "Prognosen bygger på uppgifter per 2024-08-31.",
    f"Intervallet går från 24,9{N}procent lägre till 9,9{N}procent högre än referenskostnaden.",
    "HVB:s kostnad steg i kommuner med låg andel. RKA:s modell visar det.",
    "Mål och uppdrag, t.ex. ramavtal, väntar på beslut.",
    f"Raderna summerar till −7{N}201{N}tkr; i underlaget står −7{N}200{N}tkr. Skillnaden beror på avrundning (±1).",
    "Om Ekhult ligger över eller under medianen beror på valet av jämförelsegrupp.",
    "Linjen är bruten vid 2019 på grund av ny modell.",
    "Nettokostnaden har legat stilla, utan tydlig riktning.",
    "Inget av de sex måtten skiljer sig tydligt från gruppen 2024.",
    "De 10 dyraste av 118 placeringar visas inte.",
    "En av elva tjänster är vakant. Två av elva uppdrag är färdiga.",
    "Av nio nämndmål är ett uppfyllt i hög grad, sex delvis uppfyllda och två inte uppfyllda.",
    "Ett mål är uppfyllt. Två mål är uppfyllda. En åtgärd är försenad.",
    f"Utfallet ger ett 1,8{N}miljoner kronor större underskott.",
    f"Resultatet är ett underskott på 7,2{N}miljoner kronor.",
    "Minus i resultat och prognos betyder underskott.",
    f"Kostnaden var 1{N}150{N}kronor och 90{N}kronor mer än medianen.",
    "– uppgift saknas · . inte tillämplig · .. sekretess hos källan · x visas inte, skydd av enskilda",
    "Beslutet gäller tills vidare, och så vidare.",
    "Borås, Grums och Processverket ingår.",
    "Ett barn- och ungdomsperspektiv finns. En barn- och ungdomsvård finns.",
    "Höör har den näst högsta kostnaden och det näst högsta antalet.",
    "Priset är dock lägre.",
    "Målet ”Vad är bra, and why?” har två olika bedömningar.",
    "Åren 2019–2024 visas. Kostnaden gick från 2 till 3. Den låg mellan 2 och 3.",
    "Nivån " + "stiger " * 28 + "nu.",
    "Ett. Två. Tre. Fyra. Fem.",
    f"Var det så? Ja, {N.join(('6', '100'))}{N}kronor.",
    "",
]


@pytest.mark.parametrize(("text", "name", "excerpt"), HITS, ids=[f"{name}-{text[:20]}" for text, name, _ in HITS])
def test_a_fault_is_found_and_quoted(text: str, name: str, excerpt: str) -> None:
    assert f"{name}: ”{excerpt}”" in faults(text)


@pytest.mark.parametrize("text", GOOD)
def test_good_text_has_no_faults(text: str) -> None:
    assert faults(text) == []


def test_every_rule_has_a_hit() -> None:
    assert {rule.name for rule in RULES} <= {name for _, name, _ in HITS}


@pytest.mark.parametrize(
    "line",
    [
        "Källa: Kolada (N30001, 2019–2024, hämtad 2026-08-16).",
        "Egen bearbetning av data från Kolada (N30001, hämtade 2026-08-16).",
        "Källa: Ekhults egna uppgifter (budget_2017_08.csv, 2017-08-31).",
        "Källa: The National Audit Office, Share of care 2014-2015, 2019.",
        "Syntetiska data – inte Kolada.",
    ],
)
def test_source_lines_may_name_ids_files_and_titles(line: str) -> None:
    assert faults(line) == []
    assert faults(f"Nivån steg.\n{line}") == []


def test_source_lines_are_still_checked_for_leftovers() -> None:
    assert faults("Källa: Kolada (N30001, None , hämtad ).") == [
        "mellanslag före skiljetecken: ”None ,”",
        "mellanslag innanför parentes: ”hämtad )”",
        "rest från programmet: ”None”",
    ]


def test_a_text_can_be_declared_a_source() -> None:
    assert faults("N30001, hämtad 2026-08-16", is_source=True) == []
    assert faults("N30001, hämtad 2026-08-16") == ["nyckeltals-id utanför källrad: ”N30001”"]


def test_allowed_strings_are_left_alone() -> None:
    text = "Attendo Care Net driver avsnitt 2.1."
    assert faults(text) == ["decimalpunkt: ”2.1”", "engelska: ”Care”", "engelska: ”Net”"]
    assert faults(text, allowed=frozenset({"Attendo Care Net", "2.1"})) == []


def test_allowed_strings_are_whole_words() -> None:
    assert faults("Nivån är -55.", allowed=frozenset({"-5"})) == ["bindestreck som minus: ”-55”"]


def test_quotes_may_judge_but_not_break_typography() -> None:
    assert faults("Målet är ”bra vård till -5”.") == ["bindestreck som minus: ”-5”"]


def test_all_faults_are_told_at_once_and_each_once() -> None:
    assert faults('13 procent är hela 14.5 , tyvärr. "Så".') == [
        "mellanslag före skiljetecken: ”14.5 ,”",
        "vanligt mellanslag före enhet: ”13 procent”",
        "decimalpunkt: ”14.5”",
        'raka citattecken: ”"Så"”',
        "ord som dömer: ”hela 14”",
        "ord som dömer: ”tyvärr”",
        "mening som inte börjar med stort ord: ”13 procent är”",
    ]


def test_sentences_end_at_full_stops_but_not_at_abbreviations() -> None:
    assert split_sentences("Se bl.a. Höör, kl. 10 och ca. 5. Varför? ”Ja.” Nej (kanske.) Så.") == [
        "Se bl.a. Höör, kl. 10 och ca. 5.",
        "Varför?",
        "”Ja.”",
        "Nej (kanske.)",
        "Så.",
    ]
