"""The common parts of projects, containers and executables: environment variables, arguments, environment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

import attrs

from cdktf_aspire.diagnostics.foreign import harmless
from cdktf_aspire.diagnostics.problems import caller, with_article
from cdktf_aspire.diagnostics.rules import ERROR, WARNING, register
from cdktf_aspire.hosting.azure.identity import HasIdentity
from cdktf_aspire.hosting.callbacks import call_back
from cdktf_aspire.hosting.calls import also_named, user_call
from cdktf_aspire.hosting.deploy_runs import RunsOnDeploy
from cdktf_aspire.hosting.images import HasImage
from cdktf_aspire.hosting.ingress import EndpointProperty
from cdktf_aspire.hosting.keywords import flatten
from cdktf_aspire.hosting.probes import HasProbes
from cdktf_aspire.hosting.referencing import ReferenceCall, References, RefersToOthers, variables_of
from cdktf_aspire.hosting.run_mode import RunModeProgramCalls
from cdktf_aspire.hosting.values import Value, value_of
from cdktf_aspire.hosting.volumes import MountsVolumes
from cdktf_aspire.jobs import rules
from cdktf_aspire.values import records
from cdktf_aspire.values.value import is_token

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from cdktf_aspire.diagnostics.problems import SourceLocation
    from cdktf_aspire.hosting.endpoints import EndpointReference
    from cdktf_aspire.hosting.model import ApplicationModel
    from cdktf_aspire.hosting.references import ContainerImage
    from cdktf_aspire.values.value import Text

register(
    "ACJ904",
    ERROR,
    "compute environment",
    allowed="one environment, or with_compute_environment(...) on each resource",
    why="It isn't clear where the job runs",
    fix="Choose one with with_compute_environment(...)",
    source="Aspire.Hosting: multiple compute environments",
)


register(
    "ACJ014",
    WARNING,
    "with_container_files(), publish_with_container_files()",
    allowed="files in the image or on a volume",
    why="Aspire copies them only in local runs and for Docker Compose; a job would start without them",
    fix="COPY them in the Dockerfile, or mount a volume that contains them",
    source="Aspire.Hosting: ContainerFileSystemCallbackAnnotation",
)


@records.frozen
class Given:
    """A value together with the user's line that gave it."""

    value: object
    where: SourceLocation | None


@records.define
class EnvironmentCallbackContext:
    """The values that a callback of `with_environment` or `with_args` can change.

    Attributes:
        environment_variables: name -> value, those set so far; for `with_environment`.
        args: those given so far; for `with_args`.

    Example:
        ```python
        def settings(context: EnvironmentCallbackContext) -> None:
            context.environment_variables["LOG_LEVEL"] = "debug"


        worker.with_environment(settings)
        ```
    """

    environment_variables: dict[str, object] = attrs.field(factory=dict)
    args: list[object] = attrs.field(factory=list)

    @property
    def env_vars(self) -> dict[str, object]:
        """The variables, by their name in Aspire's own Python AppHosts."""
        return self.environment_variables


@records.frozen
class Variable:
    """One environment variable that was set.

    Attributes:
        name: of the variable.
        given: its value.
    """

    name: str
    given: Given


@records.frozen
class Callback:
    """A function that changes the variables or arguments.

    Attributes:
        function: called with an `EnvironmentCallbackContext`.
        where: the user's line.
    """

    function: Callable[[EnvironmentCallbackContext], object]
    where: SourceLocation | None


