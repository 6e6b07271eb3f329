"""Settings that look like secrets: a warning in the synth and in `check`, and never the text itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli.clean_jobs import JOBS, replaced
from tests.cli.test_check import check

if TYPE_CHECKING:
    from pathlib import Path

    from tests.apphost import AppHost

SECRET = "correct-horse-7"
KEY = "Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9v"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DB_PASSWORD", SECRET),
        ("Smtp__Password", SECRET),
        ("API_TOKEN", SECRET),
        ("ConnectionStrings__db", f"Server=db;User Id=sa;Password={SECRET};"),
        ("STORAGE", f"DefaultEndpointsProtocol=https;AccountName=a;AccountKey={KEY}==;"),
        ("BUS", f"Endpoint=sb://a.servicebus.windows.net/;SharedAccessKeyName=a;SharedAccessKey={KEY}="),
        ("GH", "ghp_0123456789abcdefghijABCDEFGHIJ012345"),
        ("PEM", "-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEA"),
    ],
)
def test_a_variable_that_looks_like_a_secret(name: str, value: str, apphost: AppHost, tmp_path: Path) -> None:
    container = apphost.builder.add_container("batch", "r.io/batch:1").with_environment(name, value)
    container.publish_as_azure_container_app_job()
    (problem,) = apphost.problems()
    assert problem.code == "ACJ406"
    assert not problem.is_error
    assert value not in str(problem)

    env = ("template", 0, "container", 0, "env", 0)
    done = check(tmp_path, replaced(JOBS["manual"], env, {"name": name, "value": value}))
    assert done.exit_code == 0
    assert "[ACJ406]" in done.stdout


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PASSWORD_FILE", "/run/secrets/password"),
        ("TOKEN_ENDPOINT", "https://login.microsoftonline.com/common/oauth2/token"),
        ("MAX_TOKENS", "4096"),
        ("ASPNETCORE_ENVIRONMENT", "Production"),
        ("KEY_VAULT_URI", "https://vault.vault.azure.net/"),
        ("SECRET_NAME", "db-password"),
        ("ConnectionStrings__blobs", "https://st.blob.core.windows.net/"),
        ("CACHE_KEY_PREFIX", "orders"),
    ],
)
def test_an_ordinary_variable(name: str, value: str, apphost: AppHost) -> None:
    container = apphost.builder.add_container("batch", "r.io/batch:1").with_environment(name, value)
    container.publish_as_azure_container_app_job()
    assert apphost.problems() == []


def test_an_argument_that_looks_like_a_secret(apphost: AppHost) -> None:
    container = apphost.builder.add_container("batch", "r.io/batch:1").with_args(
        "--password", SECRET, "--all"
    )
    container.publish_as_azure_container_app_job()

    (problem,) = apphost.problems()
    assert (problem.code, SECRET in str(problem)) == ("ACJ406", False)
