"""Adds pages to the site that are not in this folder: the README, the reference and `llms.txt`.

MkDocs calls the `on_...` functions. A link to a file outside of the folder becomes a link to the repository.
"""

from __future__ import annotations

import ast
import functools
import posixpath
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.pages import Page

ROOT: Final = Path(__file__).resolve().parent.parent
PACKAGE: Final = ROOT / "constructs" / "cdktf_aspire"
# Files of the repository that are pages of the site too, under these names.
PAGES: Final = {"index.md": "README.md", "contributing.md": "CONTRIBUTING.md", "changelog.md": "CHANGELOG.md"}
# The reference: section -> page -> what the page is about, then its public names: one by one, or a module's.
SECTIONS: Final[dict[str, dict[str, tuple[str, ...]]]] = {
    "AppHost": {
        "An application": (
            "An AppHost begins with `create_builder`, and `build().run()` writes it.",
            *("terraform.builder", "terraform.resources.resource_group"),
        ),
        "A publish output": (
            "The publish output of a .NET AppHost, read into the application.",
            *("publish_output.publication", "publish_output.carried_over"),
        ),
    },
    "Resources": {
        "Projects, containers and executables": (
            "The programs of an application. Each can be published as a job.",
            *("hosting.project", "hosting.container", "hosting.executable", "hosting.compute"),
        ),
        "Endpoints and references": (
            "How one resource finds another.",
            *("hosting.endpoints", "hosting.ingress", "hosting.referencing"),
        ),
        "Connection strings and external services": (
            "Things outside the application that its programs need.",
            *("hosting.connection_strings", "hosting.external_service"),
        ),
    },
    "Environments": {
        "Container Apps environments": (
            "Where jobs run: an environment with its registry, logs and pull identity.",
            "hosting.azure.container_app_environment",
        ),
    },
    "Azure resources": {},
    "Jobs": {
        "A job and its configuration": (
            "The job that a `configure` callback gets.",
            *("jobs.job", "Infrastructure", "jobs.configuration", "jobs.credentials"),
        ),
        "Containers and volumes": (
            "The containers of a job, with what they mount and read.",
            "jobs.template",
        ),
        "Probes": ("The probes of a container.", "jobs.probes"),
    },
    "Triggers": {
        "Triggers": ("A job starts by hand, on a schedule or by events.", "jobs.triggers"),
        "The scale of an event trigger": (
            "How many executions events start, in the terms of Azure; `Event` sets all of it.",
            "jobs.scale",
        ),
    },
    "Scale rules": {
        "Any scale rule": ("The base of all scale rules.", "jobs.keda.scale_rule"),
    },
    "Values and secrets": {
        "Parameters": ("Values that the deployer gives, secret or not.", "hosting.parameter"),
        "Text with values in it": (
            "Text and choices that Terraform composes when it deploys.",
            *("hosting.reference_expressions", "values.expressions"),
        ),
        "References and Terraform expressions": (
            "Values that only Terraform knows.",
            *("hosting.references", "values.value", "hosting.values"),
        ),
    },
    "Problems": {
        "Problems": (
            "Each mistake in an AppHost is a problem with a code, and errors stop the synthesis.",
            *("diagnostics.problems", "terraform.guard"),
        ),
    },
}
# Modules that need no line above, because their docstring is the title: beginning of their names -> section.
BY_DOCSTRING: Final = {"hosting.azure.": "Azure resources", "jobs.scalers.": "Scale rules"}
# Pages for members that several public classes share: title -> a line about the page, then the classes.
SHARED: Final = {
    "What projects, containers and executables share": (
        "Calls of `ProjectResource`, `ContainerResource` and `ExecutableResource`.",
        "hosting.job_publishing.PublishesJobs",
        "hosting.compute.ComputeResource",
        "hosting.referencing.RefersToOthers",
        "hosting.endpoints.HasEndpoints",
        "hosting.images.HasImage",
        "hosting.volumes.MountsVolumes",
        "hosting.azure.identity.HasIdentity",
        "hosting.azure.identity.GrantsRoles",
        "hosting.placement.HasEnvironment",
        "hosting.probes.HasProbes",
        "hosting.deploy_runs.RunsOnDeploy",
        "hosting.docker_file.PublishesAsDockerFile",
    ),
    "What all resources share": (
        "Calls of every resource.",
        "hosting.model.Resource",
        "hosting.escape_hatch.WritesTerraform",
        "hosting.waiting.WaitsForOthers",
    ),
    "What Azure resources share": (
        "Calls and outputs of the resources that Azure has.",
        "hosting.azure.azure_resource.MaybeExisting",
        "hosting.azure.existing.ExistsElsewhere",
        "hosting.azure.azure_resource.AzurePart",
        "hosting.azure.azure_resource.AzureChildResource",
        "hosting.azure.storage._StoragePart",
        "hosting.azure.messaging.AzureMessagingNamespace",
        "hosting.azure.messaging.AzureMessagingEntity",
    ),
    "Calls that change nothing here": (
        "Calls for Aspire's run mode and dashboard, which have no effect in a deployment.",
        "hosting.run_mode.RunModeCalls",
        "hosting.run_mode.RunModeProgramCalls",
        "hosting.run_mode.AnswersHttp",
    ),
}
# What else a module's page shows.
ALSO: Final = {
    "terraform.builder": ("hosting.builder.ApplicationBuilder",),
    "values.value": ("values.expressions.ModelReference", "values.value.Composite"),
    "jobs.scalers.redis": tuple(
        f"jobs.scalers.redis.{name}"
        for name in ("Redis", "RedisServer", "RedisServers", "RedisSentinels", "RedisList", "RedisStream")
    ),
}
# Type aliases have no docstring.
_ALIASES: Final = {"Value": "Anything that an environment variable or an argument accepts."}
INDEX: Final = "reference/index.md"
_LINK: Final = re.compile(r"(?<=\]\()(?![a-z]+:|#)([^)\s#]+)(#[^)\s]*)?(?=\))")
_FENCED: Final = re.compile(r"^( *)(```+|~~~+).*?^\1\2", re.DOTALL | re.MULTILINE)


