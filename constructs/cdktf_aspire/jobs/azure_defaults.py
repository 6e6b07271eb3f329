"""The defaults of a job's settings.

azurerm requires the timeout, and cpu and memory of a container: for those, the defaults are the ones of
Azure's portal and CLI. https://learn.microsoft.com/azure/container-apps/jobs
"""

from __future__ import annotations

from typing import Final

TIMEOUT: Final = 1800  # seconds
RETRY_LIMIT: Final = 0
PARALLELISM: Final = 1
COMPLETIONS: Final = 1
MIN_EXECUTIONS: Final = 0
MAX_EXECUTIONS: Final = 100
POLLING_INTERVAL: Final = 30  # seconds
CPU: Final = 0.5  # vCPU
GIBIBYTES: Final = 1.0
MEMORY: Final = f"{GIBIBYTES:g}Gi"
