"""What a synth writes is there as a whole or not at all, and what can't be written is a problem."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from tests.apphost import clean_environment
from tests.matrix import matrix
from tests.platforms import posix

if TYPE_CHECKING:
    from pathlib import Path

BOUND = 120

# Two stacks, of which the second takes something of the first, an asset and a warning. Argument: a word
# that is in all files but the manifest.
APPHOST = """
import sys
from cdktf import Annotations, App, AssetType, Fn, TerraformAsset, TerraformOutput, TerraformStack
from cdktf_aspire import create_builder
word = sys.argv[1]
with open("asset.txt", "w") as file:
    file.write(word)
app = App(stack_traces=False)
for name in ("first", "second"):
    stack = TerraformStack(app, name)
    create_builder(scope=stack).add_container("batch", f"a/{word}:1").publish_as_azure_container_app_job()
    asset = TerraformAsset(stack, "asset", path="asset.txt", type=AssetType.FILE)
    TerraformOutput(stack, "path", value=asset.path)
Annotations.of(stack).add_warning("Take care.")
app.synth()
"""

# cdktf's own way of writing.
WITHOUT = """
import jsii._runtime
load = jsii._runtime.kernel.load
def refusing(name, version, path):
    if name == "cdktf-aspire":
        raise RuntimeError("refused")
    return load(name, version, path)
