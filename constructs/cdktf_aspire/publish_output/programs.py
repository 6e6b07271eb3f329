"""A program that the publish output has without a module, when it is published as a job in Python."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from cdktf_aspire.diagnostics.problems import on_behalf_of
from cdktf_aspire.diagnostics.rules import WARNING, register
from cdktf_aspire.hosting.compute import Given, Variable
from cdktf_aspire.hosting.container import ContainerResource
from cdktf_aspire.hosting.job_publishing import Publishing
from cdktf_aspire.hosting.parameter import Parameter
from cdktf_aspire.hosting.values import value_of
from cdktf_aspire.publish_output.lowering import lowered
from cdktf_aspire.publish_output.problems import problem_at
from cdktf_aspire.values import records
from cdktf_aspire.values.value import has_secret

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cdktf_aspire.hosting.compute import ComputeResource
    from cdktf_aspire.hosting.images import Dockerfile
    from cdktf_aspire.publish_output.constructs import Constructs
    from cdktf_aspire.publish_output.entries import BuildEntry, ComputeEntry, DescribedValue
    from cdktf_aspire.publish_output.problems import Problems, SourceSpan

register(
    "ACJ815",
    WARNING,
    "a program of aspire-manifest.json that is published as a job in Python",
    allowed="env, args, entrypoint, volumes, bindMounts, bindings; context, dockerfile, stage, args, secrets "
    "of a build",
    why="The job would run without it",
    fix="Add it in Python",
    source="Aspire.Hosting, aspire-8.0.json",
)


@records.frozen
class ManifestProgram:
    """Gives a resource what its entry in the manifest says.

    It happens when the resource becomes a job: what nobody publishes is neither worked out nor asked for.

    Attributes:
        resource: that becomes a job.
        entry: what the manifest says of it.
        constructs: of the publish output.
        problems: of the publish output, where working out a value leaves what it finds.
    """

    resource: ComputeResource
    entry: ComputeEntry
    constructs: Constructs
    problems: Problems

    def give(self) -> None:
        """The user's earlier calls come after it."""
        resource, entry = self.resource, self.entry
        resource._environment[:0] = [
            Variable(each.name, given) for each, given in self._given(entry.variables)
        ]
        # A Dockerfile that the user gives a project or an executable drops the arguments, as in Aspire.
        if entry.kind == "container" or resource.dockerfile is None:
            resource._args[:0] = [given for _, given in self._given(entry.args)]
        if isinstance(resource, ContainerResource) and resource.entrypoint is None and entry.entrypoint:
            resource.entrypoint = next((given for _, given in self._given([entry.entrypoint])), None)
        self._mount()
        if entry.is_left_out or (entry.build is not None and entry.build.is_only_built):
            Publishing.of(resource).is_excluded = False  # Python wants more of it
        if entry.build is not None and resource.dockerfile is not None:
            self._note_build(entry.build, resource.dockerfile)
        for key, place in entry.unread:
            self._tell(f"{key!r} of the manifest is not carried over", key, place)

    def _given(self, values: Iterable[DescribedValue]) -> Iterator[tuple[DescribedValue, Given]]:
        """The values for the application model; a mistake in one is a problem of the resource."""
        for each in values:
            before, value = len(self.problems.found), None
            with self.problems.kept(), on_behalf_of(each.place.location):
                text = each.work_out()
                if text is None:
                    self._tell(f"{each.path} is null", each.path, each.place)
                else:
                    value = value_of(lowered(text, self.constructs.leaf, each.place))
            for problem in self.problems.found[before:]:
                self.resource._report(attrs.evolve(problem, path=problem.path or each.path))
            if value is not None:
                yield each, Given(value, each.place.location)

    def _mount(self) -> None:
        for index, mount in enumerate(self.entry.mounts):
            with on_behalf_of(mount.place.location):
                if mount.is_bind_mount:
                    self.resource.with_bind_mount(
                        mount.source or "", mount.target, is_read_only=mount.is_read_only
                    )
                    continue
                # Aspire mounts a volume that has no name as well, but only one that has a name read-only.
                name = mount.source or (f"{self.resource.name}-{index}" if mount.is_read_only else None)
                self.resource.with_volume(mount.target, name, is_read_only=mount.is_read_only)

    def _note_build(self, build: BuildEntry, noted: Dockerfile) -> None:
        """Arguments and secrets of the build, except for those that the user has given."""
        for each, given in self._given(arg for arg in build.args if arg.name not in noted.build_args):
            if has_secret(given.value):
                message = f"{each.path} is a secret, which anyone with the image could read"
                self._tell(message, each.path, each.place, "Make it a secret of the build")
            else:
                with on_behalf_of(each.place.location):
                    self.resource.with_build_arg(each.name, given.value)  # type: ignore[arg-type]
        for secret in build.secrets:
            each = secret.value
            if each.name in noted.build_secrets:
                continue
            value = None if secret.is_file else next((given.value for _, given in self._given([each])), None)
            if isinstance(value, Parameter) and value.secret:
                with on_behalf_of(each.place.location):
                    self.resource.with_build_secret(each.name, value)
            elif secret.is_file or value is not None:
                what = "a file" if secret.is_file else "not a secret parameter"
                self._tell(f"{each.path} is {what}", each.path, each.place, "Pass it to the build yourself")

    def _tell(self, message: str, path: str, place: SourceSpan, hint: str | None = None) -> None:
        self.resource._report(problem_at("ACJ815", message, place, path=path, hint=hint))
