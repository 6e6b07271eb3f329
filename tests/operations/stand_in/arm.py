"""The stand-in itself: an HTTPS server of which every answer is a function of what a test has set up.

An execution goes one state on with each time that somebody reads it, so no test depends on a clock.
"""

from __future__ import annotations

import json
import re
import threading
import time
from collections import deque
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qs, unquote, urlsplit

import attrs

from tests.operations.stand_in.tls import server_context

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

SUBSCRIPTION: Final = "00000000-0000-0000-0000-000000000018"
TENANT: Final = "00000000-0000-0000-0000-0000000000aa"
CLIENT: Final = "00000000-0000-0000-0000-0000000000cc"
SECRET: Final = "of-the-service-principal"
GROUP: Final = "rg"
_JOB: Final = re.compile(
    r"/subscriptions/(?P<subscription>[^/]+)/resourceGroups/(?P<group>[^/]+)"
    r"/providers/Microsoft\.App/jobs/(?P<job>[^/]+)(?P<rest>/.*)?$",
    re.IGNORECASE,
)
_DATE: Final = "%Y-%m-%dT%H:%M:%S+00:00"


@attrs.define
class Request:
    """What arrived."""

    method: str
    path: str
    query: dict[str, str]
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:  # noqa: ANN401
        """The body, read as JSON."""
        return json.loads(self.body)


@attrs.define
class Answer:
    """What goes back.

    Attributes:
        body: JSON; None for nothing.
        headers: more of them.
    """

    status: int
    body: Any = None
    headers: dict[str, str] = attrs.Factory(dict)


@attrs.define
class Fault:
    """What goes wrong the next `times` times.

    Attributes:
        method: of the request.
        path: its end, without the query.
        answer: instead of the true one; None cuts the connection.
        after: whether the request is carried out first, so that only its answer is lost.
        seconds: how long the answer takes; with the true answer, it is only slow.
        slow: gives the true answer after `seconds`.
    """

    method: str
    path: str
    answer: Answer | None = None
    times: int = 1
    after: bool = False
    seconds: float = 0
    slow: bool = False


def error(status: int, code: str, message: str, **headers: str) -> Answer:
    """A refusal, as Resource Manager words it."""
    return Answer(
        status,
        {"error": {"code": code, "message": message}},
        {name.replace("_", "-"): value for name, value in headers.items()},
    )


@attrs.define
class Run:
    """How an execution goes.

    Attributes:
        states: one for each time that it is read; it stays in the last one.
        reason, message: what Azure says of the end.
        exit_code: of its container; None leaves the detailed status out.
        template: the containers it runs with, where that isn't what was asked for.
        console: the lines that its containers wrote.
    """

    states: tuple[str, ...] = ("Processing", "Running", "Succeeded")
    reason: str | None = None
    message: str | None = None
    exit_code: int | None = None
    information: str | None = None
    template: dict[str, Any] | None = None
    console: tuple[str, ...] = ()


FAILED: Final = Run(
    ("Running", "Failed"),
    reason="BackoffLimitExceeded",
    message="Job has reached the specified backoff limit",
    exit_code=1,
)


@attrs.define
class Execution:
    """One run of a job."""

    name: str
    run: Run
    template: dict[str, Any]
    start: float
    reads: int = 0
    stopped: bool = False
    attempts: int = 1

    @property
    def state(self) -> str:
        """The state at present."""
        if self.stopped:
            return "Stopped"
        return self.run.states[min(max(self.reads - 1, 0), len(self.run.states) - 1)]

    @property
    def over(self) -> bool:
        """Whether it has ended."""
        return self.state in ("Succeeded", "Failed", "Stopped")