def public_modules() -> dict[str, list[str]]:
    """The modules that have public names, such as `jobs.triggers`, with those names."""
    found: dict[str, list[str]] = {}
    for node in ast.parse((PACKAGE / "__init__.pyi").read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ImportFrom) and node.module:
            found.setdefault(node.module, []).extend(alias.name for alias in node.names)
    return found


def reference() -> dict[str, dict[str, tuple[str, list[str]]]]:
    """The reference: section -> page -> what the page is about, and its public names.

    Raises:
        KeyError: a public name belongs on no page; give it a line in `SECTIONS`.
    """
    modules = public_modules()
    named = {each for pages in SECTIONS.values() for _, *those in pages.values() for each in those}
    all_names = {name for names in modules.values() for name in names}
    sections: dict[str, dict[str, tuple[str, list[str]]]] = {
        section: {
            title: (
                about,
                [
                    name
                    for each in those
                    for name in ([each] if each in all_names else modules[each])
                    if name == each or name not in named
                ],
            )
            for title, (about, *those) in pages.items()
        }
        for section, pages in SECTIONS.items()
    }
    for module in sorted(modules.keys() - named):
        section = BY_DOCSTRING[next((each for each in BY_DOCSTRING if module.startswith(each)), module)]
        about = (ast.get_docstring(_tree_of(module)) or module).splitlines()[0]
        title = re.split(r"[:,.](?:\s|$)", about)[0]
        sections[section][title] = (about, modules[module])
    return sections


def reference_pages() -> dict[str, dict[str, str]]:
    """The pages of the reference, by section: their addresses with their Markdown."""
    modules = {name: module for module, names in public_modules().items() for name in names}
    pages: dict[str, dict[str, str]] = {}
    for section, titles in reference().items():
        pages[section] = {}
        for title, (about, names) in titles.items():
            also = [
                each
                for module in dict.fromkeys(map(modules.get, names))
                for each in ALSO.get(module or "", ())
            ]
            entries = [_entry(name, is_enum=_is_enum(modules[name], name)) for name in names]
            text = _page(title, [about, *entries, *map(_entry, also)])
            pages[section][_address(section, title)] = text
    for title, (about, *classes) in SHARED.items():
        pages["Resources"][_address("Resources", title)] = _page(title, [about, *map(_entry, classes)])
    return pages


def reference_index() -> str:
    """The first page of the reference: every public name with one line, by section and page."""
    modules = {name: module for module, names in public_modules().items() for name in names}
    parts = ["The public names of `cdktf_aspire`, and a line on each."]
    for section, titles in reference().items():
        names = [name for _, those in titles.values() for name in those]
        rows = [f"| [`{name}`][cdktf_aspire.{name}] | {summary_of(modules[name], name)} |" for name in names]
        parts += [f"## {section}", "\n".join(["| name | |", "|---|---|", *rows])]
        if section == "Resources":
            addresses = {title: _address(section, title).removeprefix("reference/") for title in SHARED}
            parts += [f"[{title}]({addresses[title]}): {about}" for title, (about, *_) in SHARED.items()]
    return _page("Reference", parts)


def summary_of(module: str, name: str) -> str:
    """The first sentence of a name's docstring, without the address of its source."""
    for node in _tree_of(module).body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef) and node.name == name:
            about = " ".join((ast.get_docstring(node) or "").split("\n\n")[0].split())
            return re.sub(r":? https://\S+$", ".", about).replace("|", "\\|")
        if isinstance(node, ast.Assign) and [ast.unparse(each) for each in node.targets] == [name]:
            return f"Another name of `{ast.unparse(node.value)}`."
    return _ALIASES[name]


