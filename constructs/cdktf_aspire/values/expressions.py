"""The expression tree: text with values in it, choices, calls of functions, maps with computed keys.

Its leaves are literals, tokens of the engine, and the references that each room has of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

import attrs

from cdktf_aspire.values import records
from cdktf_aspire.values.functions import FUNCTIONS, WrongArgumentError, compute, literal_text
from cdktf_aspire.values.tokens import is_engine_token, split_at_tokens
from cdktf_aspire.values.value import (
    Composite,
    EngineToken,
    Reference,
    Unknown,
    has_secret,
    is_known,
    known_text,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cdktf_aspire.values.value import Text


class TokenSource(Protocol):
    """The first argument of a configure callback, which makes tokens of references."""

    def provisioning_parameter(self, reference: Reference) -> str:
        """A parameter, an output, an endpoint or an expression as a token."""


@records.frozen
class Extent:
    """The size of a value when everything in it is written out.

    What is used in two places of an expression is written twice, so that a few lines can come to a text of
    any length.

    Attributes:
        parts: texts and references.
        characters: of the texts.
        depth: of the expressions in one another.
    """

    parts: int = 1
    characters: int = 0
    depth: int = 1

    @classmethod
    def of(cls, values: Iterable[object]) -> Extent:
        """The extent of an expression of these values."""
        parts, characters, depth = 1, 0, 0
        for value in values:
            extent = _extent_of(value)
            parts += extent.parts
            characters += extent.characters
            depth = max(depth, extent.depth)
        return cls(parts, characters, depth + 1)

    @property
    def is_too_much(self) -> bool:
        """Whether it is too large to be intended."""
        return self.parts > _MOST.parts or self.characters > _MOST.characters or self.depth > _MOST.depth


# Far above what an environment variable takes, far below what stops Python or Terraform.
_MOST: Final = Extent(parts=10_000, characters=1_000_000, depth=100)


def _extent_of(value: object) -> Extent:
    match value:
        case str():
            return Extent(characters=len(value))
        case ModelReference():
            return value._extent
        case SecretText(text=text):
            return _extent_of(text)
    return Extent()


class NoTokenSourceError(TypeError):
    """The value passed instead of a callback's first argument can't create tokens."""


class ModelReference(Reference):
    """A reference that a configure callback can turn into a token."""

    @property
    def _extent(self) -> Extent:
        """How much it comes to; one reference, unless it consists of others."""
        return Extent()

    def as_provisioning_parameter(self, infra: TokenSource) -> str:
        """The value as a token, for use inside a configure callback.

        Args:
            infra: the first argument of the callback.

        Raises:
            NoTokenSourceError: it is something else.
        """
        if not hasattr(type(infra), "provisioning_parameter"):
            raise NoTokenSourceError
        return infra.provisioning_parameter(self)


class FallibleReference(ModelReference):
    """A reference that can be built wrong, which is reported for the resource that uses it.

    Attributes:
        _problems: what is wrong with it.
    """

    _problems: tuple[object, ...]


class _Expression(Composite, FallibleReference):
    """A part of the tree that has other values in it."""

    _problems: tuple[object, ...] = ()

    @property
    def _extent(self) -> Extent:
        """The sum of what is in it."""
        return Extent.of(self._inner)


@records.frozen
class Interpolation(_Expression):
    """Text with values in it.

    Attributes:
        parts: literal texts and references, never two texts in a row.
        _problems: what is wrong with it.
    """

    parts: tuple[str | Reference, ...] = attrs.field(repr=False)
    _problems: tuple[object, ...] = ()
    _extent: Extent = attrs.field(init=False, repr=False, eq=False)

    @_extent.default
    def _sum(self) -> Extent:
        return Extent.of(self.parts)

    @property
    def _made_of(self) -> tuple[tuple[object, ...], ...]:
        """The literal texts and the values."""
        return () if self._problems else (self.parts,)

    @property
    def _inner(self) -> tuple[object, ...]:
        """The values, without the literal texts."""
        return tuple(part for part in self.parts if not isinstance(part, str))

    @property
    def only_value(self) -> object | None:
        """The value of an expression that is nothing but one value."""
        return self.parts[0] if len(self.parts) == 1 and not isinstance(self.parts[0], str) else None

    @property
    def _known_text(self) -> str | None:
        """The text, when all of its parts are known."""
        # With a problem in it a choice by it would be made, and the problem with it gone.
        texts = [None] if self._problems else [known_text(part) for part in self.parts]
        return None if None in texts else "".join(text for text in texts if text is not None)


def classified(value: object) -> object:
    """A value as a node of the tree: tokens of the engine as such, also inside of a text."""
    if isinstance(value, Reference) or not is_engine_token(value):
        return value
    parts = split_at_tokens(value) if isinstance(value, str) else []
    if len(parts) < 2:
        return EngineToken(value)
    return interpolated(EngineToken(part) if index % 2 else part for index, part in enumerate(parts))


@records.frozen
class ConditionalExpression(_Expression):
    """A choice by a value.

    Attributes:
        condition: what is compared.
        match_value: with this text, upper and lower case alike.
        when_true: when it is equal.
        when_false: when it is not.
        _problems: what is wrong with it.

    Example:
        ```python
        size = builder.add_parameter("size", "small")
        batch = conditional_expr(size, match="large", when_true="1000", when_false="100")
        worker.with_environment("BATCH", batch)
        ```
    """

    condition: object = attrs.field(repr=False, converter=classified)
    match_value: str
    when_true: object = attrs.field(repr=False, converter=classified)
    when_false: object = attrs.field(repr=False, converter=classified)
    _problems: tuple[object, ...] = ()
    _extent: Extent = attrs.field(init=False, repr=False, eq=False)

    @_extent.default
    def _sum(self) -> Extent:
        return Extent.of((self.condition, self.when_true, self.when_false))

    @property
    def _made_of(self) -> tuple[tuple[object, ...], ...]:
        """The branches that may be taken; a choice by a secret says something of it, so it counts too."""
        texts = self.alternatives if has_secret(self.condition) else self.alternatives[-2:]
        return () if self._problems else tuple((each,) for each in texts)

    @property
    def _inner(self) -> tuple[object, ...]:
        """What it may come to, and what decides that."""
        is_token = is_engine_token(self.match_value)
        return (*self.alternatives, classified(self.match_value)) if is_token else self.alternatives

    @property
    def only_value(self) -> object | None:
        """The branch that is taken, when the condition is known."""
        match self.alternatives:
            case (value,):
                return value
        return None

    @property
    def _known_text(self) -> str | None:
        """The text of the branch that is taken, when the condition is known."""
        return None if self._problems else known_text(self.only_value)

    @property
    def alternatives(self) -> tuple[object, ...]:
        """Its possible values: one branch if the condition is known, otherwise all parts."""
        known = known_text(self.condition)
        if known is None or is_engine_token(self.match_value):
            return (self.condition, self.when_true, self.when_false)
        return (self.when_true if known.lower() == self.match_value.lower() else self.when_false,)


@records.frozen
class SecretText(Reference):
    """A value that turned out to be a secret, such as text with the token of a sensitive variable in it.

    Attributes:
        text: as the user gave it.
    """

    text: str | Reference = attrs.field(repr=False)

    @property
    def is_secret(self) -> bool:
        """Always."""
        return True

    @property
    def _made_of(self) -> tuple[tuple[object, ...], ...]:
        """The text."""
        return ((self.text,),)

    @property
    def _inner(self) -> tuple[object, ...]:
        """The text."""
        return (classified(self.text),)


@records.frozen
class Joined(_Expression):
    """A list of which Terraform knows a part, as one text.

    Attributes:
        parts: text and references.
        separator: between the parts.
    """

    parts: tuple[Text, ...] = attrs.field(repr=False)
    separator: str = ","

    @property
    def _made_of(self) -> tuple[tuple[object, ...], ...]:
        """The parts and what is between them."""
        return (tuple(each for part in self.parts for each in (part, self.separator))[:-1],)

    @property
    def _inner(self) -> tuple[object, ...]:
        """The parts."""
        return tuple(map(classified, self.parts))


@records.frozen
class Quoted(Reference):
    """Text that stands as an expression, `${"text"}`: for a place that takes references only.

    Attributes:
        text: literal, or a reference whose text is known here.
    """

    text: Text = attrs.field(repr=False)

    @property
    def _inner(self) -> tuple[object, ...]:
        """The text."""
        return (classified(self.text),)


@records.frozen
class Call(_Expression):
    """A function of Bicep over values that are not all known; see `values.functions`.

    Attributes:
        function: its name in Bicep; `==`, `!=`, `?:` and `[]` for the operators.
        args: its arguments.
        place: where it is called, for messages.
    """

    function: str
    args: tuple[object, ...]
    place: object = attrs.field(default=None, eq=False, repr=False)

    @property
    def _made_of(self) -> tuple[tuple[object, ...], ...]:
        """The text of what is only encoded; of other functions it is not known."""
        return (self.args,) if self.function == "uriComponent" else ()

    @property
    def _inner(self) -> tuple[object, ...]:
        """The arguments."""
        return self.args

    @property
    def _known_text(self) -> str | None:
        """The result, when all of its arguments are known."""
        texts = [known_text(each) if isinstance(each, Reference) else each for each in self.args]
        if self.function not in FUNCTIONS or not all(map(is_known, texts)) or None in texts:
            return None
        try:
            return literal_text(compute(self.function, texts))
        except WrongArgumentError:
            return None


def called(function: str, args: tuple[object, ...], place: object = None) -> object:
    """A call, or its result where all arguments are literals.

    Raises:
        WrongArgumentError: the function does not take these arguments.
    """
    if function in FUNCTIONS and all(isinstance(each, str | int | float) for each in args):
        return compute(function, args)
    return Call(function, args, place)


@records.frozen
class Entries(_Expression):
    """A map with keys that are not all known, such as one by the ids of identities.

    Attributes:
        items: key and value.
    """

    items: tuple[tuple[object, object], ...]

    @property
    def _inner(self) -> tuple[object, ...]:
        """Keys and values."""
        return tuple(part for pair in self.items for part in pair)


def flattened(parts: Iterable[object]) -> tuple[str | Reference, ...]:
    """The parts of a text with nested texts unfolded, literals joined, and nothing empty."""
    flat: list[str | Reference] = []
    texts: list[str] = []  # joined when they end: adding one by one takes the square of their number
    for part in parts:
        unfolds = isinstance(part, Interpolation) and not part._problems
        for piece in part.parts if isinstance(part, Interpolation) and unfolds else (part,):
            text = literal_text(piece)
            if text is None:
                flat += filter(None, ["".join(texts)])
                texts.clear()
                # An invalid value has a problem, which stops the synth.
                flat.append(piece if isinstance(piece, Reference) else Unknown())
            else:
                texts.append(text)
    return (*flat, *filter(None, ["".join(texts)]))


def interpolated(parts: Iterable[object]) -> str | Reference:
    """Text of parts: plain text where all of them are, the value itself where it is the only one."""
    flat = flattened(parts)
    return (flat[0] if flat else "") if len(flat) < 2 else Interpolation(flat)


def unfolded(value: object) -> object:
    """A value with what it is made of: an expression of one value is that value."""
    while isinstance(value, Interpolation | ConditionalExpression) and value.only_value is not None:
        value = value.only_value
    return value
