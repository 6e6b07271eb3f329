"""Every code block of README and docs, run as a reader would run it.

- `python`: run, the blocks of a page one after another; a `text` block after it is what it prints.
- `json`: part of the Terraform JSON of a stack that the page declares.
- `mermaid`: what `cdktf-aspire graph` prints for one of the apps that the page declares.
- `csharp`: parsed; there is no .NET here to run it.
- `sh`: run in a copy of the project, less those that are run elsewhere (see `RUN_ELSEWHERE`); a `text` block
  after it is what the last command prints.
- `console`: typed by a reader on a machine without anything but uv, Terraform and the stand-in for azurerm;
  its output is compared. A block with a title is a file in that reader's folder.
- `xml`: parsed; there is no .NET here.
- `toml`: parsed here, and used by a project in another test.
- `yaml`: parsed; a step that uses the action of this project gives it inputs that it has.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest
import tree_sitter
import tree_sitter_c_sharp
import yaml
from typer.testing import CliRunner

from cdktf_aspire.cli import app as cdktf_aspire
from tests.apphost import ROOT, clean_environment
from tests.docs.console import Console
from tests.docs.pages import PAGES, PROJECTS, Block, blocks_in, blocks_of
from tests.project_copy import printed_in, project_of_run
from tests.terraform import examples
from tests.terraform.runner import types_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from _pytest.mark import ParameterSet

    from tests.terraform.installation import StandIn

RUN_ELSEWHERE = {
    "uv run pytest": "it is what runs this test",
    ".ci/run": "it is what runs this test in CI",
}

REPOSITORY = "https://github.com/cdktf-aspire/cdktf-aspire"

# Pages whose `console` blocks another test types: they need Azure, or a stack to plan.
TYPED_ELSEWHERE = PROJECTS | {
    "running.md": "tests/operations/test_running_page.py",
    "from-apphost-to-job.md": "tests/docs/test_from_apphost_to_job.py",
    "plan-review.md": "tests/terraform/test_plan_review_page.py",
}


# What a reader of README's beginning does not type, who has a clone, and who has the package.
OF_THE_OTHER = {"a clone": "$ uvx cdktf-aspire ", "the package": "$ git clone "}


@pytest.fixture
def console(tmp_path: Path, wheel: Path, stand_in: StandIn) -> Console:
    """The terminal of a reader on a new machine: an empty home and folder, uv, Terraform, and the stand-in.

    This library is where its wheel is released, and where its repository is cloned from. What was downloaded
    on this machine before is not downloaded again.
    """
    folder, home = tmp_path / "console", tmp_path / "home"
    folder.mkdir()
    home.mkdir()
    environment = clean_environment(
        CI="1",
        HOME=str(home),
        UV_FIND_LINKS=str(wheel.parent),
        UV_CACHE_DIR=said_by("uv", "cache", "dir"),
        npm_config_cache=said_by("npm", "config", "get", "cache"),
        GIT_CONFIG_COUNT="1",
        GIT_CONFIG_KEY_0=f"url.{ROOT.as_uri()}.insteadOf",
        GIT_CONFIG_VALUE_0=REPOSITORY,
        **stand_in.environment(tmp_path / "cloud.json"),
    )
    environment.pop("VIRTUAL_ENV", None)
    # The reader has Node and Python where uv puts them, not where these tests have theirs.
    own = str(Path(sys.executable).parent)
    environment["PATH"] = os.pathsep.join(
        each for each in environment["PATH"].split(os.pathsep) if each != own
    )

    def learn(here: Path) -> None:
        for written in here.glob("*/cdktf.out/stacks/*"):
            stand_in.learn(types_in(written))

    return Console(folder, environment, learn)


def said_by(*command: str) -> str:
    """What a program prints about this machine."""
    return subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout.strip()


def misfits(part: object, whole: object, path: str = "") -> list[str]:
    """Where a documented part of Terraform JSON is not in the whole."""
    if isinstance(part, dict) and isinstance(whole, dict):
        return [
            problem
            for key, value in part.items()
            for problem in (
                misfits(value, whole[key], f"{path}.{key}") if key in whole else [f"{path}.{key} is missing"]
            )
        ]
    if isinstance(part, list) and isinstance(whole, list) and len(part) == len(whole):
        return [
            problem
            for index, (a, b) in enumerate(zip(part, whole, strict=True))
            for problem in misfits(a, b, f"{path}[{index}]")
        ]
    return [] if part == whole else [f"{path}: {part!r} is documented, {whole!r} is written"]


def inputs_of_our_actions(value: object) -> Iterator[tuple[str, str]]:
    """Inputs that a workflow gives to the actions of this project, with the folder of the action."""
    if isinstance(value, dict):
        if found := re.search(r"/cdktf-aspire((?:/\w+)*)@", str(value.get("uses", ""))):
            yield from ((found[1].strip("/"), each) for each in value["with"])
        value = list(value.values())
    for each in value if isinstance(value, list) else []:
        yield from inputs_of_our_actions(each)


@pytest.fixture(scope="session")
def project(of_run: Path) -> Path:
    """A copy of the project, in which `uv run` has what is installed here."""
    return project_of_run(of_run)


def run_sh(block: Block, project: Path) -> str:
    """Runs the commands; what the last one prints."""
    commands = [line for line in block.text.splitlines() if line and not line.startswith("#")]
    printed = [printed_in(project, command) for command in commands if command not in RUN_ELSEWHERE]
    return printed[-1] if printed else ""


def drawn(folder: Path) -> str:
    """What `cdktf-aspire graph` prints."""
    done = CliRunner().invoke(cdktf_aspire, ["graph", str(folder)])
    assert done.exit_code == 0, done.output
    return done.stdout


def readers() -> Iterator[ParameterSet]:
    """The pages with commands, and a reader for each way to begin a page."""
    for page in PAGES:
        texts = [block.text for block in blocks_of(page) if block.language == "console"]
        if texts and page.name not in TYPED_ELSEWHERE:
            has_other = {start: any(other in text for text in texts) for start, other in OF_THE_OTHER.items()}
            starts = [start for start in OF_THE_OTHER if has_other[start] or start == "a clone"]
            for start in starts:
                id = f"{page.relative_to(ROOT)}-{start}"
                yield pytest.param(page, OF_THE_OTHER[start], start == starts[-1], id=id)


@pytest.mark.matrix(is_long=True)
@pytest.mark.parametrize(("page", "other", "deploys"), [*readers()])
def test_every_command_of_the_page_prints_what_it_says(
    page: Path, other: str, deploys: bool, console: Console, tmp_path: Path, of_run: Path
) -> None:
    """Readers who begin in other ways have written the same when they sign in, so one of them goes on."""
    for block in blocks_of(page):
        if block.title:
            console.write(block.title, block.text)
        if block.language == "console" and other not in block.text:
            if "$ az login\n" in block.text:
                name = page.relative_to(ROOT).as_posix()
                apps, _ = examples.of_run_in(of_run, name, tmp_path / "of-run")
                written = examples.documents_in([*(tmp_path / "console").glob("*/cdktf.out")])
                assert written == examples.documents_in(apps), f"{page.name}:{block.line}"
                if not deploys:
                    break
            for problem in console.run(block):
                pytest.fail(f"{page.name}:{block.line}: {problem}")


@pytest.mark.parametrize(
    "page",
    [page for page in PAGES if page.name not in PROJECTS],
    ids=lambda page: page.relative_to(ROOT).as_posix(),
)
def test_every_block_of_the_page_is_right(page: Path, tmp_path: Path, project: Path, of_run: Path) -> None:
    name = page.relative_to(ROOT).as_posix()
    apps, printed_by_python = (
        examples.of_run_in(of_run, name, tmp_path) if name in examples.PAGES_WITH_AN_APPHOST else ([], [])
    )
    printed = ""
    blocks = blocks_of(page)
    for block in blocks:
        where = f"{page.name}:{block.line}"
        match block.language:
            case "python":
                printed = printed_by_python.pop(0)
            case "text":
                assert printed.strip() == block.text.strip(), where
            case "csharp":
                parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_c_sharp.language()))
                assert not parser.parse(block.text.encode()).root_node.has_error, where
            case "sh":
                printed = run_sh(block, project)
            case "yaml":
                for folder, name in inputs_of_our_actions(yaml.safe_load(block.text)):
                    action = yaml.safe_load((ROOT / folder / "action.yml").read_text(encoding="utf-8"))
                    assert name in action["inputs"], where
            case "xml":
                ElementTree.fromstring(block.text)
            case "toml":
                tomllib.loads(block.text)  # used in tests/terraform/test_engine_clis.py
            case "json" | "mermaid" | "console":
                pass  # below, when the page is complete; above
            case "":
                pytest.fail(f"{where}: give the block a fence with a language")
            case other:
                pytest.fail(f"{where}: no test for a block of {other!r}")
    documents = examples.documents_in(apps)
    for block in blocks:
        if block.language == "mermaid":
            pictures = [drawn(cdktf_out) for cdktf_out in apps]
            assert block.text in pictures, f"{page.name}:{block.line}"
        if block.language == "json" and not block.title:
            problems = [misfits(json.loads(block.text), document) for document in documents]
            assert not all(problems), f"{page.name}:{block.line}: {min(problems, key=len)}"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("```python\nx = 1\n```\n", ("python", "x = 1\n", 2)),
        ("~~~python\nx = 1\n~~~\n", ("python", "x = 1\n", 2)),
        ("    x = 1\n", ("", "x = 1\n", 1)),
        ("Text:\n\n\tx = 1\n", ("", "x = 1\n", 3)),
        ("- a\n\n  ```python\n  x = 1\n  ```\n", ("python", "x = 1\n", 4)),
        ("1. a\n   - b\n     ~~~python\n     x = 1\n     ~~~\n", ("python", "x = 1\n", 4)),
        ("- a\n\n      x = 1\n", ("", "x = 1\n", 3)),
        ("> ```python\n> x = 1\n> ```\n", ("python", "x = 1\n", 2)),
        ("!!! note\n\n    ```python\n    x = 1\n    ```\n", ("", "```python\nx = 1\n```\n", 3)),
        ("<pre>\nx = 1\n</pre>\n", ("", "<pre>\nx = 1\n</pre>\n", 1)),
    ],
)
def test_no_kind_of_code_block_escapes(text: str, found: tuple[str, str, int]) -> None:
    """One without a language fails `test_every_block_of_the_page_is_right`."""
    assert [(each.language, each.text, each.line) for each in blocks_in(text)] == [found]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_fence_of_the_page_is_a_block(page: Path) -> None:
    """By the lines alone, without a parser of Markdown."""
    fences = re.findall(
        r"^[ >]*(?:[-*+]|\d+\.)? *(?:`{3,}|~{3,})", page.read_text(encoding="utf-8"), re.MULTILINE
    )
    assert len(fences) == 2 * len(blocks_of(page))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_of_the_page_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    missing = [link for link in links if "://" not in link and not (page.parent / link).exists()]
    assert missing == []
