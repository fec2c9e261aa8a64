"""What the first lines of a call say of it: company, fiscal period, date."""

from __future__ import annotations

from dataclasses import dataclass

from extractor.layouts import Layout


@dataclass(frozen=True)
class Opening:
    """What is known of the call, and in `notes` what is not or is only assumed."""

    company: str = ""
    fiscal_period: str = ""
    date: str = ""
    notes: tuple[str, ...] = ()


def read_opening(text: str, layout: Layout, name: str) -> Opening:
    return Opening()
