"""Sides: whether the words of a turn are an operator's, an analyst's or the company's."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor import sides

CUES = {"next": sides._NEXT, "operates": sides._OPERATES, "asks": sides._ASKS}


@pytest.mark.parametrize("name", CUES)
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_no_cue_is_passed_over_for_want_of_its_words(name: str, data: st.DataObject) -> None:
    """Every text that a cue's pattern matches holds one of the words that are looked for first."""
    words = data.draw(st.from_regex(CUES[name].pattern))
    assert CUES[name].search(words)
