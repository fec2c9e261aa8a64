"""Claims become facts with evidence, or are rejected with a reason; none disappears."""

from calls import call, claim, dec, found
from hypothesis import given
from hypothesis import strategies as st

from extractor import catalogue
from extractor.verifying import fact_id, verify

SHIPPED = catalogue.load()
TEXT = "Thank you all. Revenue was $67.7 million, up 27%. Gross margin was 59%."


def test_evidence_is_the_sentence_and_the_characters_of_the_number() -> None:
    """The quotation stands in the text where the evidence says, and so does the number."""
    mentions = found(TEXT)
    facts, rejected = verify(call(TEXT), mentions, [claim(mentions, "$67.7 million")], SHIPPED)
    place = facts[0].evidence[0]
    assert not rejected
    assert place.exact == "Revenue was $67.7 million, up 27%."
    assert TEXT[place.start : place.end] == place.exact
    assert [TEXT[number.start : number.end] for number in place.numbers] == ["$67.7 million"]
    assert (place.speaker, place.line, place.side, place.section) == ("Dana Reyes", 1, "company", "prepared_remarks")


def test_what_fails_is_kept_with_the_reason() -> None:
    """A million claimed as a billion is rejected, and the sentence says what the characters read."""
    mentions = found(TEXT)
    facts, rejected = verify(
        call(TEXT), mentions, [claim(mentions, "$67.7 million", value=dec("67700000000"))], SHIPPED
    )
    assert not facts
    assert rejected[0].check == "value"
    assert "67,700,000" in rejected[0].reason
    assert (rejected[0].line, rejected[0].text) == (1, "$67.7 million")


def test_a_claim_about_another_metric_is_suspect_not_verified() -> None:
    """The right number under the wrong name stays visible, and says why it is doubted."""
    mentions = found(TEXT)
    facts, _ = verify(
        call(TEXT), mentions, [claim(mentions, "$67.7 million", metric="inventory", label="inventory")], SHIPPED
    )
    assert facts[0].verdict == "suspect"
    assert [check.name for check in facts[0].checks if not check.passed] == ["metric words"]


def test_the_id_is_the_content_not_the_place() -> None:
    """The same fact said elsewhere has the same id; another value has another."""
    one, two = found(TEXT), found("Again: revenue was $67.7 million.")
    assert fact_id(claim(one, "$67.7 million")) == fact_id(claim(two, "$67.7 million"))
    assert fact_id(claim(one, "$67.7 million")) != fact_id(claim(one, "$67.7 million", value=dec("1")))


@given(
    st.lists(
        st.tuples(st.integers(-2, 5), st.sampled_from(["USD", "percent", "", "x"]), st.integers(-9, 9)), max_size=8
    )
)
def test_every_claim_ends_as_a_fact_or_as_rejected(rows: list[tuple[int, str, int]]) -> None:
    """Whatever is claimed, nothing raises and nothing disappears."""
    mentions = found(TEXT)
    claims = [
        claim(mentions, "$67.7 million", numbers=(number,), unit=unit, value=dec(str(value)), measure="level")
        for number, unit, value in rows
    ]
    facts, rejected = verify(call(TEXT), mentions, claims, SHIPPED)
    assert len(facts) + len(rejected) == len(claims)
