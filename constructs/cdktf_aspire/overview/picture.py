"""Who refers to whom, with the plumbing folded away: boxes and arrows, before anything is drawn."""

from __future__ import annotations

import enum
from collections import defaultdict
from typing import TYPE_CHECKING, Final

import attrs

from cdktf_aspire.jobs.azurerm import RESOURCE_TYPE
from cdktf_aspire.jobs.cron import NO_DATE
from cdktf_aspire.overview.parts import (
    AFTER,
    AFTER_RUN,
    ENVIRONMENT,
    IDENTITY,
    IMAGE,
    INSIDE,
    LOCAL,
    LOGS,
    OF_STACK,
    OUTPUT,
    REMOTE_STATE,
    ROLE,
    RULE,
    RUNS_IN,
    SECRET,
    STARTED_JOB,
    VARIABLE,
    Link,
)
from cdktf_aspire.review.surroundings import noun_of, rank_of
from cdktf_aspire.review.words import listed
from cdktf_aspire.values import records
from cdktf_aspire.values.secret_text import secret_in_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cdktf_aspire.overview.jobs import Job
    from cdktf_aspire.overview.parts import Key, Part, Stack

_ENVIRONMENT: Final = "azurerm_container_app_environment"
_APP: Final = "azurerm_container_app"
_ROLE_ASSIGNMENT: Final = "azurerm_role_assignment"
_USER_IDENTITY: Final = "azurerm_user_assigned_identity"
# Boxes only together with others of the same resource of the AppHost.
_PLUMBING: Final = frozenset(
    {
        *(LOCAL, OUTPUT, REMOTE_STATE, STARTED_JOB, _ROLE_ASSIGNMENT, "azurerm_resource_group"),
        *("azapi_update_resource", "azapi_resource_action", "azurerm_resource_provider_registration"),
        *("azapi_data_plane_resource", "azurerm_client_config", "azurerm_subscription", "null_resource"),
    }
)
_PLUMBING_OF: Final = ("random_", "time_", "external", "http", "local_", "archive_")
# The owner of a part, if the file has no construct paths: this library's addresses are the owner's name with
# such an end. With the type of the owner.
_OWNERS: Final = {
    "azurerm_container_registry": (("_acr", _ENVIRONMENT),),
    "azurerm_log_analytics_workspace": (("_law", _ENVIRONMENT),),
    _USER_IDENTITY: (
        ("_mi", _ENVIRONMENT),
        ("_identity", RESOURCE_TYPE),
        ("_identity", _APP),
    ),
    STARTED_JOB: (("_run", RESOURCE_TYPE),),
}
_LONGEST: Final = 72
_LINES: Final = 4
_NAMES: Final = 2


class Look(enum.StrEnum):
    """What a box stands for."""

    MANUAL = "manual"
    SCHEDULE = "schedule"
    EVENT = "event"
    APP = "app"
    ENVIRONMENT = "environment"
    STORE = "store"
    PARAMETER = "parameter"
    SECRET = "secret"
    OTHER = "other"


_ORDER: Final = tuple(Look)
_JOBS: Final = (Look.MANUAL, Look.SCHEDULE, Look.EVENT)
_STORES: Final = (
    "storage",
    "sql",
    "redis",
    "cosmosdb",
    "queue",
    "topic",
    "eventhub",
    "servicebus",
    "database",
)


@records.frozen
class Box:
    """A resource of the AppHost, or several that are alike.

    Attributes:
        key: of it in the picture.
        stack: that it belongs to.
        title: its name.
        lines: what it is, in words.
        look: the kind of it.
        count: how many resources it stands for.
    """

    key: Key
    stack: str
    title: str
    lines: tuple[str, ...]
    look: Look
    count: int = 1

    @property
    def is_job(self) -> bool:
        """Whether it is a job."""
        return self.look in _JOBS


@records.frozen
class Arrow:
    """A box that refers to another one.

    Attributes:
        source: key of the box.
        target: key of the one that it refers to.
        lines: how, in words; none where it only runs in it.
        is_dotted: whether it runs in it.
    """

    source: Key
    target: Key
    lines: tuple[str, ...]
    is_dotted: bool = False


@records.frozen
class Picture:
    """All of it.

    Attributes:
        stacks: names, in the order of the files.
        boxes: in their order.
        arrows: in the order of their sources.
        left_out: how many resources were too many to draw.
    """

    stacks: tuple[str, ...]
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    left_out: int = 0


def draw(stacks: Iterable[Stack]) -> Picture:
    """The picture of what was read."""
    stacks = tuple(stacks)
    parts = {part.key: part for stack in stacks for part in stack.parts}
    return _Folding(parts, tuple(stack.name for stack in stacks)).picture()


