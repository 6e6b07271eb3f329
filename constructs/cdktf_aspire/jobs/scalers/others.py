"""Scalers that azurerm accepts and that have no class of their own: for `ScaleRule.custom`."""

from __future__ import annotations

from typing import Final

from cdktf_aspire.jobs.scalers.scaler import Scaler

OTHERS: Final[dict[str, Scaler]] = {}
