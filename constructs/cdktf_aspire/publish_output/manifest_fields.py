"""The fields of a manifest's resources, each of the kind that it has to be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs

from cdktf_aspire.diagnostics.problems import kind_of
from cdktf_aspire.publish_output.files import MANIFEST
from cdktf_aspire.publish_output.paths import value_at
from cdktf_aspire.publish_output.problems import Mistake, problem_at
from cdktf_aspire.values import records

if TYPE_CHECKING:
    from cdktf_aspire.publish_output.files import JsonFile, JsonPath

# Keys of a resource whose values are not secret.
_SHOWN: Final = frozenset(
    {
        *("command", "context", "dockerfile", "external", "filter", "image", "path", "port", "protocol"),
        *("readOnly", "resourceGroup", "scheme", "stage", "target", "targetPort", "transport", "type"),
        *("secret", "workingDirectory"),
    }
)


@records.frozen
class ManifestFields:
    """Reads fields by their path, which begins with the name of a resource.

    Attributes:
        json: the manifest.
        resources: name -> entry.
    """

    json: JsonFile
    resources: dict[str, dict[str, object]] = attrs.field(factory=dict)

    def object_at(self, at: JsonPath) -> dict[str, object]:
        """An object that has to be there."""
        value = self.at(at)
        if not isinstance(value, dict):
            raise self.wrong(at, f"{str(at[-1])!r} is an object", value)
        return value

    def optional_object(self, at: JsonPath) -> dict[str, object]:
        """An object, or an empty one."""
        return {} if self.at(at) is None else self.object_at(at)

    def text(self, at: JsonPath) -> str:
        """A text that has to be there."""
        value = self.at(at)
        if not isinstance(value, str):
            missing = f"The resource {str(at[0])!r} has no {str(at[-1])!r}"
            raise self.wrong(at, missing if value is None else f"{str(at[-1])!r} is text", value)
        return value

    def optional_text(self, at: JsonPath) -> str | None:
        """A text, or None."""
        return None if self.at(at) is None else self.text(at)

    def optional_list(self, at: JsonPath) -> list[object]:
        """A list, or an empty one."""
        value = self.at(at)
        if value is not None and not isinstance(value, list):
            raise self.wrong(at, f"{str(at[-1])!r} is a list", value)
        return value or []

    def at(self, at: JsonPath) -> object:
        """Whatever stands at a path; None where nothing does."""
        found: object = value_at(self.resources, at)
        return found

    def wrong(self, at: JsonPath, message: str, value: object) -> Mistake:
        """A mistake at a path; of a value that may be a secret, the kind is shown."""
        place = self.json.place(("resources", *at))
        resource = str(at[0]) if at else None
        mistake = problem_at(MANIFEST, message, place, resource=resource, value=value)
        is_name = at[-1:] == (value,)
        if value is not None and not is_name and (len(at) == 1 or at[-1] not in _SHOWN):
            mistake = attrs.evolve(mistake, value=kind_of(value))
        return Mistake(mistake)
