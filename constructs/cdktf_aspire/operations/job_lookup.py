"""Which job in Azure is meant: by its AppHost's name, its name in Azure, or its id.

An AppHost's name is looked up in the outputs of the stack that declares it. Terraform itself reads them, so
that a state in a storage account, or in any other backend, is read like one on disk.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cdktf_aspire.diagnostics.json_input import InputError, read_json
from cdktf_aspire.diagnostics.last_synth import SYNTHESIZE, of_last_synth
from cdktf_aspire.diagnostics.plain_text import message_text
from cdktf_aspire.diagnostics.problems import closest
from cdktf_aspire.jobs import azure_ids
from cdktf_aspire.operations.errors import OperationError
from cdktf_aspire.operations.terraform_outputs import NoTerraformError, outputs_of, read_from
from cdktf_aspire.values import records

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_OUTPUT: Final = "job_ids"
_MOST_NAMES: Final = 10


class JobNotFound(Exception):  # noqa: N818 - it is what happened, not a fault of the program
    """It is not known which job is meant; the message says why, and what to write instead."""


@records.frozen
class JobId:
    """Where a job is in Azure.

    Attributes:
        subscription: its id.
        resource_group: its name.
        name: the job's name in Azure.
    """

    subscription: str
    resource_group: str
    name: str

    @classmethod
    def parse(cls, text: str) -> JobId | None:
        """The job of an id, in any case; None where the text is not the id of a job."""
        found = azure_ids.match_id(text.strip(), azure_ids.JOB)
        return None if found is None else cls(found["subscription"], found["group"], found["name"])

    def __str__(self) -> str:
        return (
            f"/subscriptions/{self.subscription}/resourceGroups/{self.resource_group}"
            f"/providers/{azure_ids.JOB}/{self.name}"
        )


def find_job(
    job: str, *, stack: str | None, resource_group: str | None, subscription: str | None, folder: Path
) -> JobId:
    """Finds the job.

    Args:
        job: its id, its name in Azure together with a resource group, or else its name in the AppHost.
        stack: the one that has it, where several have the name.
        resource_group: of a name in Azure.
        subscription: of a name in Azure; default: `ARM_SUBSCRIPTION_ID`, or the Azure CLI's.
        folder: what cdktf wrote, usually `cdktf.out`.

    Raises:
        JobNotFound: the message is for the user.
    """
    found = JobId.parse(job)
    if found is not None:
        return found
    if "/" in job:
        raise JobNotFound(_text(f"{job} is not the id of a job. Write {azure_ids.id_format(azure_ids.JOB)}."))
    if resource_group is None:
        return _of_stack(job, stack, folder)
    if stack is not None:
        raise JobNotFound(
            "Give either --resource-group, with a name in Azure, or --stack, with a name in the AppHost."
        )
    found = JobId.parse(str(JobId(_subscription(subscription), resource_group, job)))
    if found is None:
        raise JobNotFound(_text(f"{resource_group!r} and {job!r} can't be a resource group and a job."))
    return found


def output_folder() -> Path:
    """The folder that cdktf writes from here: of `CDKTF_OUTDIR`, of cdktf.json, or `cdktf.out`."""
    configured = None
    try:
        document = read_json(Path("cdktf.json"))
        configured = document.get("output") if isinstance(document, dict) else None
    except InputError:
        pass
    found = os.environ.get("CDKTF_OUTDIR") or configured
    return Path(found if isinstance(found, str) else "cdktf.out")


def _text(message: str) -> str:
    return message_text(message)


# -- by its name in Azure


def _subscription(given: str | None) -> str:
    found = given or os.environ.get("ARM_SUBSCRIPTION_ID") or _default_of_the_cli()
    if not found:
        raise JobNotFound(
            "The subscription is not known: give --subscription, set ARM_SUBSCRIPTION_ID, or sign in with "
            "`az login`."
        )
    return found.strip()


def _default_of_the_cli() -> str | None:
    program = shutil.which("az")
    if program is None:
        return None
    try:
        ended = read_from(
            [program, "account", "show", "--query", "id", "--output", "tsv"], None, "`az account show`"
        )
    except OperationError:
        return None
    return ended.stdout.strip() if ended.returncode == 0 else None


# -- by its name in the AppHost


@records.frozen
class _Stack:
    name: str
    folder: Path
    # The names of its jobs, by the output that has their ids.
    jobs: Mapping[str, Sequence[str]]

    def holds(self, job: str) -> bool:
        return any(job == name for names in self.jobs.values() for name in names)


def _of_stack(job: str, stack: str | None, folder: Path) -> JobId:
    stacks = list(_stacks(folder))
    if not stacks:
        raise JobNotFound(
            f"{folder} has no stack with a job. {SYNTHESIZE}, and run this command there; or give the "
            "job's name in Azure with --resource-group, or its id."
        )
    if stack is not None:
        stacks = [each for each in stacks if each.name == stack] or _no_stack(stack, stacks)
    spellings = {name.lower(): name for each in stacks for names in each.jobs.values() for name in names}
    job = job if any(each.holds(job) for each in stacks) else spellings.get(job.lower(), job)
    holders = [each for each in stacks if each.holds(job)]
    if not holders:
        raise JobNotFound(_no_such_job(job, stacks, list(spellings.values())))
    if len(holders) > 1:
        named = ", ".join(f"--stack {each.name}" for each in holders)
        raise JobNotFound(_text(f"{len(holders)} stacks have a job {job!r}. Say which one: {named}."))
    return _deployed(job, holders[0])


def _no_stack(stack: str, stacks: Sequence[_Stack]) -> list[_Stack]:
    raise JobNotFound(
        _text(f"No stack {stack!r} has a job. Stacks with jobs: {', '.join(each.name for each in stacks)}.")
    )


def _no_such_job(job: str, stacks: Sequence[_Stack], names: Sequence[str]) -> str:
    where = f"The stack {stacks[0].name}" if len(stacks) == 1 else f"None of the {len(stacks)} stacks"
    guess = closest(job, names)
    listed = ", ".join(sorted(names)[:_MOST_NAMES]) + (", ..." if len(names) > _MOST_NAMES else "")
    has = "has no job" if len(stacks) == 1 else "has a job"
    hint = f" Did you mean {guess}?" if guess else ""
    return _text(
        f"{where} {has} {job!r}.{hint} Known jobs: {listed}. For a name in Azure, add --resource-group."
    )


def _stacks(folder: Path) -> Iterator[_Stack]:
    """The stacks that have jobs, as the last synth wrote them."""
    root = folder / "stacks"
    for file in of_last_synth(root.glob("*/cdk.tf.json"), folder):
        try:
            document = read_json(file)
        except InputError as mistake:
            raise JobNotFound(_text(str(mistake))) from None
        outputs = document.get("output") if isinstance(document, dict) else None
        jobs = {name: list(_jobs(each)) for name, each in _items(outputs) if name.endswith(_OUTPUT)}
        if any(jobs.values()):
            yield _Stack(file.parent.name, file.parent, jobs)


def _jobs(output: object) -> Iterator[str]:
    """The names in an output of ids: an application's own is an object, one of the user's may be anything."""
    if isinstance(output, dict):
        yield from (name for name, _ in _items(output.get("value")))


def _items(value: object) -> Iterator[tuple[str, object]]:
    if isinstance(value, dict):
        yield from ((str(key), each) for key, each in value.items())


def _deployed(job: str, stack: _Stack) -> JobId:
    try:
        values = outputs_of(stack.folder)
    except NoTerraformError as error:
        raise JobNotFound(
            f"{error} Without them, give the job's name in Azure with --resource-group, or its id."
        ) from None
    except OperationError as error:
        raise JobNotFound(str(error)) from None
    ids = {
        name: parsed
        for output in stack.jobs
        for name, text in _items(values.get(output))
        if isinstance(text, str) and (parsed := JobId.parse(text)) is not None
    }
    found = ids.get(job)
    if found is None:
        state = "not this job" if ids else "no jobs"
        raise JobNotFound(
            _text(
                f"The stack {stack.name} declares {job}, but its state has {state}. Deploy the stack first."
            )
        )
    return found
