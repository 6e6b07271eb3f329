"""Which KEDA Container Apps runs, and what of the scalers is newer.

The catalogue of scalers is that of KEDA's documentation, which is ahead of what Azure runs.
"""

from __future__ import annotations

from typing import Final

# https://learn.microsoft.com/azure/container-apps/scale-app, in August 2026.
KEDA_OF_CONTAINER_APPS: Final = "2.18.1"

# Scaler -> keys that came after the KEDA of Container Apps: by KEDA's schema of 2.18 against that of 2.20.
TOO_NEW: Final = {
    "aws-cloudwatch": frozenset({"awsAccountId"}),
    "aws-dynamodb": frozenset({"filterExpression"}),
    "kubernetes-workload": frozenset({"groupByNode"}),
    "metrics-api": frozenset({"timeout"}),
    "mongodb": frozenset({"tls"}),  # without which its certificates do nothing
}
