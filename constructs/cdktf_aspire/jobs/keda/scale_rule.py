"""A scale rule as users write it: a small immutable value whose attributes are a scaler's keys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, Final, Protocol, TypeAlias, cast

import attrs

from cdktf_aspire.diagnostics.arguments import WRONG_ARGUMENT
from cdktf_aspire.diagnostics.frozen import Frozen, forgiving
from cdktf_aspire.diagnostics.problems import (
    Problem,
    Severity,
    on_behalf_of,
    show,
    with_article,
)
from cdktf_aspire.jobs.items import Items
from cdktf_aspire.jobs.keda import catalogue
from cdktf_aspire.jobs.keda.attributes import keys_of, typed_rule
from cdktf_aspire.jobs.keda.scaler import Key, Scaler, Source
from cdktf_aspire.jobs.scale import ContainerAppJobScaleRule, ContainerAppScaleRuleAuth
from cdktf_aspire.jobs.settings import Note
from cdktf_aspire.values.expressions import Joined, Quoted
from cdktf_aspire.values.value import Reference, Unknown, has_secret, is_literal_text, is_token
from cdktf_aspire.values.written_secrets import is_written_secret

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cdktf_aspire.values.value import OwnSource, Text

WRONG_VALUE: Final = "ACJ612"


class ApplicationSource(Protocol):
    """An Azure resource of the application, or a part of one, in the place of its name."""

    @property
    def _role_target(self) -> object:
        """The resource on which roles for it are assigned."""


class ApplicationIdentity(Protocol):
    """A user-assigned identity of the application."""

    @property
    def id(self) -> Reference:
        """Azure's id of it."""

    @property
    def principal_id(self) -> Reference:
        """What role assignments name."""


AzureSource: TypeAlias = "ApplicationSource | OwnSource"
ManagedIdentity: TypeAlias = "ApplicationIdentity | OwnSource"


