"""Programs in a manifest: projects, containers and executables, with all that is said of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cdktf_aspire.publish_output.entries import (
    BuildEntry,
    BuildSecretEntry,
    ComputeEntry,
    DescribedValue,
    EndpointEntry,
    MountEntry,
)
from cdktf_aspire.values import records

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cdktf_aspire.publish_output.files import JsonPath
    from cdktf_aspire.publish_output.leaves import BicepValue
    from cdktf_aspire.publish_output.manifest_fields import ManifestFields
    from cdktf_aspire.publish_output.modules import Module
    from cdktf_aspire.publish_output.problems import SourceSpan

PROJECTS: Final = ("project.v0", "project.v1")
CONTAINERS: Final = ("container.v0", "container.v1", "dockerfile.v0")
EXECUTABLES: Final = ("executable.v0",)
# What is read of every program, and of one kind more.
_READ: Final = {"type", "args", "env", "bindings", "bindMounts", "volumes", "deployment", "connectionString"}
_READ_OF: Final = {
    "project": {"path"},
    "container": {"image", "build", "entrypoint"},
    "dockerfile.v0": {"path", "context", "buildArgs", "entrypoint"},
    "executable": {"command", "workingDirectory"},
}
_READ_OF_BUILD: Final = {"context", "dockerfile", "stage", "buildOnly", "args", "secrets"}


@records.frozen
class ProgramReader:
    """Reads programs.

    Attributes:
        fields: of the manifest.
        evaluate: works a text out that stands at a path of the document.
    """

    fields: ManifestFields
    evaluate: Callable[[str, JsonPath], BicepValue]

    def program(self, name: str, deployment: Module | None) -> ComputeEntry:
        """One program.

        Args:
            name: of the resource.
            deployment: the module that deploys it, or None.

        Raises:
            Mistake: a field is not what the manifest's schema says.
        """
        fields, entry = self.fields, self.fields.resources[name]
        kind = str(entry["type"])
        group = "project" if kind in PROJECTS else "container" if kind in CONTAINERS else "executable"
        build = self._build(name, kind)
        return ComputeEntry(
            name=name,
            place=fields.json.place(("resources", name)),
            kind=group,
            path=fields.text((name, "path")) if group == "project" else "",
            image=fields.text((name, "image")) if group == "container" and build is None else "",
            build=build,
            command=fields.text((name, "command")) if group == "executable" else "",
            working_directory=fields.text((name, "workingDirectory")) if group == "executable" else "",
            entrypoint=self._value((name, "entrypoint"), "entrypoint") if "entrypoint" in entry else None,
            args=tuple(
                self._value((name, "args", index), f"args[{index}]")
                for index in range(len(fields.optional_list((name, "args"))))
            ),
            variables=tuple(self._values((name, "env"))),
            endpoints=tuple(self._endpoints(name)),
            mounts=(*self._mounts(name, "volumes"), *self._mounts(name, "bindMounts")),
            unread=tuple(self._unread(name, kind, group)),
            deployment=deployment,
        )

    def _build(self, name: str, kind: str) -> BuildEntry | None:
        fields, at = self.fields, (name, "build")
        if kind == "dockerfile.v0":
            context, file = fields.text((name, "context")), fields.text((name, "path"))
            return BuildEntry(context, file, args=tuple(self._values((name, "buildArgs"))))
        if kind not in CONTAINERS or "build" not in fields.resources[name]:
            return None
        return BuildEntry(
            fields.text((*at, "context")),
            fields.optional_text((*at, "dockerfile")),
            fields.optional_text((*at, "stage")),
            fields.object_at(at).get("buildOnly") is True,
            tuple(self._values((*at, "args"))),
            tuple(self._build_secrets((*at, "secrets"))),
        )

    def _build_secrets(self, at: JsonPath) -> Iterator[BuildSecretEntry]:
        for secret in self.fields.optional_object(at):
            own = (*at, secret)
            is_file = self.fields.object_at(own).get("type") == "file"
            path = f"build.secrets.{secret}"
            value = self._value((*own, "source" if is_file else "value"), path, name=secret)
            yield BuildSecretEntry(value, is_file)

    def _values(self, at: JsonPath) -> Iterator[DescribedValue]:
        for key in self.fields.optional_object(at):
            yield self._value((*at, key), ".".join(map(str, (*at[1:], key))), name=key)

    def _value(self, at: JsonPath, path: str, *, name: str = "") -> DescribedValue:
        """A text of the manifest that is worked out when something needs it."""

        def work_out() -> BicepValue:
            text = self.fields.optional_text(at)
            return None if text is None else self.evaluate(text, ("resources", *at))

        return DescribedValue(name, path, self.fields.json.place(("resources", *at)), work_out)

    def _endpoints(self, name: str) -> Iterator[EndpointEntry]:
        fields = self.fields
        for endpoint in fields.optional_object((name, "bindings")):
            at = (name, "bindings", endpoint)
            described = fields.object_at(at)
            yield EndpointEntry(
                endpoint,
                fields.text((*at, "scheme")),
                self._port((*at, "port"), described.get("port")),
                self._port((*at, "targetPort"), described.get("targetPort")),
                described.get("external") is True,
            )

    def _port(self, at: JsonPath, value: object) -> int | None:
        if value is None:
            return None
        if not isinstance(value, int) or isinstance(value, bool) or not 0 < value < 65536:
            raise self.fields.wrong(at, "A port is a number from 1 to 65535", value)
        return value

    def _mounts(self, name: str, key: str) -> Iterator[MountEntry]:
        fields, source = self.fields, "source" if key == "bindMounts" else "name"
        for index in range(len(fields.optional_list((name, key)))):
            at = (name, key, index)
            described = fields.object_at(at)
            yield MountEntry(
                fields.optional_text((*at, source)),
                fields.text((*at, "target")),
                described.get("readOnly") is True,
                key == "bindMounts",
                fields.json.place(("resources", *at)),
            )

    def _unread(self, name: str, kind: str, group: str) -> Iterator[tuple[str, SourceSpan]]:
        """Keys that a later version of Aspire may have brought."""
        entry, place = self.fields.resources[name], self.fields.json.place
        known = _READ | _READ_OF.get(kind, _READ_OF[group])
        for key in entry:
            if key not in known:
                yield key, place(("resources", name, key))
        build = entry.get("build") if "build" in known else None
        for key in build if isinstance(build, dict) else ():
            if key not in _READ_OF_BUILD:
                yield f"build.{key}", place(("resources", name, "build", key))