@functools.cache
def _tree_of(module: str) -> ast.Module:
    return ast.parse((PACKAGE / f"{module.replace('.', '/')}.py").read_text(encoding="utf-8"))


def _is_enum(module: str, name: str) -> bool:
    return any(
        isinstance(node, ast.ClassDef)
        and node.name == name
        and any(isinstance(base, ast.Name) and base.id.endswith("Enum") for base in node.bases)
        for node in _tree_of(module).body
    )


def _entry(name: str, *, is_enum: bool = False) -> str:
    """What mkdocstrings turns into a name's documentation; members of enums have no docstrings."""
    options = "\n    options:\n      show_if_no_docstring: true" if is_enum else ""
    return f"::: cdktf_aspire.{name}{options}"


def _page(title: str, parts: Iterable[str]) -> str:
    return "\n\n".join([f"# {title}", *parts]) + "\n"


def _address(section: str, title: str) -> str:
    parts = section if title == section else f"{section} {title}"
    return f"reference/{re.sub(r'[^a-z0-9]+', '-', parts.lower())}.md"


def with_links_of_the_site(text: str, source: str, target: str, repository: str) -> str:
    """A page with its links as the site has them.

    Args:
        text: Markdown.
        source: the page's file in the repository, such as `docs/deploying.md`.
        target: the page in the site, such as `deploying.md`.
        repository: address of its files, such as `https://github.com/owner/name/blob/main`.
    """
    pages = {there: here for here, there in PAGES.items()}

    def link(match: re.Match[str]) -> str:
        file = posixpath.normpath(posixpath.join(posixpath.dirname(source), match[1]))
        here = pages.get(file) or (file.removeprefix("docs/") if file.startswith("docs/") else None)
        if here is None:
            return f"{repository}/{file}{match[2] or ''}"
        return posixpath.relpath(here, posixpath.dirname(target) or ".") + (match[2] or "")

    parts: list[str] = []
    end = 0
    for block in _FENCED.finditer(text):  # a code block doesn't have links
        parts += [_LINK.sub(link, text[end : block.start()]), block[0]]
        end = block.end()
    return "".join([*parts, _LINK.sub(link, text[end:])])


def on_config(config: MkDocsConfig) -> None:
    """Puts the reference where `mkdocs.yml` names it."""
    for entry in config.nav or []:
        if "Reference" in entry:
            sections = reference_pages().items()
            # A section with one page is that page.
            entry["Reference"] = [
                INDEX,
                *(
                    {section: list(pages) if len(pages) > 1 else next(iter(pages))}
                    for section, pages in sections
                ),
            ]


def on_files(files: Files, config: MkDocsConfig) -> None:
    """Adds the pages that are not files of this folder."""
    from mkdocs.structure.files import File

    texts = {here: (ROOT / there).read_text(encoding="utf-8") for here, there in PAGES.items()}
    texts[INDEX] = reference_index()
    for pages in reference_pages().values():
        texts |= pages
    for name, text in texts.items():
        files.append(File.generated(config, name, content=text))


def on_page_markdown(text: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Leads the links that leave the folder to the repository."""
    name = page.file.src_uri
    source = PAGES.get(name, f"docs/{name}")
    if name in PAGES:
        page.edit_url = f"{config.repo_url}/edit/main/{source}"
    return with_links_of_the_site(text, source, name, f"{config.repo_url}/blob/main")


def on_nav(nav: Navigation, config: MkDocsConfig, files: Files) -> None:
    """Remembers the pages in their order, for `llms.txt`."""
    _pages[:] = nav.pages


def on_post_build(config: MkDocsConfig) -> None:
    """Writes `llms.txt`, the pages for language models (https://llmstxt.org), and their Markdown."""
    lines = [f"# {config.site_name}", "", f"> {config.site_description}"]
    section = None
    for page in _pages:
        top = page.ancestors[-1].title if page.ancestors else page.title
        if top != section:
            section = top
            lines += ["", f"## {section}", ""]
        text, url = page.markdown or "", page.url
        if section != "Reference":  # whose Markdown has no more than the names
            url = page.file.src_uri
            (Path(config.site_dir) / url).write_text(text, encoding="utf-8", newline="\n")
        lines.append(f"- [{page.title}]({config.site_url}{url}): {first_sentence(text)}")
    (Path(config.site_dir) / "llms.txt").write_text("\n".join([*lines, ""]), encoding="utf-8", newline="\n")


_pages: list[Page] = []


def first_sentence(text: str) -> str:
    """The first sentence of a page's first paragraph, on one line."""
    paragraphs = [each.strip() for each in _FENCED.sub("", text).split("\n\n")]
    first = next((each for each in paragraphs if each and each[0] not in "#:|"), "")
    return re.split(r"(?<=[.:])\s", " ".join(first.split()))[0].rstrip(":")
