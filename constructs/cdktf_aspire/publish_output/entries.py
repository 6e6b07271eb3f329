"""The content of a publish output, in either layout: parameters, programs, connection strings, modules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktf_aspire.diagnostics.rules import WARNING, register
from cdktf_aspire.values import records

if TYPE_CHECKING:
    from collections.abc import Callable

    from cdktf_aspire.publish_output.leaves import BicepValue
    from cdktf_aspire.publish_output.modules import Module
    from cdktf_aspire.publish_output.problems import SourceSpan

register(
    "ACJ808",
    WARNING,
    "a resource of aspire-manifest.json",
    allowed="types that Aspire deploys to Azure",
    why="There is no Terraform for it",
    fix='Add what is needed of it in Python, and name it: leave_out=["..."]',
    source="Aspire.Hosting, manifest",
)


@records.frozen
class ParameterEntry:
    """A parameter of the AppHost.

    Attributes:
        name: of the resource.
        place: in the publish output.
        secret: whether its value is one.
        default: published with it.
        description: for the person who gives the value.
        is_connection_string: whether it stands for one (Aspire's `AddConnectionString`).
        is_written_when_used: whether nobody has to give it a value unless something here needs it.
        type: of the Terraform variable; None where its default says it, and for text.
    """

    name: str
    place: SourceSpan
    secret: bool = False
    default: BicepValue = None
    description: str | None = None
    is_connection_string: bool = False
    is_written_when_used: bool = False
    type: str | None = None


@records.frozen
class ConnectionStringEntry:
    """A resource that is nothing but a connection string.

    Attributes:
        name: of the resource.
        place: in the publish output.
        value: works the connection string out.
    """

    name: str
    place: SourceSpan
    value: Callable[[], BicepValue]


@records.frozen
class EndpointEntry:
    """An endpoint of a program.

    Attributes:
        name: of the endpoint.
        scheme: `http`, `https`, `tcp`, ...
        port: that others use.
        target_port: that the program listens on.
        external: whether it is reached from outside.
    """

    name: str
    scheme: str
    port: int | None
    target_port: int | None
    external: bool


@records.frozen
class DescribedValue:
    """A text of the manifest that is worked out when something needs it.

    Attributes:
        name: of the variable or of the argument of a build; empty where the order counts.
        path: in the program's entry, such as `env.MODE`.
        place: in the manifest.
        work_out: gives the value; None where the manifest has null.
    """

    name: str
    path: str
    place: SourceSpan
    work_out: Callable[[], BicepValue]


@records.frozen
class MountEntry:
    """A volume or a bind mount of a program.

    Attributes:
        source: name of the volume, or folder of the bind mount.
        target: path in the container.
        is_read_only: whether the program can't write.
        is_bind_mount: whether it is a folder of the developer's machine.
        place: in the manifest.
    """

    source: str | None
    target: str
    is_read_only: bool
    is_bind_mount: bool
    place: SourceSpan


@records.frozen
class BuildSecretEntry:
    """A secret of an image's build.

    Attributes:
        value: what it holds, or the path of the file that does.
        is_file: whether a file holds it.
    """

    value: DescribedValue
    is_file: bool


@records.frozen
class BuildEntry:
    """How the image of a program is built.

    Attributes:
        context: folder that the build sees.
        dockerfile: in that folder.
        stage: to stop at.
        is_only_built: whether the image is for others and the program itself is not deployed.
        args: of the build.
        secrets: of the build.
    """

    context: str
    dockerfile: str | None = None
    stage: str | None = None
    is_only_built: bool = False
    args: tuple[DescribedValue, ...] = ()
    secrets: tuple[BuildSecretEntry, ...] = ()


@records.frozen
class ComputeEntry:
    """A program: a project, a container or an executable.

    Attributes:
        name: of the resource.
        place: in the publish output.
        kind: `project`, `container` or `executable`.
        path: of the project file.
        image: of a container that is not built.
        build: of a container that is built.
        command: of an executable.
        working_directory: of an executable.
        entrypoint: of a container.
        args: that it is started with.
        variables: of its environment.
        endpoints: that it declares.
        mounts: that it declares.
        unread: keys of its entry that nothing here reads, each with its place.
        deployment: the module that deploys it; None when the publish output has none.
        is_left_out: whether the user leaves it out, so that it is only there to be published in Python.
    """

    name: str
    place: SourceSpan
    kind: str
    path: str = ""
    image: str = ""
    build: BuildEntry | None = None
    command: str = ""
    working_directory: str = ""
    entrypoint: DescribedValue | None = None
    args: tuple[DescribedValue, ...] = ()
    variables: tuple[DescribedValue, ...] = ()
    endpoints: tuple[EndpointEntry, ...] = ()
    mounts: tuple[MountEntry, ...] = ()
    unread: tuple[tuple[str, SourceSpan], ...] = ()
    deployment: Module | None = None
    is_left_out: bool = False


@records.frozen
class ModuleEntry:
    """An Azure resource of the AppHost: a module of its own.

    Attributes:
        name: of the resource.
        place: in the publish output.
        module: what it declares.
    """

    name: str
    place: SourceSpan
    module: Module


Entry = ParameterEntry | ConnectionStringEntry | ComputeEntry | ModuleEntry


def modules_of(entries: list[Entry]) -> list[Module]:
    """The modules of entries, in their order."""
    found: list[Module] = []
    for entry in entries:
        if isinstance(entry, ModuleEntry):
            found.append(entry.module)
        elif isinstance(entry, ComputeEntry) and entry.deployment is not None:
            found.append(entry.deployment)
    return found