def job(
    name: str,
    *,
    image: str = "registry.example/report:1.4",
    trigger: str = "Manual",
    env: Mapping[str, str] | None = None,
    secret_env: Mapping[str, str] | None = None,
    timeout: int = 1800,
    retries: int = 0,
) -> dict[str, Any]:
    """A job as Resource Manager gives it, with one container.

    Args:
        name: in Azure.
        image: of its container.
        trigger: Manual, Schedule or Event.
        env: variables with values.
        secret_env: variables with the names of the job's secrets.
        timeout: of a replica, in seconds.
        retries: of a replica.
    """
    variables = [
        *({"name": key, "value": value} for key, value in (env or {}).items()),
        *({"name": key, "secretRef": value} for key, value in (secret_env or {}).items()),
    ]
    configs = {"replicaCompletionCount": 1, "parallelism": 1}
    configuration: dict[str, Any] = {
        "triggerType": trigger,
        "replicaTimeout": timeout,
        "replicaRetryLimit": retries,
        "secrets": [{"name": each} for each in sorted(set((secret_env or {}).values()))],
    }
    if trigger == "Schedule":
        configuration["scheduleTriggerConfig"] = {"cronExpression": "0 2 * * *", **configs}
    else:
        configuration[f"{trigger.lower()}TriggerConfig"] = configs
    return {
        "name": name,
        "type": "Microsoft.App/jobs",
        "location": "West Europe",
        "properties": {
            "provisioningState": "Succeeded",
            "environmentId": f"/subscriptions/{SUBSCRIPTION}/resourceGroups/{GROUP}"
            "/providers/Microsoft.App/managedEnvironments/env",
            "configuration": configuration,
            "template": {
                "containers": [
                    {
                        "name": name,
                        "image": image,
                        "env": variables,
                        "resources": {"cpu": 0.5, "memory": "1Gi", "ephemeralStorage": "2Gi"},
                    }
                ],
                "initContainers": None,
                "volumes": None,
            },
        },
    }