@typed_rule()
class ScaleRule(Frozen):
    """A rule that starts a job by events: the base of all typed scale rules.

    Attributes:
        name: of the rule, lower case letters, digits, `-` and `.`; follows from the scaler when not given.
        identity: a managed identity of the job that the scaler signs in with, instead of a secret: a
            user-assigned identity of the application, the id of another one, or `"System"`.

    Example:
        ```python
        rule = ScaleRule.custom(
            "elasticsearch",
            {
                "addresses": "https://search:9200",
                "index": "todo",
                "query": "{}",
                "valueLocation": "hits.total.value",
                "targetValue": "100",
            },
            secrets={"apiKey": password},
        )
        worker.publish_as_azure_container_app_job(trigger=Event(rule))
        ```
    """

    name: Text | None = attrs.field(default=None)
    identity: Text | ManagedIdentity | None = attrs.field(default=None)

    scaler: ClassVar[Scaler]
    # Attributes whose keys the user chooses -> how users write them.
    mappings: ClassVar[Mapping[str, str]] = {}

    @property
    def type(self) -> Text:
        """KEDA's name of the scaler, azurerm's `custom_rule_type`."""
        return self.scaler.type

    @property
    def known_scaler(self) -> Scaler | None:
        """The facts of the scaler."""
        return self.scaler

    @property
    def metadata(self) -> dict[str, Text]:
        """KEDA's keys and values, as it expects them."""
        return {key.name: value for key, value in self._values() if not self._is_secret(key, value)}

    @property
    def secrets(self) -> dict[str, Text]:
        """The values that must be secrets of the job, by KEDA's name of the trigger parameter."""
        return {key.name: value for key, value in self._values() if self._is_secret(key, value)}

    @property
    def written(self) -> dict[str, str]:
        """KEDA's key -> the attribute that users write for it."""
        return {key.name: f"{name}=" for name, key in keys_of(type(self))}

    def _values(self) -> Iterator[tuple[Key, Text]]:
        for name, key in keys_of(type(self)):
            value: object = getattr(self, name)
            if value is not None:
                # cdktf's token of a list is a list, and the attribute a tuple.
                token = list(value) if isinstance(value, tuple) else value
                encoded = token if is_token(value) else key.kind.encode(value)
                # A text is judged with the others: it may well be what KEDA wants.
                encoded = value if encoded is None and isinstance(value, str) else encoded
                yield key, Unknown() if encoded is None else cast("Text", encoded)

    @staticmethod
    def _is_secret(key: Key, value: Text) -> bool:
        in_clear = not (key.secret or has_secret(value))
        return not (in_clear and Source.METADATA in key.source)

    def wrong_values(self) -> Iterator[Problem]:
        """Values of a kind that can't be written for KEDA."""
        for name, key in keys_of(type(self)):
            value: object = getattr(self, name)
            is_text = isinstance(value, str)  # judged by the rules, as KEDA's own text
            if not (value is None or is_text or is_token(value)) and key.kind.encode(value) is None:
                yield Problem(
                    WRONG_VALUE,
                    Severity.ERROR,
                    f"{name} can't be {with_article(value)}",
                    path=f"{name}=",
                    value=None if key.secret else show(value),
                    allowed=key.kind.words,
                    hint=f"See {self.scaler.url}",
                    where=self.where,
                )

        for name, written in self.mappings.items():
            value = getattr(self, name)
            if not isinstance(value, Mapping) or not all(isinstance(key, str) for key in value):
                yield Problem(
                    WRONG_ARGUMENT,
                    Severity.ERROR,
                    f"{written} is {with_article(value)}, not a dict from text",
                    path=written,
                    allowed="a dict from KEDA's keys to values",
                    where=self.where,
                )

    def _mapping(self, name: str) -> dict[str, Text]:
        """The user's own keys; none if the attribute isn't a dict."""
        value: object = getattr(self, name)
        pairs = value.items() if isinstance(value, Mapping) else ()
        return {key: each for key, each in pairs if isinstance(key, str)}

    def build(self, name: str, add_secret: Callable[[str, Text, str], str]) -> ContainerAppJobScaleRule:
        """The rule in Azure's format.

        Args:
            name: of the rule when it has none of its own.
            add_secret: makes a value, written so, a secret of the job; takes a name for it and returns the
                one that it has.
        """
        with on_behalf_of(self.where):
            rule = ContainerAppJobScaleRule()
            name_of_rule = name if self.name is None else self.name
            rule._assign("name", name_of_rule, written="name=")
            rule._assign("job_scale_rule_type", self.type, written="type=")
            rule._assign("metadata", self.metadata, written="metadata=")
            auths: Items[ContainerAppScaleRuleAuth] = Items()
            for parameter, value in self.secrets.items():
                auth = ContainerAppScaleRuleAuth(trigger_parameter=parameter)
                key = f"{name_of_rule}-{catalogue.with_hyphens(parameter)}"
                written = self.written.get(parameter, f"secrets={{{parameter!r}: ...}}")
                known = self.known_scaler.keys.get(parameter) if self.known_scaler else None
                if known is not None and not known.secret and is_written_secret(value):
                    value = Quoted(value)  # it isn't a secret, so no warning is needed
                auth._assign("secret_ref", add_secret(key, value, written), written=written)
                auths.append(auth)
            rule._assign("auth", auths, written="")
            if self.identity is not None:
                rule._assign("identity", self.identity, written="identity=")
            rule._note_keys({key: Note(written, self.where) for key, written in self.written.items()})
        return rule

    @staticmethod
    @forgiving
    def custom(
        type: Text,
        metadata: Mapping[str, Text] | None = None,
        *,
        secrets: Mapping[str, Text] | None = None,
        name: Text | None = None,
        identity: Text | ManagedIdentity | None = None,
    ) -> CustomScaleRule:
        """A rule of any scaler that azurerm accepts, with KEDA's own keys and texts.

        Args:
            type: KEDA's name of the scaler.
            metadata: KEDA's keys and values.
            secrets: KEDA's trigger parameter -> a secret parameter, a vault's secret, ...
            name: of the rule.
            identity: a managed identity of the job, instead of secrets.
        """
        return CustomScaleRule(
            name=name,
            identity=identity,
            custom_type=type,
            custom_metadata=metadata or {},
            custom_secrets=secrets or {},
        )

    @staticmethod
    def read(
        type: str,
        metadata: Mapping[str, Text],
        *,
        secrets: Mapping[str, Text] | None = None,
        name: Text | None = None,
        identity: Text | ManagedIdentity | None = None,
    ) -> ScaleRule:
        """The typed rule for KEDA's keys and texts; a custom one if there is none.

        Args:
            type: KEDA's name of the scaler.
            metadata: KEDA's keys and values.
            secrets: by KEDA's name of the trigger parameter.
            name: of the rule.
            identity: a managed identity of the job.
        """
        custom = ScaleRule.custom(type, metadata, secrets=secrets, name=name, identity=identity)
        scaler = catalogue.scaler(type) if is_literal_text(type) else None
        kind = scaler.rule_class if scaler else None
        if kind is None or not issubclass(kind, ScaleRule):
            return custom
        attributes: dict[str, object] = {"name": name, "identity": identity}
        options: dict[str, Text] = {}
        names = {key.name: (attribute, key) for attribute, key in keys_of(kind)}
        for written, value in {**metadata, **(secrets or {})}.items():
            if written not in names and kind.scaler.is_open and written in metadata:
                options[written] = value
                continue
            if written not in names:
                return custom
            attribute, key = names[written]
            decoded = value if is_token(value) else key.kind.decode(str(value))
            decoded = decoded.parts if isinstance(decoded, Joined) else decoded
            if decoded is None:
                return custom
            attributes[attribute] = decoded
        if options:
            attributes["options"] = options
        typed = kind(**attributes)  # type: ignore[arg-type]
        # One with a default of its own would say more than what was read.
        return typed if set(typed.metadata) <= metadata.keys() else custom


@typed_rule()
class CustomScaleRule(ScaleRule):
    """A rule in KEDA's own keys and texts: see `ScaleRule.custom`.

    Attributes:
        custom_type: KEDA's name of the scaler.
        custom_metadata: KEDA's keys and values.
        custom_secrets: by KEDA's name of the trigger parameter.
    """

    custom_type: Text = attrs.field()
    custom_metadata: Mapping[str, Text] = attrs.field(factory=dict, repr=False)
    custom_secrets: Mapping[str, Text] = attrs.field(factory=dict, repr=False)

    mappings: ClassVar[Mapping[str, str]] = {"custom_secrets": "secrets="}

    @property
    def type(self) -> Text:
        """KEDA's name of the scaler."""
        return self.custom_type

    @property
    def known_scaler(self) -> Scaler | None:
        """What is known of the scaler; None when it is not one that azurerm accepts."""
        return catalogue.scaler(self.custom_type) if is_literal_text(self.custom_type) else None

    @property
    def metadata(self) -> dict[str, Text]:
        """KEDA's keys and values."""
        # The rules report a value that isn't a dict.
        return self._mapping("custom_metadata") or self.custom_metadata  # type: ignore[return-value]

    @property
    def secrets(self) -> dict[str, Text]:
        """By KEDA's name of the trigger parameter."""
        return self._mapping("custom_secrets")

    @property
    def written(self) -> dict[str, str]:
        """Nothing: the user wrote KEDA's own keys."""
        return {}
