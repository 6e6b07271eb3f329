"""The collector leaves alone what is loaded, and collects what becomes garbage afterwards."""

from __future__ import annotations

import gc
import weakref

from cdktf_aspire import DistributedApplication


class Node:
    """It refers to itself, so only the collector can end it."""

    def __init__(self) -> None:
        self.itself = self


def test_what_is_loaded_is_out_of_the_collectors_sight() -> None:
    seen = {id(each) for each in gc.get_objects()}

    assert id(DistributedApplication) not in seen
    assert gc.get_freeze_count() > 10_000


def test_what_becomes_garbage_afterwards_is_collected() -> None:
    node = weakref.ref(Node())

    gc.collect()

    assert node() is None
