"""Jobs that the deployment runs: `terraform_data` with a provisioner that starts each and waits.

The provisioner needs no shell: its interpreter is the command itself. So nothing has to be quoted, not on
Windows either, and where the command is missing, Terraform says so.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, cast

from cdktf_aspire.hosting.compute import ComputeResource
from cdktf_aspire.hosting.deploy_runs import time_limit
from cdktf_aspire.hosting.escape_hatch import main_element_of
from cdktf_aspire.hosting.waiting import Waits
from cdktf_aspire.jobs.azurerm import RESOURCE_TYPE
from cdktf_aspire.terraform.engine.elements import generic, override
from cdktf_aspire.terraform.planned import RUN_TYPE, check_address, run_address
from cdktf_aspire.values.value import is_literal_number

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from cdktf_aspire.hosting.deploy_runs import RunOnDeploy
    from cdktf_aspire.hosting.prepared_job import PreparedJob
    from cdktf_aspire.terraform.engine.classes import TerraformElement
    from cdktf_aspire.terraform.writer import Writer

COMMAND: Final = ("cdktf-aspire", "run")
# What runs, of the attributes of a container: a new value of one of them is a new run.
_WHAT_RUNS: Final = ("image", "command", "args", "env", "cpu", "memory")
# Known at the plan, and another one in each.
_NOW: Final = "${plantimestamp()}"
_VARIABLE: Final = re.compile(r"\$\{var\.[\w-]+\}", re.ASCII)


def run_check(writer: Writer) -> TerraformElement:
    """What runs before any of the jobs is changed, and fails where they can't be run."""
    if writer.run_check is None:
        application = writer.application
        address = check_address(application)
        element = generic(application.construct, "run-check", address, RUN_TYPE, is_fixed=True)
        _provision(element, COMMAND, "--check")
        writer.run_check = element
    return writer.run_check


def write_run(
    writer: Writer,
    prepared: PreparedJob,
    run: RunOnDeploy,
    attributes: Mapping[str, object],
    depends_on: Sequence[TerraformElement],
) -> TerraformElement:
    """Runs a job whenever what runs has changed; a run that failed is tainted, and made again.

    Args:
        writer: of the application.
        prepared: the job.
        run: how it runs.
        attributes: of the job, as they were written.
        depends_on: what it needs beside what the job itself depends on.
    """
    job = prepared.resource
    limit = time_limit(run, prepared.job)
    element = generic(job, "run", run_address(job), RUN_TYPE, depends_on=depends_on, is_fixed=True)
    job_id = f"${{{RESOURCE_TYPE}.{job.identifier}.id}}"
    containers = list(_containers(attributes))
    images = [each["image"] for each in containers if _is_known_at_plan(writer, each["image"])]
    if run.when == "always":
        triggers: dict[str, object] = {"job": job_id, "at": _NOW}
        images.append(_NOW)
    else:
        triggers = {"job": job_id, "containers": containers}
    override(element, "triggers_replace", triggers)
    timeout = _words(int(limit)) if is_literal_number(limit) else f"{writer.text(limit)}s"
    _provision(element, (*COMMAND, "--wait", "--current", "--stop-on-timeout", "--timeout", timeout), job_id)
    # Only what is known at once: whatever else it depended on would have to be there before the check.
    override(run_check(writer), f"triggers_replace.{job.identifier}", images)
    return element


def _provision(element: TerraformElement, interpreter: Sequence[str], command: str) -> None:
    local_exec = {"interpreter": list(interpreter), "command": command}
    override(element, "provisioner", [{"local-exec": local_exec}])


def _words(seconds: int) -> str:
    return f"{seconds // 60}m" if seconds % 60 == 0 else f"{seconds}s"


def _containers(attributes: Mapping[str, object]) -> Iterator[dict[str, object]]:
    """What runs, init containers first, as they run."""
    template = cast("Mapping[str, list[Mapping[str, object]]]", attributes["template"])
    for each in (*(template.get("init_container") or ()), *(template.get("container") or ())):
        yield {name: _set(each[name]) for name in _WHAT_RUNS if each.get(name) is not None}


def _set(value: object) -> object:
    """Without what is not set: of an environment variable, its value or the name of its secret."""
    if isinstance(value, list):
        return [_set(each) for each in value]
    if isinstance(value, dict):
        return {name: each for name, each in value.items() if each is not None}
    return value


def _is_known_at_plan(writer: Writer, image: object) -> bool:
    """Whether an image is text, with variables in it or without."""
    resolved = writer.application.resolved(image) or str(image)
    return "${" not in _VARIABLE.sub("", resolved)


def write_waits(writer: Writer) -> None:
    """Has resources of Azure's wait for the runs of jobs, which are written after them."""
    for resource in writer.application.resources:
        if isinstance(resource, ComputeResource) or Waits not in resource._annotations:
            continue
        element = main_element_of(resource)
        others = [each.other for each in Waits.of(resource).waits if each.is_for_completion]
        runs = [f"{RUN_TYPE}.{run_address(each)}" for each in dict.fromkeys(others) if each in writer.runs]
        if runs and element is not None:
            override(cast("TerraformElement", element), "depends_on", runs)