jsii._runtime.kernel.load = refusing
"""


class Project:
    """A folder with an app, and the processes that run it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.out = folder / "cdktf.out"
        (folder / "cdktf.json").write_text('{"language": "python", "app": "python main.py"}')

    def start(self, word: str, code: str = APPHOST, **environment: str) -> subprocess.Popen[str]:
        (self.folder / "main.py").write_text(code, encoding="utf-8")
        return subprocess.Popen(
            [sys.executable, "main.py", word],
            cwd=self.folder,
            env=clean_environment(**environment),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def run(self, word: str, code: str = APPHOST, **environment: str) -> tuple[int, str]:
        process = self.start(word, code, **environment)
        try:
            _, errors = process.communicate(timeout=BOUND)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            raise
        return process.returncode, errors

    def node(self, script: str) -> dict[str, str]:
        """The environment that has Node run a script first."""
        file = self.folder / "first.js"
        file.write_text('const fs = require("fs");\n' + script, encoding="utf-8")
        return {"NODE_OPTIONS": f"--require={file}"}

    def files(self) -> dict[str, bytes]:
        return {
            file.relative_to(self.out).as_posix(): file.read_bytes()
            for file in sorted(self.out.rglob("*"))
            if file.is_file()
        }

    def words(self) -> set[str]:
        """The words that the stacks were written with."""
        found = set()
        for stack in ("first", "second"):
            folder = self.out / "stacks" / stack
            document = json.loads((folder / "cdk.tf.json").read_text(encoding="utf-8"))
            job = document["resource"]["azurerm_container_app_job"]["batch"]
            found.add(job["template"]["container"][0]["image"].split("/")[1].split(":")[0])
            found.add((folder / document["output"]["path"]["value"]).read_text(encoding="utf-8"))
        return found


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Project:
    project = Project(tmp_path_factory.mktemp("old"))
    assert project.run("old") == (0, "")
    return project


@pytest.fixture
def written(project: Project, old: Project) -> Project:
    """With the output of a synth."""
    shutil.copytree(old.folder, project.folder, dirs_exist_ok=True)
    return project


@pytest.mark.parametrize("hcl", ["false", matrix("true")])
def test_every_file_is_the_one_that_cdktf_writes(written: Project, hcl: str) -> None:
    if hcl == "true":  # what is written already is JSON
        shutil.rmtree(written.out)
        assert written.run("old", SYNTH_HCL_OUTPUT=hcl)[0] == 0
    trees = []
    before = shutil.copytree(written.out, written.folder / "before")
    for start in ("", WITHOUT):
        shutil.rmtree(written.out)
        shutil.copytree(before, written.out)
        assert written.run("new", start + APPHOST, SYNTH_HCL_OUTPUT=hcl)[0] == 0
        trees.append(written.files())

    assert trees[0] == trees[1]
    assert len(trees[0]) == (7 if hcl == "true" else 5)


def test_what_else_is_in_the_folder_stays(written: Project) -> None:
    """Stacks that are not in the app any more, which cdktf's CLI looks after, and Terraform's own files."""
    for name in ("stacks/gone/cdk.tf.json", "stacks/first/.terraform/x", "stacks/first/terraform.tfstate"):
        (written.out / name).parent.mkdir(parents=True, exist_ok=True)
        (written.out / name).write_text("kept")
    before = written.files()

    assert written.run("new") == (0, "")
    assert written.words() == {"new"}
    assert {name: text for name, text in written.files().items() if text == b"kept"} == {
        name: text for name, text in before.items() if text == b"kept"
    }


@pytest.mark.parametrize(
    ("place", "reason"),
    [
        ("stacks/second/cdk.tf.json", "is a directory"),
        matrix("manifest.json", "is a directory"),
        matrix("stacks/second", "not a directory"),
    ],
)
def test_something_in_the_place_of_a_file_is_a_problem(written: Project, place: str, reason: str) -> None:
    path = written.out / place
    subprocess.run(["rm", "-r", str(path)], check=True)
    if reason == "is a directory":
        path.mkdir()
    else:
        path.touch()
    before = written.files()
    code, errors = written.run("new")

    assert code == 1
    assert errors.startswith(f"Error: The output can't be written: {reason} [ACJ980]\n")
    assert "on main.py line" in errors
    assert f"'cdktf.out/{place}'" in errors
    assert "Traceback" not in errors
    assert written.files() == before


FAILING = {
    "a full disk": (
        "const write = fs.writeFileSync; let count = 0;"
        "fs.writeFileSync = (file, text, ...rest) => {"
        '  if (!String(file).includes("cdk.tf") || ++count < 2) return write(file, text, ...rest);'
        "  write(file, text.slice(0, 100));"
        '  throw Object.assign(new Error("ENOSPC: no space left on device, write"),'
        '    {code: "ENOSPC", syscall: "write"}); };',
        "no space left on device",
    ),
    "a file system that is read-only": (
        "const mkdir = fs.mkdirSync;"
        "fs.mkdirSync = (folder, options) => {"
        '  if (!folder.includes(".cdktf-aspire-")) return mkdir(folder, options);'
        '  const code = options?.recursive ? "ENOENT" : "EROFS";'
        '  const reason = options?.recursive ? "no such file or directory" : "read-only file system";'
        "  throw Object.assign(new Error(`${code}: ${reason}, mkdir '${folder}'`),"
        '    {code, syscall: "mkdir", path: folder}); };',
        "read-only file system",
    ),
    "a disk that fails when the files take their places": (
        "const rename = fs.renameSync; let count = 0;"
        "fs.renameSync = (from, to) => {"
        "  if (++count !== 4) return rename(from, to);"
        "  throw Object.assign(new Error(`EIO: i/o error, rename '${from}' -> '${to}'`),"
        '    {code: "EIO", syscall: "rename", path: from, dest: to}); };',
        "i/o error",
    ),
}


@pytest.mark.parametrize(
    "kind", [matrix(kind) if "take their places" not in kind else kind for kind in FAILING]
)
def test_a_disk_that_fails_leaves_the_last_output(written: Project, kind: str) -> None:
    script, reason = FAILING[kind]
    before = written.files()
    code, errors = written.run("new", **written.node(script))

    assert code == 1
    assert errors.startswith(f"Error: The output can't be written: {reason} [ACJ980]\n")
    assert "Traceback" not in errors
    assert written.files() == before


@pytest.mark.skipif(sys.platform != "linux", reason="limits of another process are Linux's")
def test_a_limit_on_the_size_of_files_leaves_the_last_output(written: Project) -> None:
    limit = """
import psutil, resource
for child in psutil.Process().children(recursive=True):
    resource.prlimit(child.pid, resource.RLIMIT_FSIZE, (1000, 1000))
app.synth()
"""
    before = written.files()
    code, errors = written.run("new", APPHOST.replace("app.synth()\n", limit))

    assert code == 1
    assert errors.startswith("Error: The output can't be written: file too large [ACJ980]\n")
    assert written.files() == before


OWN_APP = """
from cdktf_aspire import create_builder
builder = create_builder(name="a")
builder.add_container("batch", "a/b:1").publish_as_azure_container_app_job()
builder.build().run()
"""


@pytest.mark.parametrize("outdir", ["file", matrix("no/such/folder"), matrix("file/inside")])
def test_a_folder_that_cant_be_made_is_a_problem(project: Project, outdir: str) -> None:
    (project.folder / "file").touch()
    code, errors = project.run("", OWN_APP, CDKTF_OUTDIR=outdir)

    assert code == 1
    assert errors.startswith("Error: The output can't be written: ")
    assert "on main.py line 3" in errors
    assert "Traceback" not in errors


@posix("these variables")
@pytest.mark.parametrize("variable", ["TMPDIR", matrix("HOME")])
def test_a_machine_that_cdktf_cant_start_on_is_a_problem(project: Project, variable: str) -> None:
    (project.folder / "file").touch()
    code, errors = project.run("", OWN_APP, **{variable: str(project.folder / "file" / "inside")})

    assert code == 1
    assert errors.startswith("Error: cdktf can't start: not a directory [ACJ981]\n\n  on main.py line 2:")
    assert "Traceback" not in errors


def test_an_error_of_the_users_own_is_the_error_that_it_always_was(written: Project) -> None:
    gone = APPHOST.replace("app.synth()", "import os\nos.remove('asset.txt')\napp.synth()")
    before = written.files()
    code, errors = written.run("new", gone)

    assert code == 1
    assert "ENOENT" in errors
    assert "ACJ980" not in errors
    assert written.files() == before


# Node tells of a point in time and is slow there.
SLOW = """
const path = require("path");
const sleep = () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000);
let count = 0;
const {name} = fs.{name};
fs.{name} = (...given) => {{
  if (!String(given[0]).includes("cdk.tf.json") || ++count !== 2) return {name}(...given);
  fs.mkdirSync(path.join(path.dirname(process.env.NODE_OPTIONS.split("=")[1]), "now"));
  sleep();
  return {name}(...given);
}};
"""


def wait_for_the_end_of_the_group(group: int) -> None:
    """Node moves its files to the end, even where Python and Node's own parent have gone."""
    end = time.monotonic() + BOUND
    with contextlib.suppress(ProcessLookupError):
        while time.monotonic() < end:
            os.killpg(group, 0)
            time.sleep(0.05)


@posix("signals to a group of processes")
@pytest.mark.parametrize(("phase", "word"), [matrix("writeFileSync", "old"), ("renameSync", "new")])
def test_an_interrupted_synth_leaves_one_output_or_the_other(written: Project, phase: str, word: str) -> None:
    """Ctrl-C reaches the whole group of processes."""
    process = written.start("new", **written.node(SLOW.format(name=phase)))
    while not (written.folder / "now").exists():
        assert process.poll() is None
        time.sleep(0.01)
    (written.folder / "asset.txt").unlink()
    os.killpg(process.pid, signal.SIGINT)
    process.communicate(timeout=BOUND)
    wait_for_the_end_of_the_group(process.pid)

    assert process.returncode != 0
    assert written.words() == {word}

    assert written.run("next") == (0, "")
    assert written.words() == {"next"}
    assert not [file for file in written.files() if "cdktf-aspire" in file]


def test_a_reader_never_sees_half_a_file(written: Project) -> None:
    """Node writes each file in two halves, slowly."""
    halves = (
        "const write = fs.writeFileSync;"
        "fs.writeFileSync = (file, text, ...rest) => {"
        '  if (!String(file).includes("cdktf.out")) return write(file, text, ...rest);'
        "  write(file, text.slice(0, text.length / 2));"
        "  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300);"
        "  write(file, text); };"
    )
    process = written.start("new", **written.node(halves))
    reads = 0
    while process.poll() is None:
        for name in ("manifest.json", "stacks/first/cdk.tf.json", "stacks/second/cdk.tf.json"):
            json.loads((written.out / name).read_text(encoding="utf-8"))
        reads += 1
    process.communicate(timeout=BOUND)

    assert process.returncode == 0
    assert reads > 10
    assert written.words() == {"new"}
