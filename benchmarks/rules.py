"""Measures the rules over 1,000 jobs, in pure Python: `uv run python -m benchmarks.rules`."""

from __future__ import annotations

import time

from cdktf_aspire.jobs import rules
from cdktf_aspire.jobs.job import ContainerAppJob
from cdktf_aspire.jobs.template import ContainerAppContainer, ContainerAppEnvironmentVariable
from cdktf_aspire.jobs.triggers import ContainerAppJobTriggerType

JOBS = 1000


def a_job(index: int) -> ContainerAppJob:
    job = ContainerAppJob()
    job.name = f"job-{index}"
    job.configuration.trigger_type = ContainerAppJobTriggerType.SCHEDULE
    # A different schedule for each job, so that no cache is used.
    job.configuration.schedule_trigger_config.cron_expression = f"{index % 60} {index // 60 % 24} * * *"
    job.configuration.replica_timeout = 600
    container = ContainerAppContainer(name="main", image="r.io/batch:1")
    container.env.extend(ContainerAppEnvironmentVariable(name=f"KEY_{n}", value=str(n)) for n in range(10))
    job.template.containers.append(container)
    return job


def main() -> None:
    jobs = [a_job(index) for index in range(JOBS)]
    started = time.perf_counter()
    problems = [problem for job in jobs for problem in rules.check(job, resource=str(job.name))]
    seconds = time.perf_counter() - started
    if problems:
        raise SystemExit(f"{len(problems)} problems in jobs that have none")
    print(f"{len(rules.CHECKS)} rules over {JOBS} jobs: {seconds:.2f} s")


if __name__ == "__main__":
    main()
