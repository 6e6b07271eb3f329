"""Where well-known images keep their data, for `with_data_volume`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

# Aspire.Hosting.*: the target of each WithDataVolume.
_FOLDERS: Final[Mapping[str, str]] = {
    "redis": "/data",
    "valkey": "/data",
    "garnet": "/data",
    "postgres": "/var/lib/postgresql/data",
    "mssql/server": "/var/opt/mssql",
    "mysql": "/var/lib/mysql",
    "mongo": "/data/db",
    "rabbitmq": "/var/lib/rabbitmq",
    "confluent-local": "/var/lib/kafka/data",
    "nats": "/var/lib/nats",
    "qdrant": "/qdrant/storage",
}
# Since this version the image of PostgreSQL keeps a folder for each of its versions.
_POSTGRES_WITH_VERSIONS: Final = 18


def data_folder(image: str) -> str | None:
    """The folder in which the image's program keeps its data, if it is known.

    Args:
        image: `[registry/]repository[:tag][@digest]`.
    """
    folder, slash, last = image.partition("@")[0].rpartition("/")
    name, _, tag = last.partition(":")
    repository = f"{folder}{slash}{name}"
    named = next((name for name in _FOLDERS if f"/{repository}".endswith(f"/{name}")), None)
    if named == "postgres":
        version = re.match(r"\d+", tag)
        if version is None or int(version[0]) >= _POSTGRES_WITH_VERSIONS:
            return "/var/lib/postgresql"
    return None if named is None else _FOLDERS[named]
