"""The facts of a value before the deployment: one walk gives its parts, its secrecy and its problems."""

from __future__ import annotations

import attrs

from cdktf_aspire.values import records
from cdktf_aspire.values.expressions import FallibleReference, classified
from cdktf_aspire.values.value import EngineToken, Raw, has_secret, known_text, walk


@records.frozen
class Resolution:
    """A value as a user gave it, classified: literals, references, tokens of the engine.

    Attributes:
        parts: the value and every value inside it, what is used in two places once.
    """

    parts: tuple[object, ...] = attrs.field(repr=False)

    @property
    def text(self) -> str | None:
        """Its text, where that is known here."""
        return known_text(self.parts[0])

    @property
    def is_secret(self) -> bool:
        """Whether it is a secret, or has one in it."""
        return has_secret(self.parts[0])

    @property
    def is_opaque(self) -> bool:
        """Whether only the engine knows a part of it: a user's token, or `raw`."""
        return any(isinstance(part, EngineToken | Raw) for part in self.parts)

    @property
    def problems(self) -> list[object]:
        """What is wrong with the expressions in it."""
        return [each for part in self.parts if isinstance(part, FallibleReference) for each in part._problems]


def resolve(value: object) -> Resolution:
    """What is known of a value, with tokens of the engine in its text or without."""
    return Resolution(tuple(walk(classified(value))))