class ComputeResource(
    HasProbes, RefersToOthers, HasIdentity, HasImage, MountsVolumes, RunsOnDeploy, RunModeProgramCalls
):
    """A resource that runs: a project, a container or an executable."""

    def __init__(self, application: ApplicationModel, name: str) -> None:
        super().__init__(application, name)
        self._environment: list[Variable | Callback | ReferenceCall] = []
        self._args: list[Given | Callback] = []
        self._image_set_at = self._declared_at  # the user's line that chose the image

    # Whether it is an Azure Functions project, which can't be a job.
    _is_azure_functions = False

    @property
    def image(self) -> Text | ContainerImage | None:
        """The image that runs: a literal one, or one that is built elsewhere."""
        raise NotImplementedError

    @property
    def command(self) -> list[Given]:
        """What replaces the image's ENTRYPOINT."""
        return []

    @property
    def _default_environment_variables(self) -> Mapping[str, str]:
        """Environment variables that Aspire gives this kind of resource by default."""
        return {}

    def _environment_variables(self) -> dict[str, Given]:
        """The variables in Aspire's order: one that is set again keeps its place."""
        variables = {name: Given(value, None) for name, value in self._default_environment_variables.items()}
        for step in self._environment:
            match step:
                case Variable(name=name, given=given):
                    variables[name] = given
                case ReferenceCall():
                    taken = {name: each.value for name, each in variables.items()}
                    for name, value in variables_of(step, References.of(self).reference_flags, taken):
                        variables[name] = Given(value, step.where)
                case Callback(function=function, where=where):
                    context = EnvironmentCallbackContext(
                        {name: each.value for name, each in variables.items()}
                    )
                    call_back(function, context)
                    variables = {
                        name: variables[name]
                        if name in variables and variables[name].value is value
                        else Given(value_of(harmless(value)), where)
                        for name, value in context.environment_variables.items()
                    }
        return variables

    def _arguments(self) -> list[Given]:
        """The arguments, one per element."""
        args: list[Given] = []
        for step in self._args:
            if isinstance(step, Given):
                args.append(step)
            else:
                context = EnvironmentCallbackContext(args=[each.value for each in args])
                call_back(step.function, context)
                args = [Given(value_of(harmless(value)), step.where) for value in context.args]
        return args

    @user_call
    def with_environment(
        self, name: str | Callable[[EnvironmentCallbackContext], object], value: Value | None = None
    ) -> Self:
        """Sets an environment variable; setting it again keeps its position.

        Args:
            name: of the variable; or a callback that is called at the synth and changes
                `context.environment_variables`.
            value: text (taken literally), a parameter (a secret one becomes a secret of the job), an
                endpoint, an output, a connection string, a vault's secret, an expression, a cdktf token.
        """
        where = caller()
        if not isinstance(name, str) and callable(name):
            self._environment.append(Callback(name, where))
            if value is not None:
                message = "A callback sets the variables itself, so the value isn't used"
                self._report(rules.problem("ACJ002", message, path="value=", where=where))
        elif isinstance(name, list | tuple | dict | set | frozenset):
            message, hint = f"name is {with_article(name)}, not text", "Write one call for each variable"
            self._report(
                rules.problem("ACJ002", message, path="name=", allowed="text", hint=hint, where=where)
            )
        else:
            self._environment.append(Variable(name, Given(value_of(value), where)))
        return self

    @user_call
    def with_args(
        self, *args: Value | Sequence[Value] | Callable[[EnvironmentCallbackContext], object]
    ) -> Self:
        """Adds command line arguments, one per element; they are never split or quoted.

        Args:
            args: text, references or cdktf tokens; or a single list; or a callback that is called at the
                synth and changes `context.args`.
        """
        where = caller()
        for arg in flatten(args):
            if callable(arg) and not is_token(arg):
                self._args.append(Callback(arg, where))
            else:
                self._args.append(Given(value_of(arg), where))
        return self

    @user_call
    def with_container_files(self, destination_path: str, source: object, *options: object) -> Self:
        """Warns: nothing puts files into a container in Azure (Aspire's `WithContainerFiles`).

        Args:
            destination_path: in the container.
            source: ignored.
            options: ignored.
        """
        self._warn_of_files("with_container_files")
        return self

    @user_call
    def publish_with_container_files(self, source: object, destination_path: str) -> Self:
        """Warns: the image is built outside Terraform (Aspire's `PublishWithContainerFiles`).

        Args:
            source: ignored.
            destination_path: in the container.
        """
        self._warn_of_files("publish_with_container_files")
        return self

    def _warn_of_files(self, method: str) -> None:
        message = f"The files of {method}() are not in the container"
        self._report(rules.problem("ACJ014", message, path=method, where=caller()))

    with_env = also_named("with_env", with_environment)
    with_env_callback = also_named("with_env_callback", with_environment)
    with_environment_expression = also_named("with_environment_expression", with_environment)
    with_environment_parameter = also_named("with_environment_parameter", with_environment)
    with_environment_endpoint = also_named("with_environment_endpoint", with_environment)
    with_environment_connection_string = also_named("with_environment_connection_string", with_environment)
    with_environment_callback = also_named("with_environment_callback", with_environment)
    with_args_callback = also_named("with_args_callback", with_args)

    def _tell_port(self, variable: str, endpoint: EndpointReference) -> None:
        port = endpoint.property(EndpointProperty.TARGET_PORT)
        self._environment.append(Variable(variable, Given(port, endpoint.where)))

    def _refer(self, call: ReferenceCall) -> None:
        super()._refer(call)
        self._environment.append(call)


def jobs_of(application: ApplicationModel) -> list[ComputeResource]:
    """The resources that are published as a job."""
    return [resource for resource in application.resources_of(ComputeResource) if resource._is_job]