class StandIn:
    """Azure, as far as jobs go.

    Attributes:
        jobs: name -> as `job` makes it. One that isn't there is read from `cloud`.
        executions: name of the job -> its executions, the oldest first.
        faults: what goes wrong, in this order.
        requests: what arrived, without sign-ins and the addresses of the cloud.
    """

    def __init__(self, folder: Path, cloud: Callable[[str], dict[str, Any] | None] | None = None) -> None:
        context, self.authority = server_context(folder)
        self.jobs: dict[str, dict[str, Any]] = {}
        self.executions: dict[str, list[Execution]] = {}
        self.faults: list[Fault] = []
        self.requests: list[Request] = []
        self.routes: list[tuple[str, re.Pattern[str], Callable[[Request, re.Match[str]], Answer]]] = []
        self.pending_starts = 0
        self.tokens: set[str] = set()
        self.sign_ins: list[dict[str, str]] = []
        self.token_seconds = 3600
        self._cloud = cloud
        self._runs: dict[str, deque[Run]] = {}
        self._started: dict[str, tuple[int, dict[str, str]]] = {}
        self._lock = threading.RLock()
        self._stopping = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self._server.socket = context.wrap_socket(
            self._server.socket, server_side=True, do_handshake_on_connect=False
        )
        self.host = f"localhost:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    # What tests use.

    @property
    def environment(self) -> dict[str, str]:
        """The variables with which a command finds it and signs in."""
        return {
            "ARM_METADATA_HOSTNAME": self.host,
            "REQUESTS_CA_BUNDLE": str(self.authority),
            "ARM_CLIENT_ID": CLIENT,
            "ARM_TENANT_ID": TENANT,
            "ARM_CLIENT_SECRET": SECRET,
            "ARM_SUBSCRIPTION_ID": SUBSCRIPTION,
            "NO_PROXY": "localhost",
        }

    def add(self, document: dict[str, Any]) -> str:
        """Adds a job and gives its id."""
        self.jobs[document["name"]] = document
        return self.id_of(document["name"])

    def id_of(self, name: str) -> str:
        """The id of a job."""
        return f"/subscriptions/{SUBSCRIPTION}/resourceGroups/{GROUP}/providers/Microsoft.App/jobs/{name}"

    def next_runs(self, name: str, *runs: Run) -> None:
        """How the next executions of a job go; those after them succeed."""
        self._runs.setdefault(name, deque()).extend(runs)

    def ran(self, name: str, run: Run, *, suffix: str = "", start: float | None = None) -> Execution:
        """Adds an execution that has gone through all of its states."""
        made = self._start(name, run, self.job(name)["properties"]["template"], suffix)
        made.reads = len(run.states)
        made.start = start if start is not None else made.start
        return made

    def calls(self, method: str = "POST") -> list[str]:
        """The paths of the requests with a method, from the job's name on."""
        return [
            each.path.partition("/jobs/")[2] or each.path for each in self.requests if each.method == method
        ]

    def close(self) -> None:
        """Stops the server."""
        self._stopping.set()
        self._server.shutdown()
        self._server.server_close()

    # What the server does.

    def job(self, name: str) -> dict[str, Any]:
        """A job by its name, whatever its case."""
        for known, document in self.jobs.items():
            if known.lower() == name.lower():
                return document
        found = self._cloud(name) if self._cloud else None
        if found is None:
            raise KeyError(name)
        return found

    def answer(self, request: Request) -> Answer | None:
        """The answer to a request; None cuts the connection."""
        with self._lock:
            fault = self._fault(request)
        if fault is not None and not fault.slow:
            if fault.after:
                with self._lock:
                    self._true_answer(request)
            self._stopping.wait(fault.seconds)
            return fault.answer
        if fault is not None:
            self._stopping.wait(fault.seconds)
        with self._lock:
            return self._true_answer(request)

    def _fault(self, request: Request) -> Fault | None:
        for fault in self.faults:
            if fault.method == request.method and request.path.endswith(fault.path):
                fault.times -= 1
                if fault.times <= 0:
                    self.faults.remove(fault)
                return fault
        return None

    def _true_answer(self, request: Request) -> Answer:
        if request.path == "/metadata/endpoints":
            return self._addresses()
        if request.path.startswith(f"/{TENANT}/"):
            return self._sign_in(request)
        for method, pattern, function in self.routes:
            if method == request.method and (found := pattern.search(request.path)):
                return function(request, found)
        self.requests.append(request)
        if request.headers.get("Authorization", "").removeprefix("Bearer ") not in self.tokens:
            return error(401, "AuthenticationFailed", "Authentication failed.")
        if request.path.startswith("/operations/"):
            return self._result(request.path)
        found = _JOB.match(request.path)
        if found is None:
            return error(404, "InvalidResourceType", f"Nothing answers at {request.path}.")
        try:
            document = self.job(found["job"])
        except KeyError:
            document = None
        if document is None or (self._cloud is None and found["group"].lower() != GROUP):
            return error(
                404,
                "ResourceNotFound",
                f"The Resource 'Microsoft.App/jobs/{found['job']}' under resource group "
                f"'{found['group']}' was not found.",
            )
        return self._of_job(request, document, (found["rest"] or "").strip("/").split("/"))

    def _of_job(self, request: Request, document: dict[str, Any], rest: list[str]) -> Answer:
        name = document["name"]
        known = self.executions.setdefault(name, [])
        match request.method, *rest:
            case "GET", "":
                return Answer(200, {"id": self.id_of(name), **document})
            case "GET", "executions":
                return Answer(200, {"value": [self._shown(name, each) for each in reversed(known)]})
            case "GET", "executions", wanted:
                for each in known:
                    if each.name == wanted:
                        each.reads += 1
                        return Answer(200, self._shown(name, each))
                return error(404, "JobExecutionNotFound", f"Job execution '{wanted}' was not found.")
            case "POST", "start":
                return self._accept(document, request)
            case "POST", "stop":
                running = [each for each in known if not each.over]
                for each in running:
                    each.stopped = True
                return Answer(200, {"value": [self._shown(name, each) for each in running]})
            case "POST", "executions", wanted, "stop":
                for each in known:
                    if each.name == wanted:
                        each.stopped = each.stopped or not each.over
                        return Answer(200)
                return error(404, "JobExecutionNotFound", f"Job execution '{wanted}' was not found.")
            case _:
                return error(405, "MethodNotAllowed", f"{request.method} {request.path}")

    def _accept(self, document: dict[str, Any], request: Request) -> Answer:
        name = document["name"]
        template = request.json if request.body else document["properties"]["template"]
        runs = self._runs.get(name)
        made = self._start(name, runs.popleft() if runs else Run(), template)
        body = {"id": f"{self.id_of(name)}/executions/{made.name}", "name": made.name}
        self._started[made.name] = (self.pending_starts, body)
        location = f"https://{self.host}/operations/{made.name}?api-version=2026-07-01"
        return Answer(202, None, {"Location": location, "Retry-After": "0"})

    def _result(self, path: str) -> Answer:
        name = path.rpartition("/")[2]
        left, body = self._started[name]
        if left > 0:
            self._started[name] = (left - 1, body)
            location = f"https://{self.host}{path}?api-version=2026-07-01"
            return Answer(202, None, {"Location": location, "Retry-After": "0"})
        return Answer(200, body)

    def _start(self, name: str, run: Run, template: dict[str, Any], suffix: str = "") -> Execution:
        known = self.executions.setdefault(name, [])
        ran_with = {
            key: [{k: v for k, v in each.items() if k != "volumeMounts"} for each in template.get(key) or []]
            for key in ("containers", "initContainers")
        }
        made = Execution(
            f"{name}-{suffix or f'run{len(known) + 1:04d}'}", run, run.template or ran_with, time.time()
        )
        known.append(made)
        return made

    def _shown(self, name: str, execution: Execution) -> dict[str, Any]:
        properties: dict[str, Any] = {
            "status": execution.state,
            "startTime": time.strftime(_DATE, time.gmtime(execution.start)),
            "template": execution.template,
        }
        if execution.over:
            properties["endTime"] = time.strftime(_DATE, time.gmtime(execution.start + 42))
            if not execution.stopped:
                properties |= {"reason": execution.run.reason, "message": execution.run.message}
                if execution.run.exit_code is not None:
                    container = {
                        "name": execution.template["containers"][0]["name"],
                        "code": execution.run.exit_code,
                        "status": "Terminated",
                        "additionalInformation": execution.run.information,
                    }
                    properties["detailedStatus"] = {
                        "replicas": [
                            {"name": f"{execution.name}-{letter}bcde", "containers": [container]}
                            for letter in "abcdefgh"[: execution.attempts]
                        ]
                    }
        return {
            "id": f"{self.id_of(name)}/executions/{execution.name}",
            "name": execution.name,
            "type": "Microsoft.App/jobs/executions",
            "properties": properties,
        }

    def _addresses(self) -> Answer:
        base = f"https://{self.host}"
        return Answer(
            200,
            {
                "name": "StandIn",
                "portal": "https://portal.azure.com",
                "authentication": {
                    "loginEndpoint": base,
                    "audiences": [base],
                    "tenant": "common",
                    "identityProvider": "AAD",
                },
                "resourceManager": f"{base}/",
                "logAnalyticsResourceId": base,
            },
        )

    def _sign_in(self, request: Request) -> Answer:
        base = f"https://{self.host}/{TENANT}"
        if request.method == "GET":
            return Answer(
                200,
                {
                    "issuer": f"{base}/v2.0",
                    "authorization_endpoint": f"{base}/oauth2/v2.0/authorize",
                    "token_endpoint": f"{base}/oauth2/v2.0/token",
                },
            )
        form = {name: values[0] for name, values in parse_qs(request.body.decode()).items()}
        self.sign_ins.append(form)
        if form.get("client_secret") != SECRET and "client_assertion" not in form:
            return Answer(
                401,
                {
                    "error": "invalid_client",
                    "error_description": "AADSTS7000215: Invalid secret.",
                },
            )
        token = f"eyJ0b2tlbg.{len(self.sign_ins)}.c2lnbmF0dXJl"
        self.tokens.add(token)
        return Answer(
            200,
            {"token_type": "Bearer", "expires_in": self.token_seconds, "access_token": token},
        )


def _handler(stand_in: StandIn) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 60
        # Head and body go in one packet, else each answer waits for an acknowledgement.
        wbufsize = -1
        disable_nagle_algorithm = True

        def _respond(self) -> None:
            parts = urlsplit(self.path)
            length = int(self.headers.get("Content-Length") or 0)
            found = stand_in.answer(
                Request(
                    self.command,
                    unquote(parts.path),
                    {name: values[0] for name, values in parse_qs(parts.query).items()},
                    dict(self.headers.items()),
                    self.rfile.read(length),
                )
            )
            if found is None:
                self.close_connection = True
                self.connection.close()
                return
            content = b"" if found.body is None else json.dumps(found.body).encode()
            self.send_response(found.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            for name, value in found.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = _respond  # noqa: N815

        def log_message(self, format: str, *args: object) -> None:
            pass

    return Handler
