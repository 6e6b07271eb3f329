"""Publish outputs in Aspire's format, written for these tests."""

from __future__ import annotations

from pathlib import Path

SAMPLES = Path(__file__).parent
