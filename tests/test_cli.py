"""The command line: what it answers, on which stream and with which exit code, and that it refuses before it starts."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sample_notebook import sample_facts, sample_notebook, sample_sections
from typer.testing import CliRunner, Result

from ifo_analysis import cli
from ifo_analysis.definitions import documents
from ifo_analysis.report import batch, run

if TYPE_CHECKING:
    from collections.abc import Callable

    from ifo_analysis.facts import Facts

HERE = Path(__file__).parent
IFO = (sys.executable, "-m", "ifo_analysis")
FOLDER = Path("reports/1267-hoor/2024/genomlysning")
TABLES = HERE.parent / "ifo_analysis/sources/tables"


@pytest.fixture(scope="module")
def facts() -> Facts:
    return sample_facts()


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def use_sample(facts: Facts, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Let reports be made from the sample notebook, with some cells of the test's own."""

    def use(*extra: str) -> None:
        notebook = sample_notebook(facts, sample_sections(), *extra)
        monkeypatch.setattr(run, "shipped_notebook", lambda _name: notebook)

    return use


@pytest.fixture
def _no_kernel(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: object, **_options: object) -> None:
        raise AssertionError("a report was started")

    monkeypatch.setattr(batch, "make_reports", refuse)


SECTIONS = len(documents()["genomlysning"].sections)


def ifo(*arguments: str) -> Result:
    return CliRunner().invoke(cli.app, ["report", "--offline", *arguments])


def refused(*arguments: str) -> str:
    """Return what a refusal says, once it is certain that nothing was started or written."""
    before = sorted(Path().rglob("*"))
    result = ifo(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert sorted(Path().rglob("*")) == before
    return result.stderr


def test_a_report_is_told_with_its_sections_and_paths(use_sample: Callable[..., None]) -> None:
    use_sample()
    result = ifo("höör", "2024")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == (
        f"Höör 2024     {SECTIONS} avsnitt: {SECTIONS - 1} fullständiga, 1 delvis; medföljande uppgifter\n"
        "              reports/1267-hoor/2024/genomlysning/genomlysning.pdf\n"
        "              reports/1267-hoor/2024/genomlysning/genomlysning.html\n"
    )
    assert sorted(path.name for path in FOLDER.iterdir()) == [
        *("genomlysning.html", "genomlysning.ipynb", "genomlysning.pdf", "manifest.json"),
    ]


def test_quiet_prints_only_the_paths(use_sample: Callable[..., None], tmp_path: Path) -> None:
    use_sample()
    folder = tmp_path.parent / f"{tmp_path.name}-elsewhere"
    result = ifo("1267", "--år", "2024", "--quiet", "--reports", str(folder))
    made = folder / "1267-hoor/2024/genomlysning"
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == f"{made}/genomlysning.pdf\n{made}/genomlysning.html\n"


def test_a_failed_report_is_told_and_ends_with_1(use_sample: Callable[..., None]) -> None:
    use_sample("{}['Anna']")
    result = ifo("höör", "2024")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == (
        "Höör 2024: Kodcell 3 under rubriken ”Första avsnittet”: cellen stoppades av ett fel av slaget KeyError. "
        "Kör om med --felsök för att se hela felet.\n"
    )
    assert not Path("reports").exists()


@pytest.mark.parametrize("option", ["--felsök", "--felsok"])
def test_the_whole_error_is_for_those_who_ask(use_sample: Callable[..., None], option: str) -> None:
    use_sample("{}['Anna']")
    result = ifo("höör", "2024", option)
    assert result.exit_code == 1
    assert "KeyError: 'Anna'" in result.stderr
    work = Path(re.search("Arbetsmappen finns kvar för felsökning: (.*)", result.stderr)[1])
    assert {"executed.ipynb", "facts.json", "kernel.log"} <= {path.name for path in work.iterdir()}
    shutil.rmtree(work)


@pytest.mark.usefixtures("_no_kernel")
@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["hörr", "2024"], "Kommunen ”hörr” finns inte. Menade du Höör?\n"),
        (
            ["120", "2024"],
            "Kommunkoden 120 finns inte. En kommunkod har fyra siffror, även nollan först: 0120 är Värmdö.\n",
        ),
        (["höör", "2023", "--ar", "2024"], "Året är både 2023 och 2024. Ange det en gång.\n"),
        (["--år", "2024"], "År, utgåva och nämnd gäller en enda rapport. Ange också kommunen.\n"),
        (["--params", "min.yml"], "min.yml: filen finns inte.\n"),
        (
            ["höör", "2024", "--utgava", "2023"],
            "Parametrar:\n  - peer_edition: Höör har ingen grupp i utgåva 2023; utgåvor: 2021, 2022, 2024\n",
        ),
    ],
)
def test_what_cannot_be_reported_on_is_refused_before_anything_starts(arguments: list[str], told: str) -> None:
    assert refused(*arguments) == told


