"""What looks like a secret, measured on settings that are ones and on settings that are not."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from cdktf_aspire.values.secret_text import secret_in, secret_in_text, secrets_in_command

ORDINARY = r"""
PASSWORD_FILE=/run/secrets/x
TOKEN_ENDPOINT=https://login.microsoftonline.com/common/oauth2/token
TOKENIZER=cl100k_base
TOKENIZERS_PARALLELISM=false
KEY_VAULT_URI=https://kv-demo.vault.azure.net/
PUBLIC_KEY_PATH=/etc/keys/public.pem
MAX_TOKENS=4096
MAX_TOKEN=4096
PASSWORD_MIN_LENGTH=12
SECRET_NAME=api-key
KEY=value
PARTITION_KEY=customerId
CACHE_KEY_PREFIX=jobs
APPLICATIONINSIGHTS_CONNECTION_STRING=InstrumentationKey=00000000-0000-0000-0000-000000000000;IngestionEndpoint=https://westeurope-5.in.applicationinsights.azure.com/
ConnectionStrings__appconfig=Endpoint=https://x.azconfig.io;Authentication=ManagedIdentity
ConnectionStrings__cache=cache-abc.redis.cache.windows.net:6380,ssl=True
ConnectionStrings__queues=https://st.queue.core.windows.net/
ConnectionStrings__sql=Server=tcp:sql.windows.net,1433;Authentication="Active Directory Default";Database=db
ConnectionStrings__servicebus=sb.servicebus.windows.net
ConnectionStrings__pg=Host=pg.postgres.database.azure.com;Port=5432;Username=job
PASSWORD=
PASSWORD=true
DB_PASSWORD=$DB_PW
DB_PASSWORD=${secret.password}
DB_PASSWORD=@Microsoft.KeyVault(SecretUri=https://kv.vault.azure.net/secrets/x)
AZURE_CLIENT_ID=11111111-2222-3333-4444-555555555555
GIT_COMMIT=3f786850e387550fdab836ed7e6dc881de23001b
IMAGE_DIGEST=sha256:4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f
AUTH_TYPE=bearer
TOKEN_CACHE_DIR=/tmp/tokens
PASSWORDLESS=true
USE_TOKEN=yes please
BYPASS_CACHE=all
COMPASS=north
MONKEY=banana
KEYBOARD=qwerty
ASPNETCORE_URLS=http://+:8080
OTEL_EXPORTER_OTLP_ENDPOINT=http://localhost:4317
OTEL_EXPORTER_OTLP_HEADERS=x-team=orders
AZURE_TOKEN_CREDENTIALS=ManagedIdentityCredential
NEXT_PAGE_TOKEN=abcdef
SORT_KEY=createdAt
JWT_ISSUER=https://issuer.example
JWT_ALGORITHM=RS256
SSH_KNOWN_HOSTS=github.com ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAB
SIGNING_CERT=/etc/cert.pfx
CREDENTIALS_PATH=/run/x.json
GOOGLE_APPLICATION_CREDENTIALS=/run/x.json
SECRETS_DIR=/mnt/secrets
ACCESS_KEY_ID_HEADER=X-Key
LOG_FORMAT=%(asctime)s %(message)s
MODE=passive
TASK=sk-learn-train-the-model-daily
LOCALE=sk-SK
STRATEGY=eyJ
PASSWORD_POLICY=strong
TOKEN_LIFETIME_MINUTES=60
TOKEN_EXPIRY=1h
SECRET_PROVIDER=keyvault
API_KEY_HEADER=X-Api-Key
queueName=orders
connectionFromEnv=BUS_CONNECTION
passwordFromEnv=DB_PASSWORD
accountName=stdemo
awsSecretAccessKeyFromEnv=AWS_SECRET
URL=https://example.com/?page=1&pageToken=abc
PASS_RATE=0.9
NPM_CONFIG_REGISTRY=https://npm.example.com/
SPRING_PROFILES_ACTIVE=prod
WEBHOOK=https://example.com/hook
KEYVAULT_SECRET=db-password
GIT_URL=git@github.com:contoso/jobs.git
DATABASE_URL=postgres://user@host/db
REDIS_URL=redis://cache:6379
TWO_PASS=true
PWD=/app
secret=api-key
BYPASS=some-hosts
COMPASS_MODE=on-board
CRON=0 3 * * *
COMMENT=the password is in the vault
QUERY=select token_count from usage where key = 'a'
FEATURES=tokens,secrets
TOKEN_BUDGET=100000
MAX_OUTPUT_TOKENS=100000
"""
SECRET = r"""
PASSWORD=hunter2
DB_PASSWORD=dev
PGPASSWORD=correct horse
MYSQL_PWD=12345
TOKEN=abc123def456
GITHUB_TOKEN=whatever
API_KEY=abcdef
APIKEY=abcdef
apiKey=abcdef
Smtp__Password=abc!def
CONNECTIONSTRING=some-opaque-text
CONNECTION_STRING=Server=x;User Id=sa;Password=abc12345
ConnectionStrings__db=Server=x;Uid=sa;Pwd=abc
STORAGE=DefaultEndpointsProtocol=https;AccountName=a;AccountKey=abcdefgh==;EndpointSuffix=core.windows.net
BUS=Endpoint=sb://x/;SharedAccessKeyName=Root;SharedAccessKey=abcdefgh=
SAS=https://st.blob.core.windows.net/c?sv=2022-11-02&sig=abc%2Fdef%3D
X=ghp_abcdefghijklmnopqrstuvwxyz0123456789
X=github_pat_11ABCDEFG0abcdefghijklm_nopqrstuvwxyz
X=xoxb-123456789012-abcdefghijkl
X=AKIAIOSFODNN7EXAMPLE
X=sk-proj-abcdefghijklmnopqrstuvwxyz0123
X=eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abcdefghijk
X=-----BEGIN RSA PRIVATE KEY-----
X=-----BEGIN OPENSSH PRIVATE KEY-----\nabc
DATABASE_URL=postgres://user:hunter2@host/db
REDIS_URL=redis://:hunter2@cache:6379
CLIENT_SECRET=correct-horse-battery-staple
SECRET=correct-horse
DBPASS=hunter2
dbPwd=hunter2
AZURE_CLIENT_SECRET=abc8Q~abcdefghijklmnopqrstuvwxyz0123456789
HEADER=Authorization: Bearer abcdefghijklmnop1234
CONFIG={"user": "a", "password": "hunter2"}
OPTS=-Dspring.datasource.password=hunter2
URL=https://example.com/?api_key=abc123
personalAccessToken=abcdefg
SLACK=https://hooks.slack.com/services/T0000/B0000/abcdefghijkl
WEBSITE_SECRET=hunter2hunter2
JWT_SECRET=mysecretmysecret
ACCESS_KEY=abcdefgh
SUBSCRIPTION_KEY=0123456789abcdef0123456789abcdef
"""


def settings(text: str) -> list[tuple[str, str]]:
    """Pairs of a name and a value, one on each line."""
    return [(name, value) for line in text.strip().splitlines() for name, _, value in [line.partition("=")]]


@pytest.mark.parametrize(("name", "value"), settings(ORDINARY))
def test_an_ordinary_setting_is_not_taken_for_a_secret(name: str, value: str) -> None:
    assert secret_in(name, value) is None


@pytest.mark.parametrize(("name", "value"), settings(SECRET))
def test_a_secret_is_found(name: str, value: str) -> None:
    assert secret_in(name, value) is not None


@pytest.mark.parametrize(("kind", "count"), [("ordinary", 174), ("secret", 90)])
def test_settings_of_all_kinds_of_applications_are_told_apart(kind: str, count: int) -> None:
    text = (Path(__file__).parent / f"{kind}_settings.txt").read_text(encoding="utf-8")
    pairs = settings(text)

    assert len(pairs) == count
    assert [each for each in pairs if (secret_in(*each) is None) != (kind == "ordinary")] == []


@pytest.mark.parametrize(
    "command",
    [
        ["--password", "hunter2"],
        ["--password=hunter2"],
        ["run", "--api-key", "abcdef", "--all"],
        ["sh", "-c", "mysql --password hunter2 x"],
        ["sh", "-c", "DB_PASSWORD='hunter2' run"],
        ["curl", "-H", "Authorization: Bearer abcdefghijklmnop123"],
        ["sh", "-c", "curl -u admin:hunter2 https://x"],
        ["java", "-Dspring.datasource.password=hunter2", "-jar", "x.jar"],
        ["run", "AccountName=x;AccountKey=abcdef=="],
    ],
    ids=" ".join,
)
def test_a_secret_in_a_command_line(command: list[str]) -> None:
    assert list(secrets_in_command(command))


@pytest.mark.parametrize(
    "command",
    [
        ["--password-file", "/run/secrets/x"],
        ["--password", "$DB_PASSWORD"],
        ["--password"],
        ["--token", "--all"],
        ["--max-tokens", "4096"],
        ["--token-endpoint", "https://login.example/token"],
        ["--secret", "api-key"],
        ["--key", "value"],
        ["--batch", "100", "--pass", "2"],
        ["sh", "-c", "echo $PASSWORD | login --password-stdin"],
        ["python", "-m", "tokenize", "keys.txt"],
        ["kubectl", "get", "secret", "api-key"],
        [1, None, "--password", 5],
    ],
    ids=str,
)
def test_an_ordinary_command_line(command: list[object]) -> None:
    assert list(secrets_in_command(command)) == []


@pytest.mark.parametrize(
    "piece", ["a.", "a://", "eyJ", "--p x", "password", "curl ", "Bearer ", '"a":', "a=", "://:"]
)
def test_a_long_text_takes_no_time(piece: str) -> None:
    started = time.process_time()
    secret_in_text(piece * (200_000 // len(piece)) + " key")

    assert time.process_time() - started < 5
