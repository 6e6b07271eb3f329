"""Adds pages to the site that are not in this folder: the README, the reference and `llms.txt`.

MkDocs calls the `on_...` functions. A link to a file outside of the folder becomes a link to the repository.
"""

from __future__ import annotations

import ast
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
# Sections of the reference, by what the names of their modules begin with; the longest one counts.
SECTIONS: Final = {
    "Application": ("terraform.", "publish_output.", "hosting.parameter"),
    "Resources": ("hosting.",),
    "Azure resources": ("hosting.azure.",),
    "Jobs": ("jobs.",),
    "Scale rules": ("jobs.keda.", "jobs.scalers."),
    "Values": ("values.", "hosting.references", "hosting.reference_expressions", "hosting.values"),
    "Problems": ("diagnostics.",),
}
# Pages for members that several public classes share: title -> the classes that define them.
SHARED: Final = {
    "What projects, containers and executables share": (
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
        "hosting.model.Resource",
        "hosting.escape_hatch.WritesTerraform",
        "hosting.waiting.WaitsForOthers",
    ),
    "What Azure resources share": (
        "hosting.azure.azure_resource.MaybeExisting",
        "hosting.azure.existing.ExistsElsewhere",
        "hosting.azure.azure_resource.AzurePart",
        "hosting.azure.azure_resource.AzureChildResource",
        "hosting.azure.storage._StoragePart",
        "hosting.azure.messaging.AzureMessagingNamespace",
        "hosting.azure.messaging.AzureMessagingEntity",
    ),
    "Calls that change nothing here": (
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
_LINK: Final = re.compile(r"(?<=\]\()(?![a-z]+:|#)([^)\s#]+)(#[^)\s]*)?(?=\))")
_FENCED: Final = re.compile(r"^( *)(```+|~~~+).*?^\1\2", re.DOTALL | re.MULTILINE)


def public_modules() -> dict[str, list[str]]:
    """The modules that have public names, such as `jobs.triggers`, with those names."""
    found: dict[str, list[str]] = {}
    for node in ast.parse((PACKAGE / "__init__.pyi").read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ImportFrom) and node.module:
            found.setdefault(node.module, []).extend(alias.name for alias in node.names)
    return found


def section_of(module: str) -> str:
    """The section of the reference that a module's names are in."""
    beginnings = {each: section for section, those in SECTIONS.items() for each in those}
    return beginnings[max((each for each in beginnings if module.startswith(each)), key=len)]


def reference_pages() -> dict[str, dict[str, str]]:
    """The pages of the reference, by section: their addresses with their Markdown."""
    pages: dict[str, dict[str, str]] = {section: {} for section in SECTIONS}
    for module, names in public_modules().items():
        pages[section_of(module)][_address(module.rpartition(".")[2])] = _page_of(module, names)
    for title, classes in SHARED.items():
        pages["Resources"][_address(title.lower())] = _page(title, map(_entry, classes))
    return pages


def _page_of(module: str, names: list[str]) -> str:
    tree = ast.parse((PACKAGE / f"{module.replace('.', '/')}.py").read_text(encoding="utf-8"))
    about = (ast.get_docstring(tree) or module).splitlines()[0]
    enums = {
        node.name
        for node in tree.body
        if isinstance(node, ast.ClassDef)
        and any(isinstance(base, ast.Name) and base.id.endswith("Enum") for base in node.bases)
    }
    title = re.split(r"[:,.](?:\s|$)", about)[0]
    if len(names) < 3 and section_of(module) != "Scale rules":
        title = ", ".join(f"`{name}`" for name in names)
    entries = [_entry(name, is_enum=name in enums) for name in names]
    entries += [_entry(each) for each in ALSO.get(module, ())]
    return _page(title, [about, *entries])


def _entry(name: str, *, is_enum: bool = False) -> str:
    """What mkdocstrings turns into a name's documentation; members of enums have no docstrings."""
    options = "\n    options:\n      show_if_no_docstring: true" if is_enum else ""
    return f"::: cdktf_aspire.{name}{options}"


def _page(title: str, parts: Iterable[str]) -> str:
    return "\n\n".join([f"# {title}", *parts]) + "\n"


def _address(name: str) -> str:
    return f"reference/{re.sub(r'[^a-z]+', '-', name)}.md"


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
            entry["Reference"] = [{section: list(pages)} for section, pages in reference_pages().items()]


def on_files(files: Files, config: MkDocsConfig) -> None:
    """Adds the pages that are not files of this folder."""
    from mkdocs.structure.files import File

    texts = {here: (ROOT / there).read_text(encoding="utf-8") for here, there in PAGES.items()}
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
            (Path(config.site_dir) / url).write_text(text, encoding="utf-8")
        lines.append(f"- [{page.title}]({config.site_url}{url}): {first_sentence(text)}")
    (Path(config.site_dir) / "llms.txt").write_text("\n".join([*lines, ""]), encoding="utf-8")


_pages: list[Page] = []


def first_sentence(text: str) -> str:
    """The first sentence of a page's first paragraph, on one line."""
    paragraphs = [each.strip() for each in _FENCED.sub("", text).split("\n\n")]
    first = next((each for each in paragraphs if each and each[0] not in "#:|"), "")
    return re.split(r"(?<=[.:])\s", " ".join(first.split()))[0].rstrip(":")