@pytest.mark.usefixtures("_no_kernel")
def test_faults_in_a_file_are_refused_before_anything_starts() -> None:
    Path("params/1267-hoor").mkdir(parents=True)
    Path("params/1267-hoor/2024.yml").write_text("yaer: 2024\nnämnd: x\n", "utf-8")
    Path("params/1267-hoor/2023.yml").write_text("municipality: 1267\n", "utf-8")
    assert refused("höör", "2024").splitlines() == [
        "params/1267-hoor/2024.yml:",
        "  - yaer: okänd parameter; tillåtna: municipality, report_year, peer_edition, committee, local_files",
        "  - nämnd: okänd parameter; tillåtna: municipality, report_year, peer_edition, committee, local_files",
    ]
    assert refused("höör", "2023").splitlines() == [
        "params/1267-hoor/2023.yml:",
        (
            '  - rad 1: kommunkoden ska stå inom citattecken, till exempel municipality: "0162". '
            "Utan dem läser YAML vissa koder som ett annat tal"
        ),
    ]


@pytest.mark.usefixtures("_no_kernel")
def test_an_option_that_does_not_exist_ends_with_2() -> None:
    assert ifo("höör", "--wrong").exit_code == 2


@pytest.mark.usefixtures("_no_kernel")
def test_a_damaged_folder_of_tables_is_told_and_ends_with_1(tmp_path: Path) -> None:
    tables = shutil.copytree(TABLES, tmp_path / "tables")
    with (tables / "population.csv").open("a") as file:
        file.write("x")
    result = ifo("höör", "2024", "--tabeller", "tables")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == (
        "tables/population.csv: innehållet stämmer inte med kontrollsumman i datapackage.json. "
        "Filen är skadad eller ändrad. Installera om paketet, eller återställ filen.\n"
    )
    assert not Path("reports").exists()


@pytest.mark.usefixtures("_no_kernel")
def test_a_folder_without_tables_is_told() -> None:
    result = ifo("höör", "2024", "--tabeller", "nowhere")
    assert result.exit_code == 1
    assert result.stderr == (
        "nowhere/datapackage.json: filen saknas. En mapp med uppgifter ska ha en datapackage.json som beskriver "
        "tabellerna.\n"
    )


def test_a_fault_of_our_own_is_told_in_plain_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_arguments: object, **_options: object) -> None:
        raise LookupError("Anna")

    monkeypatch.setattr(batch, "make_reports", fail)
    result = ifo("höör", "2024")
    assert result.exit_code == 1
    assert result.stderr == ("Oväntat fel av slaget LookupError. Kör om med --felsök och skicka oss det som visas.\n")


COSTS = "År;Målgrupp;Kostnad\n2024;Barn;{}\n"


def own_files(cost: str, **said: str) -> Path:
    """Write a parameter file that lists one of the municipality's own files, and that file."""
    folder = Path("params/1267-hoor")
    folder.mkdir(parents=True)
    (folder / "kostnad.csv").write_text(COSTS.format(cost), "utf-8")
    about = {"kind": "booked_costs", "path": "kostnad.csv", "title": "Bokslut", "publisher": "Höörs kommun", **said}
    lines = ["files:", "  - retrieved: 2025-02-01", *(f"    {name}: {value}" for name, value in about.items())]
    (folder / "2024.yml").write_text("\n".join(lines), "utf-8")
    return folder / "2024.yml"


def check(*arguments: str) -> Result:
    return CliRunner().invoke(cli.app, ["check", *arguments])


def test_own_files_are_checked_without_a_report() -> None:
    result = check(str(own_files("5", unit="tkr", encoding="cp1252")))
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == (
        "kostnad.csv:\n"
        "  - svenska bokstäver är förstörda (till exempel Ã¶ för ö); exportera filen på nytt som UTF-8\n1 fel.\n"
    )


def test_own_files_that_can_be_used_are_told_with_what_was_noticed() -> None:
    file = own_files("5", unit="tkr", published="true")
    file.with_name("kostnad.csv").write_text("Bokslut\n" + COSTS.format("5"), "utf-8")
    result = check(str(file))
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == (
        "kostnad.csv: rättat: rubrikraden är rad 2; det som står ovanför lästes inte\n"
        "booked_costs: 1 rad\n"
        "Filerna kan användas. Alla filer är publicerade.\n"
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("report_year: 2024\n", "min.yml: ska ange municipality och report_year.\n"),
        (
            'municipality: "1267"\nreport_year: 2024\n',
            "min.yml: ska ha en lista files med kommunens egna filer.\n",
        ),
        (
            'municipality: "1267"\nreport_year: 2024\nfiles: [{kind: budget}]\n',
            (
                "min.yml:\n  - fil 1, rad 3: path: saknas\n  - fil 1, rad 3: title: saknas\n"
                "  - fil 1, rad 3: publisher: saknas\n  - fil 1, rad 3: retrieved: saknas\n4 fel.\n"
            ),
        ),
    ],
)
def test_a_parameter_file_without_files_to_check_is_refused(text: str, told: str) -> None:
    Path("min.yml").write_text(text, "utf-8")
    result = check("min.yml")
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", told)


