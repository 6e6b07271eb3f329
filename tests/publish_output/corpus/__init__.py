"""Publish outputs in the form of each version of Aspire, written for these tests; see README.md."""

from __future__ import annotations

from pathlib import Path

CORPUS = Path(__file__).parent

# The jobs of each folder, by their names in Azure.
JOBS = {
    "9.0": ["invoices"],
    "9.2": ["catalog"],
    "9.4": ["reminders"],
    "13.2": ["migrate"],
    "13.4": ["scan"],
    "13.5": ["planner", "tidy"],
    "13.6": ["readings"],
    "azd-8": ["resize"],
    "azd-9": ["orders"],
}
