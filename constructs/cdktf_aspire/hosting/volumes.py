"""The mounts of a resource."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, Literal, Self

import attrs

from cdktf_aspire.diagnostics.problems import caller
from cdktf_aspire.diagnostics.rules import ERROR, WARNING, register
from cdktf_aspire.hosting.calls import user_call
from cdktf_aspire.hosting.model import Annotation, Resource
from cdktf_aspire.jobs import rules
from cdktf_aspire.values import records
from cdktf_aspire.values.expressions import ModelReference
from cdktf_aspire.values.value import is_literal_text, is_text_token

if TYPE_CHECKING:
    from cdktf_aspire.diagnostics.problems import SourceLocation
    from cdktf_aspire.values.value import Text

register(
    "ACJ912",
    ERROR,
    "with_volume(), with_bind_mount() and similar calls",
    allowed="an absolute target; a source for a bind mount; a name for a read-only volume",
    why="There is nothing to mount",
    fix="Pass what is missing",
    source="Aspire.Hosting: ContainerMountAnnotation",
)

register(
    "ACJ913",
    WARNING,
    "with_bind_mount(source, target)",
    allowed="a share that something else fills",
    why="Terraform creates the share empty",
    fix="Upload the files after the deployment, or put them in the image",
    source="Aspire.Hosting: contents of bind mounts are not uploaded",
)

MountKind = Literal["volume", "bind-mount", "empty-dir", "secret", "nfs"]


@records.frozen(eq=False)
class Mount:
    """One mount of a resource.

    Attributes:
        kind: what is mounted.
        name: of the volume in the job, unique there.
        target: path in the container.
        source: name of an Aspire volume, or path of a bind mount.
        is_read_only: whether the program can't write.
        server: of an NFS share.
        share: of an NFS share.
        where: the user's line.
    """

    kind: MountKind
    name: str
    target: str
    source: str | None = None
    is_read_only: bool = False
    server: Text | None = None
    share: Text | None = None
    where: SourceLocation | None = None

    @property
    def has_storage(self) -> bool:
        """Whether it needs a storage of the environment."""
        return self.kind in {"volume", "bind-mount", "nfs"}


@records.frozen(eq=False)
class EnvironmentStorage(ModelReference):
    """The storage of the environment that a mount needs: its name there.

    Attributes:
        resource: that mounts it.
        mount: which mount.
    """

    resource: MountsVolumes
    mount: Mount


@records.define(eq=False)
class Mounts(Annotation):
    """The mounts of a resource.

    Attributes:
        mounts: in the order of the code.
    """

    mounts: list[Mount] = attrs.field(factory=list)


class MountsVolumes(Resource):
    """A resource that mounts volumes."""

    def _storage_keys(self, separator: str = "-") -> dict[Mount, str]:
        """The names that distinguish the resource's storages, by mount.

        Aspire numbers them, so a new volume before another one gets its number, and its files. Here a volume
        with a name keeps its own.

        Args:
            separator: in the place of what is neither a letter nor a digit.
        """
        keys: dict[Mount, str] = {}
        for mount in Mounts.of(self).mounts:
            volume = (mount.source or "") if mount.kind == "volume" else ""
            key = re.sub("[^a-z0-9]+", separator, volume.lower()).strip("-")
            if not key or key in keys.values():
                key = mount.name
            while key in keys.values():
                key += f"{separator}2"
            keys[mount] = key
        return keys

    @user_call
    def with_volume(self, target: str, name: str | None = None, *, is_read_only: bool = False) -> Self:
        """Mounts an Azure Files share that is created for this mount (Aspire's `WithVolume`).

        Args:
            target: absolute path in the container.
            name: of the volume, for readers of the AppHost.
            is_read_only: whether the program can't write; needs a name.
        """
        where = caller()
        if is_read_only and name is None:
            self._refuse_mount(
                "ACJ912", "A volume without a name can't be read-only", "is_read_only=", True, where
            )
        if name is not None and not (is_literal_text(name) and name):
            self._refuse_mount("ACJ912", "The name of a volume is text", "name=", name, where)
            name = None
        self._mount("volume", "v", target, source=name, is_read_only=is_read_only, where=where)
        return self

    @user_call
    def with_bind_mount(self, source: str, target: str, *, is_read_only: bool = False) -> Self:
        """Mounts an Azure Files share instead of a local folder (Aspire's `WithBindMount`).

        The folder's contents aren't uploaded.

        Args:
            source: path of the folder on the developer's machine.
            target: absolute path in the container.
            is_read_only: whether the program can't write.
        """
        where = caller()
        if not is_literal_text(source) or not source:
            self._refuse_mount("ACJ912", "A bind mount needs a source", "source=", source, where)
        self._mount("bind-mount", "bm", target, source=source, is_read_only=is_read_only, where=where)
        self._report(
            rules.problem(
                "ACJ913",
                f"The contents of {source!r} aren't uploaded to the share",
                path="with_bind_mount",
                where=where,
            )
        )
        return self

    @user_call
    def with_empty_dir(self, target: str) -> Self:
        """Mounts an empty folder that lasts as long as the replica.

        Args:
            target: absolute path in the container.
        """
        self._mount("empty-dir", "tmp", target, where=caller())
        return self

    @user_call
    def with_secret_volume(self, target: str) -> Self:
        """Mounts the secrets of the job as files, one per secret.

        Args:
            target: absolute path in the container.
        """
        self._mount("secret", "secrets", target, where=caller())
        return self

    @user_call
    def with_nfs_volume(self, server: Text, share: Text, target: str, *, is_read_only: bool = False) -> Self:
        """Mounts an existing NFS share; the environment must be in your own network for it.

        Args:
            server: host of the share, for example `mine.file.core.windows.net`.
            share: path on the server, for example `/mine/share`: the storage account, then the share.
            target: absolute path in the container.
            is_read_only: whether the program can't write.
        """
        where = caller()
        for path, value in (("server=", server), ("share=", share)):
            if not (value and (isinstance(value, str) or is_text_token(value))):
                self._refuse_mount("ACJ912", "An NFS share has a server and a path", path, value, where)
        if is_literal_text(share) and not posixpath.isabs(share):
            self._refuse_mount(
                "ACJ912", "The path of an NFS share starts with a slash", "share=", share, where
            )
        self._mount("nfs", "nfs", target, is_read_only=is_read_only, server=server, share=share, where=where)
        return self

    def _mount(
        self,
        kind: MountKind,
        prefix: str,
        target: str,
        *,
        where: SourceLocation | None,
        source: str | None = None,
        is_read_only: bool = False,
        server: Text | None = None,
        share: Text | None = None,
    ) -> None:
        index = sum(mount.kind == kind for mount in Mounts.of(self).mounts)
        if not isinstance(target, str) or not posixpath.isabs(target):
            self._refuse_mount(
                "ACJ912",
                "The target of a mount is an absolute path in the container",
                "target=",
                target,
                where,
            )
            return
        Mounts.of(self).mounts.append(
            Mount(kind, f"{prefix}{index}", target, source, is_read_only, server, share, where)
        )

    def _refuse_mount(
        self, code: str, message: str, path: str, value: object, where: SourceLocation | None
    ) -> None:
        self._report(rules.problem(code, message, path=path, value=value, where=where))
