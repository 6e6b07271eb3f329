"""Jobs that the deployment runs: `terraform_data` with a provisioner that starts the job and waits for it.

The provisioner doesn't need a shell: its interpreter is the command itself. Nothing has to be quoted, even on
Windows, and Terraform reports a missing command.
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
# The attributes of a container that cause a new run when they change.
_RUN_ATTRIBUTES: Final = ("image", "command", "args", "env", "cpu", "memory")
# Known at plan time, and different in each plan.
_NOW: Final = "${plantimestamp()}"
_VARIABLE: Final = re.compile(r"\$\{var\.[\w-]+\}", re.ASCII)


def run_check(writer: Writer) -> TerraformElement:
    """The check that runs before any of the jobs changes, and fails if they can't be run."""
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
    """Runs a job whenever its containers have changed; Terraform taints a failed run and repeats it.

    Args:
        writer: the writer of the application.
        prepared: the job.
        run: how the deployment runs it.
        attributes: the job's attributes in Terraform.
        depends_on: what the run needs in addition to the job's own dependencies.
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
    # Only values known at plan time: the check would have to wait for anything else.
    override(run_check(writer), f"triggers_replace.{job.identifier}", images)
    return element


def _provision(element: TerraformElement, interpreter: Sequence[str], command: str) -> None:
    local_exec = {"interpreter": list(interpreter), "command": command}
    override(element, "provisioner", [{"local-exec": local_exec}])


def _words(seconds: int) -> str:
    return f"{seconds // 60}m" if seconds % 60 == 0 else f"{seconds}s"


def _containers(attributes: Mapping[str, object]) -> Iterator[dict[str, object]]:
    """The attributes of the containers that cause a new run, in the order in which the containers start."""
    template = cast("Mapping[str, list[Mapping[str, object]]]", attributes["template"])
    for each in (*(template.get("init_container") or ()), *(template.get("container") or ())):
        yield {name: _without_unset(each[name]) for name in _RUN_ATTRIBUTES if each.get(name) is not None}


def _without_unset(value: object) -> object:
    """A value without unset attributes: an environment variable has either a value or a secret's name."""
    if isinstance(value, list):
        return [_without_unset(each) for each in value]
    if isinstance(value, dict):
        return {name: each for name, each in value.items() if each is not None}
    return value


def _is_known_at_plan(writer: Writer, image: object) -> bool:
    """Whether an image consists only of text and variables."""
    resolved = writer.application.resolved(image) or str(image)
    return "${" not in _VARIABLE.sub("", resolved)


def write_waits(writer: Writer) -> None:
    """Makes Azure resources depend on the runs of jobs, which are written after the resources."""
    for resource in writer.application.resources:
        if isinstance(resource, ComputeResource) or Waits not in resource._annotations:
            continue
        element = main_element_of(resource)
        others = [each.other for each in Waits.of(resource).waits if each.is_for_completion]
        runs = [f"{RUN_TYPE}.{run_address(each)}" for each in dict.fromkeys(others) if each in writer.runs]
        if runs and element is not None:
            override(cast("TerraformElement", element), "depends_on", runs)
