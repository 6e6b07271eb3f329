"""The application as a construct of a Terraform stack, and the builder that makes one."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Generic, Self, TypeVar, cast, overload

from cdktf_aspire.diagnostics.missing import note_with_block
from cdktf_aspire.diagnostics.problems import caller
from cdktf_aspire.garbage import keep_what_is_loaded
from cdktf_aspire.hosting.builder import ApplicationBuilder
from cdktf_aspire.hosting.calls import reading_call, reporting_call, user_call
from cdktf_aspire.hosting.compute import ComputeResource
from cdktf_aspire.hosting.model import accepted
from cdktf_aspire.hosting.own_constructs import is_taken_id
from cdktf_aspire.terraform import ready, unfinished
from cdktf_aspire.terraform.addresses import NothingOverwritten
from cdktf_aspire.terraform.application import CONSTRUCT_ID, StackApplication
from cdktf_aspire.terraform.application_arguments import is_name, name_problem, settle_arguments
from cdktf_aspire.terraform.engine.batch import call
from cdktf_aspire.terraform.engine.engines import INFO
from cdktf_aspire.terraform.guard import stop_on_errors
from cdktf_aspire.terraform.machine import problems_of_the_machine
from cdktf_aspire.terraform.resource_lookup import find_resource
from cdktf_aspire.terraform.stack import app_of, apphost_stack, engine_of_stack, is_own_stack, stack_of
from cdktf_aspire.terraform.synthesis import Synthesis

if TYPE_CHECKING:
    import os
    from collections.abc import Collection, Mapping

    from cdktf_aspire.diagnostics.problems import Problem
    from cdktf_aspire.hosting.model import Resource
    from cdktf_aspire.terraform.engine.classes import TerraformStack
    from cdktf_aspire.terraform.resources.resource_group import ExistingResourceGroup
    from cdktf_aspire.values.value import Text
    from constructs import Construct

R = TypeVar("R", bound="Resource")
T = TypeVar("T")

with problems_of_the_machine():
    ready()


class _Argument(Generic[T]):
    """An argument of the application, which can be set until the synth."""

    def __set_name__(self, owner: type[DistributedApplication], name: str) -> None:
        self._name = name

    def __get__(self, instance: DistributedApplication | None, owner: type[DistributedApplication]) -> T:
        return cast("T", self if instance is None else getattr(instance._model, self._name))

    def __set__(self, instance: DistributedApplication, value: T) -> None:
        setattr(instance._model, self._name, value)


class DistributedApplication(ApplicationBuilder):
    """An Aspire application in a Terraform stack, next to the stack's other resources.

    Everything is checked and written when the app is synthesized, so what is set until then counts.

    Example:
        ```python
        app = App()
        stack = TerraformStack(app, "jobs")
        aspire = DistributedApplication(stack, location="westeurope")
        aspire.add_container("worker", "contoso.azurecr.io/worker:1").publish_as_azure_container_app_job()
        ```
    """

    _model: StackApplication

    location = _Argument["Text | None"]()
    resource_group = _Argument["Text | ExistingResourceGroup | Construct | None"]()
    tags = _Argument["Mapping[str, Text]"]()
    provider_version = _Argument["str | None"]()
    provider = _Argument["Construct | None"]()
    register_resource_providers = _Argument[bool]()
    warnings_as_errors = _Argument[bool]()

    def __init__(
        self,
        scope: Construct,
        construct_id: str = CONSTRUCT_ID,
        *,
        location: Text | None = None,
        resource_group: Text | ExistingResourceGroup | Construct | None = None,
        tags: Mapping[str, Text] | None = None,
        provider_version: str | None = None,
        provider: Construct | None = None,
        register_resource_providers: bool = True,
        warnings_as_errors: bool = False,
    ) -> None:
        """Adds an application to a stack.

        Args:
            scope: a `TerraformStack` or a construct in one.
            construct_id: of the application in the stack, `apphost` when not given; a second one in the
                same stack needs its own, which its addresses begin with.
            location: Azure region, such as `westeurope`: text becomes the default of the variable
                `location`, a token or a parameter is used as it is. When not given, it is the region of the
                resource group, and `westeurope` for a group that is created.
            resource_group: that everything is created in. Text is the name of a new one, the default of the
                variable `resource_group_name` (`rg-<stack>` when not given); a token or a parameter is used
                as it is. `ExistingResourceGroup(name)` is looked up. A construct of
                `azurerm_resource_group`, of this stack or another one of the app, is used as it is.
            tags: of everything that the application creates, from text to text, a parameter or a token; a
                job's own tags win. None when not given.
            provider_version: Terraform's constraint for azurerm, such as `~> 4.60`; `>= 4.55, < 6` when not
                given and the stack has no provider of its own.
            provider: azurerm's, a construct of yours in the same stack; one with an alias too, and one of
                bindings that you generated. Everything from azurerm that the application writes goes through
                it. When not given, it is the stack's provider without an alias, which is added where there is
                none.
            register_resource_providers: whether azurerm registers the resource providers of what the stack
                creates in the subscription, True when not given; False for a deployer who may not do that. A
                provider of your own in the stack stays as it is.
            warnings_as_errors: whether a warning stops the synth as an error does; it does not when not
                given.
        """
        stack = stack_of(scope)
        problem = None if is_name(construct_id, of_stack=False) else name_problem(construct_id)
        name = f"unnamed-{id(self)}" if problem else construct_id
        try:
            super().__init__(scope, name)
        except RuntimeError as error:
            if not is_taken_id(error):
                raise
            problem = name_problem(construct_id, f"Something there is already named {construct_id!r}")
            super().__init__(scope, f"unnamed-{id(self)}")
        self._model = StackApplication(
            self,
            stack,
            engine_of_stack(stack),
            name,
            location=location,
            resource_group=resource_group,
            tags=tags if tags is not None else {},
            provider_version=provider_version,
            provider=provider,
            register_resource_providers=register_resource_providers,
            warnings_as_errors=warnings_as_errors,
            declared_at=caller(),
        )
        if problem is not None:
            self._report(problem)
        settle_arguments(self._model)
        self._synthesis = Synthesis(self._model)
        if self._model.applications_of_stack == [self._model]:
            stack.node.add_validation(NothingOverwritten(self._model))
        finish = "builder.build().run()" if is_own_stack(stack) else "app.synth()"
        unfinished.begin(self._model, self._model.declared_at, finish=finish)

    @property
    def stack(self) -> TerraformStack:
        """The stack that the application is in."""
        return self._model.stack

    @user_call
    def check(self) -> list[Problem]:
        """Every problem of the application, in the order of the code; writes nothing.

        It calls the configure callbacks; the synth after it calls them again.
        """
        return self._synthesis.check()

    @user_call
    def add_publish_output(
        self, path: str | os.PathLike[str], *, leave_out: bool | Collection[str] = ()
    ) -> Self:
        """Adds what `aspire publish` wrote for a .NET AppHost: its jobs, parameters and Azure resources.

        Each job is a resource afterwards, as if it had been added here: `resource(name)` gives it. Azure
        resources that this library has no construct for are carried over as `azapi_resource`.

        Args:
            path: the folder with `aspire-manifest.json` or `main.bicep`, or one of these two files.
            leave_out: names of resources that Terraform does not create, whose outputs become variables;
                True for all those that would be carried over.

        Raises:
            SynthesisStopped: the publish output has errors.
        """
        # Only here: an AppHost without a publish output needs no grammar of Bicep.
        from cdktf_aspire.terraform.publish_output import import_publish_output

        problems, choices = import_publish_output(self, self._model, path, leave_out)
        stop_on_errors(problems)
        for problem in problems:
            self._model.construct_of(problem)._report(problem)
        for choice in choices:
            call(choice.construct, "node.addMetadata", INFO, f"Publish output: {choice.message}.")
        return self

    def __enter__(self) -> Self:
        """Begins an AppHost as Aspire's own in Python do: `with create_builder() as builder:`."""
        note_with_block(sys._getframe(1))
        return self

    def __exit__(self, *error: object) -> None:
        """Has no effect: `builder.run()` ends the AppHost."""

    @overload
    def resource(self, name: str) -> ComputeResource: ...
    @overload
    def resource(self, name: str, kind: type[R]) -> R: ...
    @reading_call  # type: ignore[misc] # mypy sees `self` as positional only after a decorator
    def resource(self, name: str | None = None, kind: type[Resource] = ComputeResource) -> Resource:
        """A resource of the application by its name, to go on with what a publish output has added.

        Args:
            name: of the resource; upper and lower case alike, as in Aspire.
            kind: its class; a program (project, container or executable) when not given.

        Raises:
            SynthesisStopped: there is no such resource, or it is of another class.
        """
        return find_resource(self._model, name, kind)

    @user_call
    def acknowledge(self, code: str, reason: str) -> Self:
        """Accepts a warning on the application itself: it is not shown any more.

        A warning on a resource is accepted there: see `acknowledge` of a resource.

        Args:
            code: of the warning, for example `"ACJ959"`.
            reason: why it is fine here, for the next reader of the code.
        """
        self._model.acknowledgements += accepted(code, reason, self._report)
        return self

    @user_call
    def build(self) -> Self:
        """Ends the AppHost, as in Aspire; changes nothing and may be called again."""
        return self

    @user_call
    def run(self) -> None:
        """Synthesizes the whole cdktf app that the application belongs to.

        A line on standard output says what was written, and standard error has the warnings, unless the
        engine's CLI or a test runs the program.

        Raises:
            SynthesisStopped: the AppHost has errors; nothing was written.
        """
        app_of(self).synth()


