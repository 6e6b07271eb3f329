"""The project itself: its layout, its packages, its rules of the house."""

from __future__ import annotations

import ast
import graphlib
import importlib.metadata
import json
import re
import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING

from typer.testing import CliRunner

import cdktf_aspire
from cdktf_aspire.cli import app
from tests.apphost import ROOT, clean_environment
from tests.platforms import PROGRAMS

if TYPE_CHECKING:
    from pathlib import Path

PACKAGE = ROOT / "constructs" / "cdktf_aspire"


def imports_of(file: Path) -> set[str]:
    """The modules that a module imports, wherever it does; and what it takes of them, by its full name."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def rooms_of(file: Path) -> set[str]:
    """The rooms of the house that a module imports."""
    return {name.split(".")[1] for name in imports_of(file) if name.startswith("cdktf_aspire.")}


def test_the_top_level_holds_what_belongs_there() -> None:
    tracked = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\0")
    assert {each.partition("/")[0] for each in tracked if each} == {
        *(".ci", ".github", "benchmarks", "constructs", "docs", "run", "stacks", "tests"),
        *(".gitattributes", ".gitignore", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "README.md"),
        *("action.yml", "cdktf.json", "mkdocs.yml", "pyproject.toml"),
    }


def test_the_repository_has_one_address() -> None:
    import tomllib

    urls = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["urls"]
    site = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    assert f"repo_url: {urls['Repository']}\n" in site
    assert f"site_url: {urls['Documentation']}\n" in site
    texts = [*(ROOT / ".github").rglob("*.*"), *ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    found = {
        address
        for file in texts
        for address in re.findall(
            r"https://github\.com/[\w-]+/cdktf-aspire\b", file.read_text(encoding="utf-8")
        )
    }
    assert found == {urls["Repository"]}


def test_the_name_constructs_belongs_to_the_package_on_pypi() -> None:
    import constructs

    assert not (ROOT / "constructs" / "__init__.py").exists()
    assert hasattr(constructs, "Construct")


def test_only_the_engine_knows_cdktf_jsii_and_the_bindings() -> None:
    offenders = [
        file.relative_to(PACKAGE).as_posix()
        for file in PACKAGE.rglob("*.py")
        if file.relative_to(PACKAGE).parts[:2] != ("terraform", "engine")
        and {name.split(".")[0] for name in imports_of(file)}
        & {"cdktf", "cdktf_cdktf_provider_azurerm", "cdktn", "cdktn_provider_azurerm", "jsii"}
    ]
    assert offenders == []


def test_only_the_engine_names_the_bindings() -> None:
    offenders = [
        file.relative_to(PACKAGE).as_posix()
        for file in PACKAGE.rglob("*.py")
        if file.relative_to(PACKAGE).parts[:2] != ("terraform", "engine")
        and re.search(r"cdktf_cdktf_provider|cdktn_provider", file.read_text(encoding="utf-8"))
    ]
    assert offenders == []


def test_the_package_reads_and_writes_the_same_bytes_on_every_system() -> None:
    """Python's defaults are an encoding of the system's settings and, on Windows, CRLF."""
    offenders = [
        f"{file.relative_to(ROOT).as_posix()}:{call.lineno}: {missing}="
        for file in (*PACKAGE.rglob("*.py"), ROOT / "docs" / "hooks.py")
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call)
        for missing in _missing_in(call)
    ]
    assert offenders == []


def _missing_in(call: ast.Call) -> set[str]:
    """The arguments that a call lacks which reads or writes text in a file."""
    match call.func:
        case ast.Attribute(attr="read_text", value=ast.Call(func=ast.Name(id="distribution"))):
            return set()  # metadata of a package, which has no encoding
        case ast.Attribute(attr="read_text"):
            needed = {"encoding"}
        case ast.Attribute(attr="write_text"):
            needed = {"encoding", "newline"}
        case ast.Name(id="open") if not any(
            isinstance(each, ast.Constant) and "b" in str(each.value) for each in call.args[1:]
        ):
            needed = {"encoding"}
        case _:
            return set()
    return needed - {each.arg for each in call.keywords if each.arg}


def test_data_flows_one_way() -> None:
    """Nothing points back: hosting and publish_output fill the jobs, terraform writes them."""
    speaking = ("diagnostics", "values")
    allowed = {
        "values": {"values"},
        "diagnostics": {"diagnostics", "values"},
        "jobs": {"jobs", *speaking},
        "hosting": {"hosting", "jobs", *speaking},
        "publish_output": {"publish_output", "hosting", "jobs", *speaking},
        "terraform": {"terraform", "publish_output", "hosting", "jobs", *speaking},
        "review": {"review", "jobs", *speaking},
        "overview": {"overview", "review", "publish_output", "hosting", "jobs", *speaking},
        "operations": {"operations", "jobs", *speaking},
    }
    offenders = [
        f"{file.relative_to(PACKAGE)} imports {room}"
        for name, may in allowed.items()
        for file in (PACKAGE / name).rglob("*.py")
        for room in rooms_of(file) - may - {"garbage"}
    ]
    assert offenders == []


def test_no_file_imports_in_a_circle() -> None:
    """Not for types only, and not inside a function either."""
    modules = {
        ".".join(file.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__"): file
        for file in PACKAGE.rglob("*.py")
    }
    graph = {
        module: {
            name
            for name in imports_of(file) & modules.keys()
            if not f"{module}.".startswith(f"{name}.")  # its own packages
        }
        for module, file in modules.items()
    }
    graphlib.TopologicalSorter(graph).prepare()  # says the circle that it finds


def test_no_two_classes_have_one_name() -> None:
    places: dict[str, list[str]] = {}
    for file in PACKAGE.rglob("*.py"):
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places.setdefault(node.name, []).append(str(file.relative_to(PACKAGE)))
    assert {name: files for name, files in places.items() if len(files) > 1} == {}


def test_the_list_of_rules_has_every_code_without_loading_an_engine() -> None:
    """The rooms that it does not load register none."""
    offenders = [
        str(file.relative_to(PACKAGE))
        for room in ("operations", "overview", "terraform", "values")
        for file in (PACKAGE / room).rglob("*.py")
        if re.search(r"^(\w.* = )?register\(|^@rule\(", file.read_text(encoding="utf-8"), re.MULTILINE)
    ]
    assert offenders == []


def test_the_version_is_said_once() -> None:
    shown = CliRunner().invoke(app, ["--version"])
    assert (shown.exit_code, shown.stdout) == (0, f"cdktf-aspire {cdktf_aspire.__version__}\n")
    assert importlib.metadata.version("cdktf-aspire") == cdktf_aspire.__version__


def test_how_the_engine_encodes_a_token_is_said_in_one_file() -> None:
    """The engine's own folder may know more of it."""
    files = {
        file.relative_to(PACKAGE).as_posix()
        for file in PACKAGE.rglob("*.py")
        if re.search(r"TfToken|__jsii_ref__", file.read_text(encoding="utf-8"))
        and not file.is_relative_to(PACKAGE / "terraform" / "engine")
    }
    assert files == {"values/tokens.py"}