@records.define
class _Folding:
    """Parts on their way to boxes."""

    parts: dict[Key, Part]
    stacks: tuple[str, ...]
    owners: dict[Key, Key] = attrs.field(factory=dict)
    behind: dict[Key, tuple[Key, ...]] = attrs.field(factory=dict)

    def picture(self) -> Picture:
        groups: dict[Key, list[Part]] = defaultdict(list)
        for part in self.parts.values():
            groups[self._group_of(part)].append(part)
        boxes: dict[Key, Box] = {}
        for group, members in groups.items():
            shown = [part for part in members if not _is_plumbing(part)]
            if shown:
                boxes[group] = _box(group, shown, members)
                self.owners |= dict.fromkeys((part.key for part in members), group)
        arrows = self._arrows(boxes)
        # A variable is shown for what uses it; images and regions do not count.
        used = {target for _, target in arrows}
        kept = {
            key: box
            for key, box in boxes.items()
            if key in used or key not in self.parts or self.parts[key].kind not in {VARIABLE, REMOTE_STATE}
        }
        return Picture(
            self.stacks,
            tuple(sorted(kept.values(), key=lambda box: _ORDER.index(box.look))),
            tuple(
                _arrow(source, target, links)
                for (source, target), links in arrows.items()
                if source in kept and target in kept
            ),
        )

    def _group_of(self, part: Part) -> Key:
        stack, _ = part.key
        if part.construct is not None:
            return stack, "/".join(part.construct)
        if not part.path:
            for suffix, kind in _OWNERS.get(part.kind, ()):
                address = f"{kind}.{part.key[1].rpartition('.')[2].removesuffix(suffix)}"
                prefix = part.key[1].rpartition(f"{part.kind}.")[0]
                owner = (stack, f"{prefix}{address}")
                if part.name.endswith(suffix) and owner in self.parts and not part.is_lookup:
                    return owner
        return part.key

    def _arrows(self, boxes: dict[Key, Box]) -> dict[tuple[Key, Key], list[Link]]:
        arrows: dict[tuple[Key, Key], list[Link]] = defaultdict(list)
        for part in self.parts.values():
            source = self.owners.get(part.key)
            if part.kind == _ROLE_ASSIGNMENT:
                self._add_role(part, arrows)
            elif source is not None:
                for link in part.links:
                    for target in self._targets(part, link):
                        if target != source:
                            arrows[source, target].append(self._in_words(link))
        return arrows

    def _add_role(self, part: Part, arrows: dict[tuple[Key, Key], list[Link]]) -> None:
        """A role is an arrow from who has it to what it is on."""
        for principal in (link for link in part.links if link.how == "principal_id"):
            for scope in (link for link in part.links if link.how == "scope"):
                for source in self._boxes_behind(principal.target):
                    for target in self._boxes_behind(scope.target):
                        if source != target:
                            arrows[source, target].append(Link(target, ROLE, scope.name))

    def _targets(self, part: Part, link: Link) -> tuple[Key, ...]:
        target = self.parts.get(link.target)
        if target is None or target.kind == _ROLE_ASSIGNMENT:
            return ()
        # The variable of an image is left out; a state leads to its stack, if that is in the picture.
        if target.kind == VARIABLE and link.how == IMAGE:
            return ()
        if target.kind == REMOTE_STATE and target.name.removeprefix(OF_STACK) in self.stacks:
            return ()
        return self._boxes_behind(link.target)

    def _in_words(self, link: Link) -> Link:
        target = self.parts[link.target]
        return attrs.evolve(link, how=AFTER_RUN) if link.how == AFTER and target.runs is not None else link

    def _boxes_behind(self, key: Key) -> tuple[Key, ...]:
        """The box of a part; of plumbing, those that it leads to."""
        left = [] if key in self.behind else [key]
        while left:  # not recursive: a chain of locals may be longer than Python's stack
            each = left[-1]
            part = self.parts.get(each)
            links = part.links if part is not None and part.kind != _ROLE_ASSIGNMENT else ()
            inner = [link.target for link in links]
            if each in self.owners:
                self.behind[left.pop()] = (self.owners[each],)
            elif each in self.behind:
                boxes = (box for target in inner for box in self.behind[target])
                self.behind[left.pop()] = tuple(dict.fromkeys(boxes))
            else:
                self.behind[each] = ()  # for circles
                left += [target for target in inner if target not in self.behind]
        return self.behind[key]


def _is_plumbing(part: Part) -> bool:
    if part.kind == REMOTE_STATE:
        return False
    if part.is_lookup and not _is_known(part.kind):
        return True
    is_role = "roleassignment" in f"{part.kind}{part.name}".lower().replace("_", "")
    return is_role or part.kind in _PLUMBING or part.kind.startswith(_PLUMBING_OF)


