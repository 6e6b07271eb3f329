"""A job of a plan as facts in domain terms, so that two of them can be compared fact by fact."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final, TypeAlias

import attrs

from cdktf_aspire.jobs.azurerm import TRIGGERS
from cdktf_aspire.jobs.configuration import ContainerAppJobConfiguration
from cdktf_aspire.jobs.credentials import (
    ContainerAppRegistryCredentials,
    ContainerAppWritableSecret,
    ManagedServiceIdentity,
)
from cdktf_aspire.jobs.job import ContainerAppJob
from cdktf_aspire.jobs.probes import PROBES, ContainerAppProbe, ProbeType
from cdktf_aspire.jobs.scale import (
    ContainerAppJobScale,
    ContainerAppJobScaleRule,
    ContainerAppScaleRuleAuth,
)
from cdktf_aspire.jobs.schema import SECONDS, Block, attributes_of
from cdktf_aspire.jobs.template import (
    ContainerAppContainer,
    ContainerAppEnvironmentVariable,
    ContainerAppJobTemplate,
    ContainerAppVolume,
    ContainerAppVolumeMount,
)
from cdktf_aspire.review.plan_values import (
    as_set,
    as_text,
    block,
    blocks,
    comparable,
    identity_type,
    is_mark,
    is_number,
    is_set,
    location,
    nothing_in,
    number_of,
    profile,
    scalar,
    size,
    trigger_of,
)
from cdktf_aspire.review.schedule import schedule_of
from cdktf_aspire.review.shown import EMPTY, HIDDEN, Shown, ShownAs, named, short_id, shown, words
from cdktf_aspire.review.words import duration
from cdktf_aspire.values import records
from cdktf_aspire.values.value import Unknown

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from collections.abc import Set as AbstractSet
    from datetime import datetime

    from cdktf_aspire.jobs.settings import Settings
    from cdktf_aspire.review.plan_secrets import PlanSecrets

# Words and names in turn: ("environment variable ", "MODE"). The names are the plan's, the words are not.
Label: TypeAlias = "tuple[str, ...]"
Key: TypeAlias = "tuple[int, Label, int]"

# Computed by azurerm: they don't describe the job, and every replacement changes them.
COMPUTED: Final = ("id", "event_stream_endpoint", "outbound_ip_addresses")
# The labels of attributes, in the order of the review; others come last, under their names in azurerm.
_LABELS: Final = {
    "min_executions": (4, "least executions per polling interval"),
    "max_executions": (5, "most executions per polling interval"),
    "polling_interval_in_seconds": (6, "polling interval"),
    "replica_timeout_in_seconds": (10, "timeout"),
    "replica_retry_limit": (11, "retries"),
    "parallelism": (12, "parallelism"),
    "replica_completion_count": (13, "completions"),
}
_TRIGGERS: Final[Mapping[str, type[Settings]]] = {
    name: each.kind.type
    for name, each in attributes_of(ContainerAppJobConfiguration).items()
    if each.when and isinstance(each.kind, Block)
}
_OF_PROBES: Final = {
    "initial_delay": "initial delay",
    "interval_seconds": "interval",
    "timeout": "timeout",
    "failure_count_threshold": "failures in a row",
    "success_count_threshold": "successes in a row",
}


@records.frozen
class Fact:
    """One thing that is so in a job.

    Attributes:
        label: what, in domain terms.
        value: compared, not shown.
        shown: as a reader sees it.
        short: the same without what two values of a kind usually share, such as the path of an id.
        parts: of a value of several parts, what each is; for two that look alike.
    """

    label: Label
    value: object
    shown: Shown
    short: Shown | None = None
    parts: tuple[str, ...] = ()


def single_container(job: Mapping[str, object]) -> bool:
    """Whether there is at most one container, so that it needs no name in a label."""
    return len(blocks(block(job, "template"), "container")) <= 1


@records.define
class FactReader:
    """Reads the facts of one job.

    Attributes:
        secrets: what must not be shown.
        now: for the next runs.
        named_containers: whether labels name the container.
    """

    secrets: PlanSecrets
    now: datetime
    named_containers: bool
    facts: dict[Key, Fact] = attrs.field(factory=dict)
    _counts: dict[tuple[int, Label], int] = attrs.field(init=False, factory=dict)

    def read(self, job: Mapping[str, object]) -> dict[Key, Fact]:
        """Every fact but those that azurerm computes, in the order in which they are shown."""
        self._trigger(job)
        template = block(job, "template")
        for rank, name in ((20, "container"), (40, "init_container")):
            for each in self._given(template, name):
                self._container(rank, name, each)
        self._order_of_init_containers(template)
        for each in self._given(template, "volume"):
            self._volume(each)
        for each in self._given(job, "secret"):
            self._secret(each)
        for each in self._given(job, "registry"):
            self._registry(each)
        self._identity(job)
        for rank, label, name in (
            (80, "environment", "container_app_environment_id"),
            (82, "name", "name"),
            (84, "resource group", "resource_group_name"),
        ):
            self._text(rank, label, job.get(name))
        self._same_if(81, "workload profile", job.get("workload_profile_name"), profile)
        self._same_if(83, "location", job.get("location"), location)
        self._map(90, ("tag ",), "tags", job.get("tags"))
        self._opaque(job, template)
        return self.facts

    def _put(
        self,
        rank: int,
        label: str | Label,
        value: object,
        text: Shown,
        short: Shown | None = None,
        parts: tuple[str, ...] = (),
        *,
        any_case: bool = False,
    ) -> None:
        """Adds a fact; `any_case` when Azure does not tell upper and lower case of its name apart."""
        label = (label,) if isinstance(label, str) else label
        key = tuple(map(str.lower, label)) if any_case else label
        count = self._counts.get((rank, key), 0)
        self._counts[rank, key] = count + 1
        self.facts[rank, key, count] = Fact(label, value, text, short, parts)

    def _text(self, rank: int, label: str | Label, value: object) -> None:
        if is_set(value):
            full = self._shown(value)
            self._put(rank, label, comparable(value), full, short_id(full))

    def _same_if(
        self, rank: int, label: str | Label, value: object, compared: Callable[[object], object]
    ) -> None:
        """A text of which several mean the same; None when it means that nothing is set."""
        one = compared(value)
        if is_set(value) and one is not None:
            self._put(rank, label, one, self._shown(value))

    def _number(
        self,
        rank: int,
        label: str | Label,
        value: object,
        default: float,
        in_words: Callable[[float], Shown] | None = None,
    ) -> None:
        counted = number_of(value, default)
        if counted is None:
            self._put(rank, label, value, self._shown(value))
        else:
            self._put(rank, label, float(counted), in_words(counted) if in_words else words(scalar(counted)))

    def _map(self, rank: int, one: Label, many: str | Label, value: object) -> None:
        if not isinstance(value, dict):
            self._text(rank, many, value)
            return
        for name, each in value.items():
            if each is not None:
                self._put(rank, (*one, self._name(name)), as_text(each), shown(each, self.secrets, f"{name}"))

    def _shown(self, value: object) -> Shown:
        return shown(value, self.secrets)

    def _given(self, values: Mapping[str, object], name: str) -> list[Mapping[str, object]]:
        """The blocks of a name in which anything is set."""
        return [each for each in blocks(values, name) if not nothing_in(each)]

    def _name(self, value: object) -> str:
        """A name in a label."""
        if isinstance(value, str):
            return HIDDEN.text if self.secrets.hide_name(value) else value
        return f"({self._shown(value).text})"

    def _shown_name(self, value: object) -> Shown:
        """A name as a value."""
        return Shown(ShownAs.VALUE, self._name(value)) if isinstance(value, str) else self._shown(value)

    def _trigger(self, job: Mapping[str, object]) -> None:
        kind = trigger_of(job)
        self._put(0, "trigger", kind, words(kind) if kind else self._shown(_first_mark(job, TRIGGERS)))
        for name in TRIGGERS:
            for trigger in blocks(job, name):
                self._rest(_TRIGGERS[name], 14, ("trigger: ",), trigger, {"cron_expression", "scale"})
        schedule = schedule_of(job, self.secrets)
        if schedule is not None:
            self._put(
                1,
                "schedule",
                " ".join(schedule.cron.split()),
                Shown(ShownAs.VALUE, schedule.cron, meaning=schedule.in_words),
            )
            if schedule.valid:
                # Compared by the expression, so that they appear next to it when it changes.
                compared = " ".join(schedule.cron.split())
                self._put(2, "runs per day", compared, words(schedule.runs_per_day_in_words))
                self._put(3, "next runs", compared, words(schedule.next_runs_in_words(self.now)))
        elif kind == "schedule":
            cron = block(job, "schedule_trigger_config").get("cron_expression")
            self._put(1, "schedule", cron, self._shown(cron))
        for trigger in blocks(job, "event_trigger_config"):
            for scale in blocks(trigger, "scale") or [{}]:
                self._scale(scale)

    def _scale(self, scale: Mapping[str, object]) -> None:
        self._rest(ContainerAppJobScale, 6, ("scale: ",), scale, {"rules"})
        for rule in self._given(scale, "rules"):
            label = ("scale rule ", self._name(rule.get("name")))
            self._put(7, label, rule.get("custom_rule_type"), self._shown(rule.get("custom_rule_type")))
            self._map(7, (*label, ": "), (*label, ": metadata"), rule.get("metadata"))
            told = {"name", "custom_rule_type", "metadata", "authentication", "identity_id"}
            self._rest(ContainerAppJobScaleRule, 7, (*label, ": "), rule, told)
            for each in self._given(rule, "authentication"):
                secret, parameter = each.get("secret_name"), each.get("trigger_parameter")
                text = named("secret", self._shown_name(secret))
                self._put(7, (*label, ": ", self._name(parameter)), secret, text)
                told = {"secret_name", "trigger_parameter"}
                self._rest(ContainerAppScaleRuleAuth, 7, (*label, ": "), each, told)
            self._text(7, (*label, ": identity"), rule.get("identity_id"))

    def _container(self, rank: int, block_name: str, container: Mapping[str, object]) -> None:
        name = container.get("name")
        prefix: Label = ("",)
        if block_name == "init_container":
            prefix = ("init container ", self._name(name), ": ")
        elif self.named_containers:
            prefix = ("container ", self._name(name), ": ")
        else:
            self._text(rank, "container name", name)
        self._text(rank, _join(prefix, "image"), container.get("image"))
        if is_set(container.get("cpu")):
            self._number(rank + 1, _join(prefix, "cpu"), container.get("cpu"), 0, _vcpu)
        self._same_if(rank + 1, _join(prefix, "memory"), container.get("memory"), size)
        for attribute in ("command", "args"):
            if is_set(container.get(attribute)):
                value = container[attribute]
                self._put(rank + 2, _join(prefix, attribute), value, self._shown(value))
        for variable in self._given(container, "env"):
            self._variable(rank + 3, prefix, variable)
        for mount in self._given(container, "volume_mounts"):
            sub_path = mount.get("sub_path")
            value = (mount.get("path"), sub_path or "")
            text = self._shown(mount.get("path"))
            if is_set(sub_path):
                text = attrs.evolve(text, meaning=f"folder {self._name(sub_path)} of the volume")
            self._put(
                rank + 4, (*_join(prefix, "volume "), self._name(mount.get("name")), " at"), value, text
            )
            label = (*_join(prefix, "volume "), self._name(mount.get("name")), ": ")
            self._rest(ContainerAppVolumeMount, rank + 4, label, mount, {"name", "path", "sub_path"})
        for name, probe_type in PROBES.items():
            for probe in self._given(container, name):
                self._probe(rank + 5, _join(prefix, name.replace("_", " ")), probe_type, probe)
        told = {
            *("name", "image", "cpu", "memory", "command", "args", "env", "volume_mounts"),
            *("ephemeral_storage", *PROBES),
        }
        for attribute in ("env", "volume_mounts", *PROBES):
            if is_mark(container.get(attribute)):
                self._put(
                    rank + 3,
                    _join(prefix, attribute.replace("_probe", " probe")),
                    container[attribute],
                    self._shown(container[attribute]),
                )
        self._rest(ContainerAppContainer, rank + 6, prefix, container, told)

    def _probe(self, rank: int, label: Label, kind: ProbeType, probe: Mapping[str, object]) -> None:
        transport, host, port, path = (probe.get(each) for each in ("transport", "host", "port", "path"))
        text = f"{self._shown(transport).text} :{self._shown(port).text}"
        is_http = transport != "TCP"
        path = "/" if is_http and not is_set(path) else path  # what azurerm and Azure take
        text += self._shown(path).text if is_http else ""
        meaning = f"of {self._shown(host).text}" if is_set(host) else ""
        value = (comparable(transport), host or "", port, path or "")
        self._put(rank, label, value, Shown(ShownAs.VALUE, text, meaning=meaning))
        told = {"transport", "host", "port", "path", "header", "termination_grace_period_seconds"}
        if kind is not ProbeType.READINESS:
            told.add("success_count_threshold")
        for header in self._given(probe, "header"):
            name, content = header.get("name"), header.get("value")
            said = shown(content, self.secrets, name if isinstance(name, str) else "")
            self._put(rank, (*_join(label, ": header "), self._name(name)), content, said)
        self._rest(ContainerAppProbe, rank, _join(label, ": "), probe, told, _OF_PROBES)

    def _order_of_init_containers(self, template: Mapping[str, object]) -> None:
        """They run one after another; whatever else is a list in a job is a set to Azure."""
        names = [each.get("name") for each in self._given(template, "init_container")]
        if len(names) > 1:
            text = ", ".join(map(self._name, names))
            self._put(47, "order of init containers", tuple(names), Shown(ShownAs.VALUE, text))

    def _variable(self, rank: int, prefix: Label, variable: Mapping[str, object]) -> None:
        value, secret = variable.get("value"), variable.get("secret_name")
        if is_set(secret):
            text = named("secret", self._shown_name(secret))
        else:
            name = variable.get("name")
            text = (
                EMPTY
                if value is None or value == ""
                else shown(value, self.secrets, name if isinstance(name, str) else "")
            )
        label = (*_join(prefix, "environment variable "), self._name(variable.get("name")))
        self._put(rank, label, (as_text(value), as_text(secret)), text)
        self._rest(
            ContainerAppEnvironmentVariable, rank, (*label, ": "), variable, {"name", "value", "secret_name"}
        )

    def _volume(self, volume: Mapping[str, object]) -> None:
        kind, storage = volume.get("storage_type") or "EmptyDir", volume.get("storage_name")
        text = self._shown(kind)
        more = [f"storage {self._name(storage)}"] if is_set(storage) else []
        options = volume.get("mount_options")
        if is_set(options):
            more.append(f"options {self._shown(options).text}")
        value = (kind, storage or "", options or "")
        label = ("volume ", self._name(volume.get("name")))
        self._put(60, label, value, attrs.evolve(text, meaning=", ".join(more)))
        told = {"name", "storage_type", "storage_name", "mount_options"}
        self._rest(ContainerAppVolume, 60, (*label, ": "), volume, told)

    def _secret(self, secret: Mapping[str, object]) -> None:
        value, vault = secret.get("value"), secret.get("key_vault_secret_id")
        if isinstance(value, Unknown) and not is_set(vault):
            text = self._shown(value)
        else:
            text = words("from a Key Vault") if is_set(vault) else words("a value")
        label = ("secret ", self._name(secret.get("name")))
        compared = (
            "" if is_set(vault) else as_text(value),
            comparable(vault) or "",
            comparable(secret.get("identity")) or "",
        )
        self._put(65, label, compared, text, parts=("value", "one", "identity"))
        told = {"name", "value", "key_vault_secret_id", "identity"}
        self._rest(ContainerAppWritableSecret, 66, (*label, ": "), secret, told)

    def _registry(self, registry: Mapping[str, object]) -> None:
        identity, user = registry.get("identity"), registry.get("username")
        password = registry.get("password_secret_name")
        if is_set(identity):
            text = named("identity", self._short_id(identity))
        else:
            text = attrs.evolve(
                named("user", self._shown(user)), meaning=f"password in secret {self._name(password)}"
            )
        value = (comparable(identity) or "", user or "", password or "")
        label = ("registry ", self._name(registry.get("server")))
        self._put(70, label, value, text, any_case=True)
        told = {"server", "identity", "username", "password_secret_name"}
        self._rest(ContainerAppRegistryCredentials, 70, (*label, ": "), registry, told)

    def _identity(self, job: Mapping[str, object]) -> None:
        for each in blocks(job, "identity"):
            self._same_if(75, "identity type", each.get("type"), identity_type)
            told = {"type", "identity_ids", "principal_id", "tenant_id"}
            self._rest(ManagedServiceIdentity, 77, ("identity: ",), each, told)
            ids = each.get("identity_ids")
            if isinstance(ids, list):
                for one in ids:
                    if one is not None:
                        text = self._short_id(one)
                        known = text.kind is ShownAs.VALUE
                        label = ("identity ", text.text) if known else ("identity",)
                        self._put(
                            76, label, comparable(one), words("assigned") if known else text, any_case=True
                        )
            else:
                self._text(76, "identity", ids)

    def _short_id(self, value: object) -> Shown:
        return short_id(self._shown(value))

    def _opaque(self, job: Mapping[str, object], template: Mapping[str, object]) -> None:
        """A value that is not a block: unknown or sensitive as a whole, of a wrong type, or new."""
        for name in ("template", "identity", "secret", "registry", *TRIGGERS):
            if is_set(job.get(name)) and not blocks(job, name):
                self._put(95, name.replace("_", " "), job[name], self._shown(job[name]))
        for name in ("container", "init_container", "volume"):
            if is_set(template.get(name)) and not blocks(template, name):
                self._put(95, name.replace("_", " "), template[name], self._shown(template[name]))
        told = {
            *(*COMPUTED, *TRIGGERS, "template", "secret", "registry", "identity"),
            *("container_app_environment_id", "workload_profile_name", "name", "location"),
            *("resource_group_name", "tags", "timeouts"),
        }
        self._rest(ContainerAppJob, 96, ("",), job, told)
        self._rest(
            ContainerAppJobTemplate, 96, ("template: ",), template, {"container", "init_container", "volume"}
        )

    def _rest(
        self,
        kind: type[Settings],
        rank: int,
        prefix: Label,
        values: Mapping[str, object],
        told: AbstractSet[str],
        names: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """Attributes that are shown one by one: what a job declares, and what this release does not know.

        Args:
            kind: of the block.
            rank: of what has no label.
            prefix: of azurerm's name, where there is no label.
            values: of the block.
            told: the names shown elsewhere.
            names: words for azurerm's names.
        """
        declared = attributes_of(kind)
        for name in sorted((values.keys() | declared.keys()) - told):
            value, setting = values.get(name), declared.get(name)
            at, label = _LABELS.get(name, (rank, (*prefix, names.get(name) or self._name(name))))
            if setting is not None and is_number(setting.default):
                in_words = _seconds if setting.kind is SECONDS else None
                self._number(at, label, value, setting.default, in_words)
            elif not nothing_in(value):
                self._put(at, label, as_set(value), shown(value, self.secrets, name))


def _join(prefix: Label, label: str) -> Label:
    return (*prefix[:-1], f"{prefix[-1]}{label}")


def _first_mark(job: Mapping[str, object], names: Mapping[str, object]) -> object:
    """Why the kind of trigger can't be told: None when nothing says it."""
    return next((job[name] for name in names if is_mark(job.get(name))), None)


def _seconds(value: float) -> Shown:
    return words(duration(value))


def _vcpu(value: float) -> Shown:
    return words(f"{value:g} vCPU")