def test_the_public_names_are_there() -> None:
    assert len(cdktf_aspire.__all__) > 30
    assert all(hasattr(cdktf_aspire, name) for name in cdktf_aspire.__all__)


def test_every_dependency_has_its_reason_written_down() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    text = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    extras = project["project"]["optional-dependencies"].values()
    groups = [project["project"]["dependencies"], *extras]
    groups += [project["dependency-groups"][group] for group in ("dev", "docs")]
    names = {re.split(r"[<>=[]", each)[0] for group in groups for each in group} - {"cdktf-aspire"}
    missing = [name for name in names if f"`{name}`" not in text]
    assert missing == []


def test_the_wheel_works_from_an_empty_environment_in_another_folder(tmp_path: Path, wheel: Path) -> None:
    def run(*command: str, cwd: Path = tmp_path) -> str:
        done = subprocess.run(
            command, cwd=cwd, env=clean_environment(), capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    names = zipfile.ZipFile(wheel).namelist()
    assert "cdktf_aspire/py.typed" in names
    assert "cdktf_aspire/terraform/engine/lazy_exports.js" in names
    pages = {f"cdktf_aspire/{room}/page.html.jinja" for room in ("overview", "review")}
    assert pages | {"cdktf_aspire/review/schema.json"} <= set(names)
    assert {name.split("/")[0] for name in names} == {
        "cdktf_aspire",
        wheel.name[: -len("-py3-none-any.whl")] + ".dist-info",
    }

    run("uv", "venv", "--quiet", "--python", sys.executable, "environment")
    python = str(tmp_path / "environment" / PROGRAMS / "python")
    run("uv", "pip", "install", "--quiet", "--python", python, str(wheel))
    folder = tmp_path / "app"
    folder.mkdir()
    (folder / "main.py").write_text(
        "from cdktf_aspire import create_builder\n"
        "builder = create_builder()\n"
        "builder.add_container('batch', 'a/b:1').publish_as_azure_container_app_job()\n"
        "builder.build().run()\n"
    )
    run(python, "main.py", cwd=folder)
    written = json.loads((folder / "cdktf.out" / "stacks" / "apphost" / "cdk.tf.json").read_text())
    assert list(written["resource"]["azurerm_container_app_job"]) == ["batch"]