def _rank(part: Part) -> tuple[int, int]:
    first = (RESOURCE_TYPE, _APP, _ENVIRONMENT)
    place = first.index(part.kind) if part.kind in first else len(first)
    # The secrets that a resource writes are not the resource.
    return place + part.kind.startswith("azurerm_key_vault_"), rank_of(part.kind)


def _box(group: Key, shown: list[Part], members: list[Part]) -> Box:
    main = min(shown, key=_rank)
    title = main.title
    if main.job is not None:
        runs = any(each.runs is not None for each in members)
        look, lines = _job_lines(main.job, runs_on_deploy=runs)
    else:
        look = _look(main)
        others = {part.kind: part for part in shown if part.kind not in {main.kind, _USER_IDENTITY}}
        nouns = [noun_of(part.kind) for part in sorted(others.values(), key=_rank) if _is_known(part.kind)]
        lines = (_noun(main), *([f"with {listed(nouns, most=_LINES)}"] if nouns else ()))
    if main.kind == REMOTE_STATE:
        title = title.removeprefix(OF_STACK)
    return Box(group, group[0], shown_text(title), tuple(map(shown_text, lines)), look)


def _noun(part: Part) -> str:
    if part.kind == VARIABLE:
        return "secret parameter" if part.is_secret else "parameter"
    if part.kind == REMOTE_STATE:
        return "another stack"
    return f"{'existing ' if part.is_lookup else ''}{noun_of(part.kind)}"


def _is_known(kind: str) -> bool:
    return rank_of(kind) < rank_of("")


def _look(part: Part) -> Look:
    if part.kind == VARIABLE:
        return Look.SECRET if part.is_secret else Look.PARAMETER
    if part.kind == _APP:
        return Look.APP
    if part.kind == _ENVIRONMENT:
        return Look.ENVIRONMENT
    if "key_vault" in part.kind:
        return Look.SECRET
    return Look.STORE if any(each in part.kind for each in _STORES) else Look.OTHER


def _job_lines(job: Job, *, runs_on_deploy: bool) -> tuple[Look, tuple[str, ...]]:
    deploys = ("and in a deployment",) if runs_on_deploy else ()
    match job.trigger:
        case "schedule":
            cron = job.cron_expression or "schedule not known"
            never = (f"never: {NO_DATE}",) if job.never_runs else ()
            return Look.SCHEDULE, (job.schedule or cron, *never, *deploys)
        case "event":
            rules = listed(job.rules, most=_LINES) or "no scale rule, so it never runs"
            return Look.EVENT, (f"on events: {rules}", *deploys)
    return Look.MANUAL, ("started by hand" if job.trigger == "manual" else job.trigger, *deploys)


def shown_text(text: str) -> str:
    """A name that can be shown: not a secret, and not longer than a line."""
    if secret_in_text(text) is not None:
        return "(looks like a secret)"
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}\N{HORIZONTAL ELLIPSIS}"


def _arrow(source: Key, target: Key, links: Sequence[Link]) -> Arrow:
    names: dict[str, dict[str, None]] = {}
    for link in links:
        names.setdefault(link.how, {})
        if link.name:
            names[link.how][link.name] = None
    is_dotted = RUNS_IN in names
    if is_dotted:
        for how in (RUNS_IN, IMAGE, IDENTITY, LOGS):
            names.pop(how, None)
    if len(names) > 1:
        names.pop(AFTER, None)
    if IDENTITY in names and [*names.get(ENVIRONMENT, ())] == ["AZURE_CLIENT_ID"]:
        names.pop(ENVIRONMENT)  # it says the same
    return Arrow(source, target, tuple(shown_text(line) for line in _arrow_lines(names)), is_dotted)


def _arrow_lines(names: dict[str, dict[str, None]]) -> Iterator[str]:
    order = (RULE, SECRET, ENVIRONMENT, ROLE, IDENTITY, IMAGE, INSIDE, LOGS, AFTER_RUN, AFTER)
    hows = sorted(names, key=lambda how: order.index(how) if how in order else len(order))
    for how in hows[:_LINES]:
        yield _reference(how, [*names[how]])


def _reference(how: str, names: list[str]) -> str:
    words = {
        IDENTITY: "signs in as",
        IMAGE: "pulls its image",
        LOGS: "logs to",
        ROLE: "role" if len(names) == 1 else "roles",
        SECRET: "secret" if len(names) <= 1 else "secrets",
        RULE: "scale rule" if len(names) <= 1 else "scale rules",
    }.get(how, how.replace("_", " "))
    text = f"{words} {' and '.join(names)}".strip()
    if len(names) > _NAMES or (len(names) > 1 and len(text) > _LONGEST):
        return f"{words} {names[0]} and {len(names) - 1:,} more"
    return text