def test_own_files_are_checked_by_themselves() -> None:
    result = check(str(own_files("5", unit="tkr")), "--live")
    assert (result.exit_code, result.stderr) == (
        2,
        "PARAMS kontrolleras för sig. Ange den utan --snapshot, --mot och --live.\n",
    )


@pytest.mark.usefixtures("_no_kernel")
def test_a_report_with_own_files_that_cannot_be_used_is_refused_before_anything_starts() -> None:
    own_files("1,234", unit="tkr")
    result = ifo("höör", "2024")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == (
        "kostnad.csv:\n  - rad 2, kolumnen Kostnad (bokförd kostnad, kronor): kan vara tusental eller decimaler; "
        'ange decimal: "," eller "." för filen\n1 fel.\n'
    )
    assert not Path("reports").exists()


def test_own_files_that_are_not_published_make_an_internal_report(use_sample: Callable[..., None]) -> None:
    use_sample()
    own_files("5", unit="tkr")
    result = ifo("höör", "2024")
    assert result.exit_code == 0
    assert [path.name for path in FOLDER.parent.iterdir()] == ["genomlysning-intern"]
    paths = [Path(line.strip()) for line in result.stdout.splitlines()[1:]]
    assert [(path.suffix, path.is_file()) for path in paths] == [(".pdf", True), (".html", True)]


def test_the_version_is_told() -> None:
    result = CliRunner().invoke(cli.app, ["--version"])
    assert re.fullmatch(r"ifo-genomlysning \d+\.\d+\.\d+\n", result.stdout)


def test_every_option_is_explained_in_swedish() -> None:
    told = ifo("--help").stdout
    for words in ("Kommunens namn", "Räkenskapsår", "Utgåva", "Nämnden", "Hämta inget", "--utgåva, --utgava"):
        assert words in told


def test_help_needs_nothing_heavy(tmp_path: Path) -> None:
    code = (
        "import sys; from ifo_analysis.cli import app; app(['report', '--help'], standalone_mode=False); "
        "print(sorted({'pandas', 'nbformat', 'ifo_analysis.report', 'rich', 'jinja2', 'yaml'} & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize("coercion", ["1", "0"])
def test_a_terminal_without_swedish_letters_gets_its_answer(coercion: str) -> None:
    bare = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": coercion, "PYTHONUTF8": coercion}
    command = [*IFO, "report", "hörr", "2024", "--offline"]
    done = subprocess.run(command, env={**os.environ, **bare}, capture_output=True, check=False)
    assert done.returncode == 2
    assert re.fullmatch(rb"Kommunen \S+ finns inte\. [^\n]+\n", done.stderr)


SLOW_RUN = """
    import sys
    sys.path.insert(0, {tests!r})
    from ifo_analysis import cli
    from ifo_analysis.report import run
    from sample_notebook import sample_facts, sample_notebook, sample_sections
    cell = "import os, pathlib, time; pathlib.Path({pid!r}).write_text(str(os.getpid())); time.sleep(120)"
    notebook = sample_notebook(sample_facts(), sample_sections(), cell)
    run.shipped_notebook = lambda _name: notebook
    sys.argv = ["ifo", "report", "höör", "2024", "--offline"]
    cli.main()
"""


@pytest.mark.parametrize(
    ("sent", "code", "told"),
    [
        (signal.SIGINT, 130, "Avbrutet. Tidigare rapporter är orörda.\n"),
        pytest.param(signal.SIGTERM, 143, "", marks=pytest.mark.slow),
    ],
)
def test_an_interrupted_run_takes_its_kernel_along_and_leaves_earlier_reports(
    tmp_path: Path, sent: signal.Signals, code: int, told: str
) -> None:
    FOLDER.mkdir(parents=True)
    (FOLDER / "manifest.json").write_text("old")
    pid, temporary = tmp_path / "pid", tmp_path / "t"
    temporary.mkdir()
    script = textwrap.dedent(SLOW_RUN).format(tests=str(HERE), pid=str(pid))
    environment = {**os.environ, "TMPDIR": str(temporary)}
    with subprocess.Popen(
        [sys.executable, "-c", script], env=environment, stderr=subprocess.PIPE, text=True
    ) as process:
        wait_for(lambda: pid.exists() and bool(pid.read_text()))
        process.send_signal(sent)
        _, errors = process.communicate(timeout=20)
    assert (process.returncode, errors) == (code, told)
    wait_for(lambda: not Path(f"/proc/{pid.read_text()}").exists())
    assert (FOLDER / "manifest.json").read_text() == "old"
    assert list(FOLDER.parent.iterdir()) == [FOLDER.parent / "genomlysning"]
    assert list(temporary.iterdir()) == []


def wait_for(condition: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


@pytest.mark.slow
def test_one_report_that_cannot_be_published_does_not_stop_the_other() -> None:
    Path("reports").mkdir()
    Path("reports/1267-hoor").write_text("min")
    done = subprocess.run([*IFO, "report"], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("Höör 2024: Rapporten kan inte läggas i ")
    assert done.stdout.startswith("Tyresö 2019 ")
