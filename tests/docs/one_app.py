"""The stacks, and the AppHosts of the documentation, in one cdktf app: `cdktf.json` has it in the CLI's test.

All pages, except one whose apply runs a job and one that another test takes through the CLI.

Several pages have a stack of the same name, so each app stays in a folder of its own below the output folder
and the manifest, by which the CLI goes, calls their stacks `<page>-<number of the app>-<stack>`.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

from tests.apphost import ROOT
from tests.terraform import examples

if TYPE_CHECKING:
    from tests.apphost import Json


def main() -> None:
    out = Path(os.environ.pop("CDKTF_OUTDIR")).absolute()  # not for the programs that it starts
    of_run = Path(os.environ["OF_RUN"])
    os.chdir(ROOT)  # the pages name files of the project
    stacks: Json = {}
    for page in examples.NAMES:
        if page in (examples.RUNS_A_JOB, examples.THROUGH_THE_CLI):
            continue
        short = page.removesuffix(".md").replace("/", "-")
        folder = out / "pages" / short
        folder.mkdir(parents=True)
        for number, cdktf_out in enumerate(examples.of_run_in(of_run, page, folder)[0], 1):
            manifest = examples.manifest_of(cdktf_out)
            for stack, entry in manifest["stacks"].items():
                name = f"{short}-{number}-{stack}"
                stacks[name] = entry | {
                    "name": name,
                    "dependencies": [f"{short}-{number}-{each}" for each in entry["dependencies"]],
                    **{
                        key: (cdktf_out / entry[key]).relative_to(out).as_posix()
                        for key in ("workingDirectory", "synthesizedStackPath", "stackMetadataPath")
                    },
                }
    merged = {"version": manifest["version"], "stacks": stacks}
    (out / "manifest.json").write_text(json.dumps(merged, indent=2), encoding="utf-8")


if __name__ == "__main__":
    main()
