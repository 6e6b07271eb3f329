"""Container registry, which environments can share."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar, Final, Self

from cdktf_aspire.diagnostics.problems import caller
from cdktf_aspire.diagnostics.rules import ERROR, register
from cdktf_aspire.hosting.azure.azure_names import UniqueName
from cdktf_aspire.hosting.azure.azure_resource import AzureResource
from cdktf_aspire.hosting.azure.azure_type import AzureOutput, AzureType
from cdktf_aspire.hosting.calls import user_call
from cdktf_aspire.jobs import rules
from cdktf_aspire.jobs.azure_ids import CONTAINER_REGISTRY, match_id
from cdktf_aspire.jobs.cron import error_in
from cdktf_aspire.values import records
from cdktf_aspire.values.value import is_literal_text

if TYPE_CHECKING:
    from cdktf_aspire.diagnostics.problems import Problem, SourceLocation
    from cdktf_aspire.hosting.model import ApplicationModel
    from cdktf_aspire.hosting.references import Output

register(
    "ACJ957",
    ERROR,
    "with_purge_task(schedule, filter, ago, keep, task_name)",
    allowed="five cron fields; whole minutes; 1 or more images to keep; a unique name",
    why="The registry refuses the task, or runs it without effect",
    fix='For example with_purge_task("0 1 * * *", ago=timedelta(days=7))',
    source="https://learn.microsoft.com/azure/container-registry/container-registry-auto-purge",
)


_TASK_NAME: Final = re.compile(r"[\w-]+", re.ASCII)
_MINUTE: Final = timedelta(minutes=1)


@records.frozen
class PurgeTask:
    """A task of a registry that removes old images.

    Attributes:
        name: in Azure.
        schedule: five cron fields, in UTC.
        filter: repositories and tags.
        ago: newer images stay.
        keep: how many stay regardless of their age.
    """

    name: str
    schedule: str
    filter: str
    ago: timedelta
    keep: int

    @property
    def content(self) -> str:
        """The task in the registry's own language."""
        days, rest = divmod(self.ago, timedelta(days=1))
        hours, rest = divmod(rest, timedelta(hours=1))
        parts = ((days, "d"), (hours, "h"), (rest // _MINUTE, "m"))
        ago = "".join(f"{number}{unit}" for number, unit in parts if number) or "0d"
        command = f"acr purge --filter '{self.filter}' --ago {ago} --keep {self.keep}"
        return f"version: v1.1.0\nsteps:\n- cmd: {command}"

    def problems(self, taken: list[str], where: SourceLocation | None) -> list[Problem]:
        """What is wrong with it, given the names of the others."""
        found: list[Problem] = []

        def refuse(path: str, value: object, allowed: str) -> None:
            message = "The purge task isn't valid"
            found.append(
                rules.problem("ACJ957", message, path=path, value=value, allowed=allowed, where=where)
            )

        error = error_in(self.schedule) if isinstance(self.schedule, str) else None
        if error is not None or not isinstance(self.schedule, str):
            refuse("schedule=", self.schedule, "minute hour day-of-month month day-of-week, in UTC")
        if not isinstance(self.filter, str) or not re.fullmatch(r"[^\s']+", self.filter):
            refuse(
                "filter=",
                self.filter,
                'two regular expressions without quotes and spaces, for example "api:.*"',
            )
        if not isinstance(self.ago, timedelta) or self.ago < timedelta(0) or self.ago % _MINUTE:
            refuse("ago=", self.ago, "a timedelta of whole minutes, 0 or more")
        if isinstance(self.keep, bool) or not isinstance(self.keep, int) or self.keep < 1:
            refuse("keep=", self.keep, "a whole number, 1 or more")
        if not isinstance(self.name, str) or not _TASK_NAME.fullmatch(self.name) or self.name in taken:
            refuse("task_name=", self.name, "letters, digits, - and _, each name once in a registry")
        return found


class AzureContainerRegistryResource(AzureResource):
    """A container registry (Aspire's `AddAzureContainerRegistry`).

    Outputs: `id`, `name`, `loginServer`. It has no default role.

    Attributes:
        purge_tasks: what removes old images.

    Example:
        ```python
        registry = builder.add_azure_container_registry("registry")
        builder.add_azure_container_app_environment("env").with_azure_container_registry(registry)
        ```
    """

    _azure_type: ClassVar[AzureType] = AzureType(
        CONTAINER_REGISTRY,
        "azurerm_container_registry",
        UniqueName(50, hyphens=False),
        outputs=(
            AzureOutput("loginServer", "login_server", "properties.loginServer", by_name="{}.azurecr.io"),
        ),
        roles={
            "AcrDelete": None,
            "AcrImageSigner": None,
            "AcrPull": "7f951dda-4ed3-4680-a7ca-43fe172d538d",
            "AcrPush": "8311e382-0749-4cb8-b61a-304f252e45ec",
            "AcrQuarantineReader": None,
            "AcrQuarantineWriter": None,
        },
        bicep={"sku.name": "Basic", "properties.adminUserEnabled": False},
        found_by_id=True,
    )

    def __init__(self, application: ApplicationModel, name: str) -> None:
        super().__init__(application, name)
        self.purge_tasks: list[PurgeTask] = []

    @user_call
    def with_purge_task(
        self,
        schedule: str,
        filter: str = ".*:.*",
        ago: timedelta = timedelta(0),
        keep: int = 3,
        task_name: str | None = None,
    ) -> Self:
        """Removes old images on a schedule (Aspire's `WithPurgeTask`).

        Args:
            schedule: five cron fields, in UTC.
            filter: repositories and tags, as two regular expressions with a colon between them.
            ago: newer images stay; whole minutes.
            keep: how many of the newest images of each repository stay regardless of their age; 1 or more.
            task_name: in Azure; `purgeOldImages` when not given, with a number if there are several.
        """
        number = len(self.purge_tasks)
        name = task_name or ("purgeOldImages" if number == 0 else f"purgeOldImages_{number}")
        task = PurgeTask(name, schedule, filter, ago, keep)
        problems = task.problems([each.name for each in self.purge_tasks], caller())
        for problem in problems:
            self._report(problem)
        if not problems:
            self.purge_tasks.append(task)
        return self

    @property
    def _id_in_azure(self) -> str | None:
        """The id of an existing registry that was given by its id."""
        name = None if self.existing is None else self.existing.name
        return name if is_literal_text(name) and match_id(name, CONTAINER_REGISTRY) else None

    @property
    def host(self) -> str | None:
        """Where its images are, if that is known here: an existing registry's name says it."""
        name = None if self.existing is None else self.existing.name
        return f"{name.rpartition('/')[2].lower()}.azurecr.io" if is_literal_text(name) else None

    @property
    def login_server(self) -> Output:
        """Host of the registry."""
        return self.output("loginServer")