@reporting_call
def create_builder(
    *,
    scope: Construct | None = None,
    name: str = CONSTRUCT_ID,
    location: Text | None = None,
    resource_group: Text | ExistingResourceGroup | Construct | None = None,
    tags: Mapping[str, Text] | None = None,
    provider_version: str | None = None,
    provider: Construct | None = None,
    register_resource_providers: bool = True,
    warnings_as_errors: bool = False,
) -> DistributedApplication:
    """Starts an AppHost.

    Args:
        scope: the stack to live in; without one, an app and a stack of its own are made.
        name: of the stack that is made, or of the construct in the given one; `apphost` when not given.
        location: Azure region, such as `westeurope`: text becomes the default of the variable `location`, a
            token or a parameter is used as it is. When not given, it is the region of the resource group,
            and `westeurope` for a group that is created.
        resource_group: that everything is created in. Text is the name of a new one, the default of the
            variable `resource_group_name` (`rg-<stack>` when not given); a token or a parameter is used as
            it is. `ExistingResourceGroup(name)` is looked up. A construct of `azurerm_resource_group`, of
            this stack or another one of the app, is used as it is.
        tags: of everything that the application creates, from text to text, a parameter or a token; a job's
            own tags win. None when not given.
        provider_version: Terraform's constraint for azurerm, such as `~> 4.60`; `>= 4.55, < 6` when not
            given and the stack has no provider of its own.
        provider: azurerm's, a construct of yours in the same stack; one with an alias too, and one of
            bindings that you generated. Everything from azurerm that the application writes goes through it.
            When not given, it is the stack's provider without an alias, which is added where there is none.
        register_resource_providers: whether azurerm registers the resource providers of what the stack
            creates in the subscription, True when not given; False for a deployer who may not do that. A
            provider of your own in the stack stays as it is.
        warnings_as_errors: whether a warning stops the synth as an error does; it does not when not given.

    Example:
        ```python
        builder = create_builder(name="jobs", location="westeurope")
        builder.add_container("worker", "mcr.microsoft.com/dotnet/samples", "dotnetapp")
        builder.resource("worker").publish_as_azure_container_app_job(trigger=Schedule("0 2 * * 0"))
        builder.build().run()
        ```
    """
    construct_id, problem = name, None
    if scope is None:
        construct_id = CONSTRUCT_ID
        problem = None if is_name(name, of_stack=True) else name_problem(name)
        scope = apphost_stack(CONSTRUCT_ID if problem else name)
    application = DistributedApplication(
        scope,
        construct_id,
        location=location,
        resource_group=resource_group,
        tags=tags,
        provider_version=provider_version,
        provider=provider,
        register_resource_providers=register_resource_providers,
        warnings_as_errors=warnings_as_errors,
    )
    if problem is not None:
        application._report(problem)
    return application


keep_what_is_loaded()
