"""Whether the words around a number speak of an outlook or of a result, as the claim does.

Goes in: a claim and the `View` of the call. Comes out: a `Check`. An outlook is for a time that is not over, needs
words of outlook, and is new; a result has none that govern it.
"""

from __future__ import annotations

import re

from extractor import clues, outlook_clues, periods, weights, wording
from extractor.hedges import HEDGES
from extractor.period_bases import is_base
from extractor.period_binding import bound
from extractor.period_meaning import fits, is_month
from extractor.records import Check, Claim
from extractor.view import View, kind_of
from extractor.weights import ENOUGH, Weights

SENTENCES_BACK = 3
_OUTLOOK = re.compile(
    r"\b(?:(?<!than )(?<!as )expect\w*|will|should|would|could|guid(?:e|ing|ance|ed)|outlook|target\w*|goals?|model|"
    r"plan\w*|anticipat\w*|"
    r"forecast\w*|assum\w*|impl(?:y|ies|ied)|project\w*|estimat\w*|aim\w*|ambition|long-term|medium.term|"
    r"going forward|"
    r"confiden(?:t|ce)|on track|intend\w*|intention|see|look(?:ing)? (?:for|to|ahead)|path|commit\w*|continue to|"
    r"may|can|"
    r"by (?:20\d\d|fiscal)|pace|"
    r"want to|next (?:\w+ )?(?:years?|quarters?|months)|remain\w*|believe|objective|think|to be|going to|lands?|"
    r"toward|midpoint|potential|aspir\w*|in the coming (?:weeks|months|quarters|years)|"
    r"budget\w*|request\w*|propos\w*|"
    r"(?:we['’]re|we are) (?:now )?(?:calling|saying))\b|['’]ll\b"
    r"|預[計期估]|预[计期估]|目標|目标|指引|將|将",
    re.I,
)
_AGAINST = re.compile(
    r"\b(?:above|below|exceed\w*|beat\w*|better than|worse than|ahead of|higher than|lower than|versus|vs\.?|"
    r"relative to|"
    r"in line with|against|compared (?:to|with)|outperform\w*|surpass\w*)\s+(?:[a-z'’-]+\s+){0,4}?"
    r"(?:guid\w+|outlook|forecasts?|expectations?|estimates?|targets?|projections?)\b",
    re.I,
)
_OF_IT = re.compile(rf"\s+(?:(?:range|ratio|level) )?(?:of|was|is)\s+{HEDGES}")
_OUTLOOK_OF = re.compile(
    rf"\b(?:prior|previous|earlier|original|initial|last|our|the) (?:[\w-]+ ){{0,3}}?(?:guidance|outlook|forecast|"
    rf"guide|"
    rf"expectations?|projections?)(?: range)? of\s+{HEDGES}$",
    re.I,
)
_LIKELY = re.compile(
    wording.GOVERNS
    + r"|\b(?:should|(?:will|would)(?! (?:also |just |like to |now )*(?:remind|note|say|add|mention|tell|point out|"
    r"share|start|turn|begin|discuss|comment|highlight|remember|recall)\b)|"
    r"expect(?:ed|s|ing)?|guidance|outlook|assum(?:es|ing)|impl(?:y|ies|ying)|forecast|"
    r"confiden(?:t|ce)|on pace|"
    r"goal|target(?:s|ed|ing)?|we want to|want to|going to|going forward|hopefully|on track|ambition|by the end of|"
    r"next year|expectations?|budget\w*|plans?|planned|planning|project(?:s|ed|ing|ion|ions)|estimat(?:e|es|ed|ing)|"
    r"can|could|midpoint|"
    r"medium term|long term|long-term|we see|anticipat(?:e|es|ed|ing)|model|intention|potential|somewhere)\b|['’]ll\b",
    re.I,
)
_WILL = re.compile(
    wording.GOVERNS + r"|\b(?:should|will|would) (?:be|rise|fall|grow|land|come|increase|decrease|decline|reach)\b"
    r"|\b(?:our|the|a|long-term|near-term|medium-term) (?:[\w-]+ ){0,3}(?:goals?|targets?|"
    r"target(?:ed)? (?:operating )?model|model|"
    r"ambition|objective|aspiration) (?:is|are|of|remains?|to|for)\b|\bwe want to\b|\b(?:over|in) the (?:medium|"
    r"long)(?:er)?[ -]term\b|\b(?:our|the) aim\b"
    r"|\b(?:guidance|outlook|forecast) (?:is|of|for|remains|stands)\b|\bpotential for\b|\bexpectation of\b|"
    r"\bon track to\b"
    r"|\bwe(?:['’]d| would| will|['’]ll)? need (?:to |about |roughly |some |another |an? )"
    r"|\b(?:medium|mid|long(?:er)?)(?:- to long)?[ -]term (?:[\w-]+ ){0,2}"
    r"(?:model|horizon|perspective|view|plan|outlook)\b"
    r"|\b(?:our|the|a) target(?:ed)? (?:[\w-]+ ){0,3}(?:range|ratio|level|leverage|margin)\b"
    r"|(?:\b(?:would|will)|['’]ll) (?:[a-z]+ly )?(?!(?:also|just|like|now|begin|start|turn|discuss|remind|note|"
    r"say|add that|"
    r"mention|tell|point|share|comment|highlight|remember|recall|talk|give|provide (?:an?|some|more)|walk|review|cover|"
    r"touch|go|focus|hand|pass|speak|cover|look|move|continue|take|see|find|notice|be (?:happy|glad|available)|"
    r"have|not|never)\b)[a-z]+\b"
    r"|\bshould (?:allow|enable|help|drive|result)\b|\b(?:has|have|see|with) (?:the |an? |clear )*(?:potential|"
    r"opportunity|line of sight) (?:to|for)\b"
    r"|\b(?:updating|raising|lowering|revising|setting) our (?:[\w-]+ ){0,3}(?:target|goal)s?\b"
    r"|\bover the next (?:[\w-]+ )?(?:years|quarters|months)\b"
    r"|\b(?:get back to|still|now|are|is) targeting\b|\bsee a path to\b"
    r"|\b(?:going|set) to\b|\bwe (?:now |currently )?see an? (?:full-year|annual)\b",
    re.I,
)
_DONE = re.compile(
    r"\b(?:was|were|had|allowed|enabled|helped|resulted|narrowed|widened|expanded|dropped|climbed|slipped|jumped|"
    r"contributed|recorded|booked|bought|made|won|built|hired|"
    r"paid|repaid|returned|spent|sold|earned|stood|launched|completed|grew|rose|fell|declined|increased|decreased|"
    r"reported|delivered|achieved|generated|ended|came in|"
    r"totaled|totalled|finished|exited|reached|improved|signed|opened|closed|added|announced|acquired|ordered|posted|"
    r"(?:have|has|we['’]ve|it['’]s|they['’]ve) (?:\w+ ){0,2}(?:\w+ed|\w+en|been|had|seen|grown|done|built|made)|"
    r"carries|(?:is|are) (?:now |currently )?(?:coming in|going on|running|renewing|repricing|priced|sitting)|"
    r"(?:we|it|they|which|board|company|(?:this|that|the|our) [\w-]+) (?:re-)?"
    r"(?!expected|projected|planned|anticipated|estimated|targeted|related|adjusted|diluted)[a-z]{3,}ed|"
    r"compare[sd]?|today(?!['’]s)|right now|so far|already|"
    r"currently,? (?:(?:we|it|they) )?(?:at|have|has|is|stands?))\b",
    re.I,
)
_DOES = re.compile(
    r"\b(?:we|they|it)(?:['’]re| are| is|['’]s) (?:now |currently |also )*(?!expect|target|guid|plan|anticipat|"
    r"forecast|"
    r"aim|look|go|project|assum|call|rais|lower|narrow|updat|reiterat|reaffirm|maintain|provid)[a-z]{3,}ing\b",
    re.I,
)
_MOVED = re.compile(
    r"\s+(?:was|were|grew|rose|fell|increased|decreased|declined|improved|came|reached|exceeded|beat)\b", re.I
)
_MET = re.compile(
    r"\b(?:met|reached|after reaching|achieved|exceeded|surpassed|hit|beat) (?:our|its|the|that) "
    r"(?:[\w-]+ ){0,3}(?:goals?|objectives?|targets?|commitments?|milestones?|guidance|guide|outlook|forecasts?|"
    r"expectations?)\b",
    re.I,
)
_DID = re.compile(
    r"\b(?:we|it|they|which|company|board)(?:['’]ve)? (?:have |has |had |also |already |then |just )*"
    r"(?!expected|projected|planned|anticipated|estimated|targeted|need|(?:ex|suc|pro)ceed)"
    r"(?:[a-z]{3,}ed|repaid|paid|sold|bought|spent|grew|rose|fell|drew|made|won|built|left|cut|came|got|took|saw)\b"
    r"|\b(?:have|has) (?:already |now )*(?!expected|been)[a-z]{3,}(?:ed|en)\b"
    r"|\b(?!expected|reported|adjusted|projected|planned|anticipated|estimated|"
    r"(?:ex|suc|pro)ceed|need|indeed)(?:[a-z]{3,}ed|repaid|grew|rose|fell) "
    rf"(?:(?:by|down|back)\s+)?{HEDGES}$",
    re.I,
)
_IS_TO_BE = re.compile(
    r"(?:(?!\b(?:is|are|was|were|has|have|had|which|that|who|and|but|we|they|it)\b)[^.;,\d]){0,120}\b(?:will|"
    r"would|should) (?:be|go)\b",
    re.I,
)
_PROJECTED = re.compile(
    r"(?:\s+(?:of|in)(?:\s+[\w-]+){1,4}?)?\s+(?:(?:is|are|now|currently) )*(?:projected|expected|forecast(?:ed)?|"
    r"anticipated|planned|targeted|budgeted|slated) "
    r"(?:for|in|to|by|over|during)\b|\s+target(?:ed)?\b(?! of)"
)
_HELD = re.compile(r"\s+(?:that (?:is|was) |we )?(?:currently )?(?:held|outstanding|on hand|on the balance sheet)\b")
_RETURNS = re.compile(
    r"\b(?:back|within|in line with|consistent with|reiterat\w+|reaffirm\w+|maintain\w+)\b[^,;.]{0,40}$"
)
_TELLS_WHAT_IS = re.compile(
    r"\b(?:which|that) (?:\w+ )?(?:represents?|accounts? for|comprises?|makes? up|(?:is|are) (?:now|currently))\b", re.I
)
_STATE = re.compile(
    r"\b(?:consists? of|comprises?|(?:currently|now) (?:[a-z]+ ){0,2}|owns?|operates?|employs?|serves?|has on order)\b",
    re.I,
)
_THIS = re.compile(r"\W*(?:this|that|these|it|which|such|with this|behind)\b", re.I)
_STANDS = re.compile(_DONE.pattern + r"|\b(?:has|have|stands?|up|down|now)\b", re.I)
_RECALLED = re.compile(
    r"\b(?:guid\w*|outlook|range|forecast|view|expectations?|target|plan|call) (?:had been|was|were|called for|"
    r"had called)\b"
    r"|\b(?:had|'d|’d) (?:been|said|told|given|guided|pointed|expected|forecast|planned|indicated|assumed|targeted)\b"
    r"|\b(?:last|in|back in) (?:january|february|march|april|may|june|july|august|september|october|november|december|"
    r"quarter|year)(?:,| on our (?:last )?call,)? (?:we|i) (?:\w+ )?(?:guided|gave|told|said|expected|pointed|"
    r"projected|"
    r"forecast|raised|lowered|set)\b"
    r"|\b(?:guidance|outlook|forecast|target)\b[^.;\d]{0,30}\bfrom\s+$"
    r"|\bwe (?:previously |originally |initially |earlier )(?:guided|gave|told|said|expected|pointed|projected|"
    r"forecast(?:ed)?)\b"
    r"|\b(?:prior|previous(?:ly)?|earlier|original(?:ly)?|initial(?:ly)?|pre-?(?:pandemic|covid))\b"
    r"(?! (?:year|quarter|period|month))(?: \w+){0,4}\s*$"
    r"|\b(?:january|february|march|april|june|july|august|september|october|november|december) "
    r"(?:guid\w*|outlook|range|forecast|view)\b",
    re.I,
)
_RECALLED_AFTER = re.compile(
    r"\s*(?:that |which |as )?(?:we|i) (?:had |have )?(?:previously |originally |initially )?"
    r"(?:gave|spoke of|guided|told|said|provided|shared|communicated|mentioned|outlined|talked about|called out|"
    r"expected)\b"
    r"|\s*(?:range )?given (?:at|in|on|last)\b"
    r"|\s*(?:previously|before|originally)\b",
    re.I,
)
_FROM = re.compile(
    r"\b(?:(?<!range )(?<!ranges )(?<!ranging )from|versus|vs\.?|compared (?:to|with)|against|rather than|instead of|"
    r"up from|down from)\s+(?:the |our |a |an )?$",
    re.I,
)
_TO_COME = frozenset(["rpo", "crpo", "backlog", "deferred_revenue", "dividend_per_share", "repurchase_authorization"])
"""What stands now and is turned into revenue later, or is decided now and paid later."""
_COMMITTED = re.compile(
    r"\b(?:maturit\w+|maturing|commitments?|contracted|hedg\w+|undrawn|coming due|come due)\b", re.I
)


OUTLOOK = ("guidance", "target")
AN_OUTLOOK = 0.7
"""From which probability on a number claimed as a result is an outlook, though no rule says so."""


def status_words(claim: Claim, view: View) -> Check:
    """An outlook needs words of outlook nearby, a result none that govern it, and what is recalled is not new."""
    sentence = by_rules(claim, view) or weighed(claim, view, weights.load("outlook"))
    return Check(
        name="status words", passed=not sentence, sentence=sentence or "The words around the number fit the status."
    )


def by_rules(claim: Claim, view: View) -> str:
    """What speaks against the status by the rules of this module; empty where nothing does."""
    if claim.status in OUTLOOK:
        return _against_outlook(claim, view)
    return _against_actual(claim, view) if claim.status == "actual" else _against_recalled(claim, view)


def weighed(claim: Claim, view: View, model: Weights) -> str:
    """What speaks against a result when the words are weighed, with the period claimed: together they mean an outlook.

    They are not asked about an outlook: for them a period ahead alone would make it one.
    """
    if claim.status != "actual" or clues.is_foreign(view, view.sentence(claim)):
        return ""
    found = outlook_clues.of_outlook(claim, view)
    if model.known(found) < ENOUGH or model.probability(found) < AN_OUTLOOK:
        return ""
    return "The words around the number, and its period, weigh as those of an outlook."


def _against_outlook(claim: Claim, view: View) -> str:
    """What speaks against an outlook that is new."""
    if _over(claim, view):
        return f"{claim.period} is over: what is said of it is no outlook."
    projected = _PROJECTED.match(view.text, view.points(claim)[-1].end)
    if claim.status == "guidance" and recalled(claim, view) and not projected and not _is_reaffirmed(claim, view):
        return "The words around the number recall an earlier outlook."
    if _is_dated_ahead(claim, view):
        return ""
    if not _speaks_of_outlook(claim, view):
        return "Nothing around the number speaks of an outlook."
    if claim.status == "guidance" and _is_told(claim, view):
        return "The words around the number tell what happened."
    return ""


def _is_told(claim: Claim, view: View) -> bool:
    """Whether the sentence tells of what was done before the number, and speaks of no outlook on either side of it."""
    (start, end), first = view.sentence(claim), view.points(claim)[0].start
    if not _DONE.search(view.text, start, first) or _LIKELY.search(view.text, start, first):
        return False
    last = view.points(claim)[-1].end
    return not _LIKELY.search(view.text, last, wording.clause(view.text, (start, end), (first, last))[1])


def _is_reaffirmed(claim: Claim, view: View) -> bool:
    """Whether an earlier outlook is given again: "we expect to come back to the original range"."""
    start, first = view.sentence(claim)[0], view.points(claim)[0].start
    firm = wording.FIRM.search(view.text, start, first)
    return firm is not None and _RETURNS.search(view.text[firm.end() : first].lower()) is not None


def _against_recalled(claim: Claim, view: View) -> str:
    """What speaks against an outlook that is only recalled."""
    if recalled(claim, view):
        return ""
    start, first = view.sentence(claim)[0], view.points(claim)[0].start
    if wording.FIRM.search(view.text, start, first):
        return "The words before the number give a new outlook."
    told = _speaks_of_outlook(claim, view, after_all=True)
    return "" if told else "Nothing around the number recalls an outlook."


def _over(claim: Claim, view: View) -> bool:
    """Whether the period claimed ends with the reported one, or earlier."""
    ours, now = periods.parse(claim.period), periods.parse(view.transcript.fiscal_period)
    if ours is None or now is None or ours.kind in ("month", "qtd"):
        return False
    return ours.end_quarter() <= now.end_quarter()


def _is_dated_past(claim: Claim, view: View) -> bool:
    """Whether words right at the number date it before the reported period: "and with $54 million in Q2 2023"."""
    ours, now = periods.parse(claim.period), periods.parse(view.transcript.fiscal_period)
    if ours is None or now is None or ours.end_quarter() >= now.end_quarter():
        return False
    return any(fits(ours, each, claim, view) for each in bound(claim, view))


def _is_dated_ahead(claim: Claim, view: View) -> bool:
    """Whether words right at the number date it after the reported period: "about $2 million in our second quarter"."""
    ours = periods.parse(claim.period)
    if ours is None or _begun(claim, view) is not False:
        return False
    return any(not is_month(each) and fits(ours, each, claim, view) for each in bound(claim, view))


def _begun(claim: Claim, view: View) -> bool | None:
    """Whether the period claimed, which ends after the reported one, has begun with it; None where it has ended."""
    ours, now = periods.parse(claim.period), periods.parse(view.transcript.fiscal_period)
    if ours is None or now is None or ours.kind in ("month", "qtd", "ttm"):
        return None
    if ours.end_quarter() <= now.end_quarter():
        return None
    return ours.quarters()[0] <= now.quarters()[-1]


def recalled(claim: Claim, view: View) -> bool:
    """Whether the words before the number, or right after it, recall an outlook given earlier."""
    points = view.points(claim)
    first, last = points[0].start, points[-1].end
    start = max(view.window(claim)[0], first - 90)
    if claim.measure == "level" and wording.recalls_outlook(view.text, (start, first)):
        return True
    said = view.text[start:first]
    if _RECALLED.search(said) or _RECALLED_AFTER.match(view.text, last, last + 60):
        return True
    return _FROM.search(said) is not None and _follows_its_kind(claim, view)


def _follows_its_kind(claim: Claim, view: View) -> bool:
    """Whether a number of the same kind stands before in the sentence: "$108 to $112 million from $120 million"."""
    start, first = view.sentence(claim)[0], min(claim.numbers)
    kind = kind_of(view.mentions[first].unit)
    earlier = [view.mentions[at] for at in range(max(0, first - 3), first)]
    return any(each.start >= start and kind_of(each.unit) == kind for each in earlier)


def _against_actual(claim: Claim, view: View) -> str:
    """What speaks against a result."""
    start, end = view.sentence(claim)
    first = view.points(claim)[0].start
    if _is_outlook_recalled(claim, view) and not _MET.search(view.text, start, first):
        return "The words before the number recall an earlier outlook."
    if (
        claim.metric in _TO_COME
        or _COMMITTED.search(claim.label)
        or _is_dated_past(claim, view)
        or is_base(claim, view)
    ):
        return ""
    if recalled(claim, view):
        return ""
    begun = _begun(claim, view)
    if begun is False and _is_state(claim, view, (start, end)):
        return ""
    if begun is not None and not _is_done(view, (start, end), first, begun and not _is_whole(claim, view)):
        return f"{claim.period} is not over, and the words do not say that it happened."
    firm = None if _MET.search(view.text, start, first) else _WILL.search(view.text, start, first)
    if (
        firm
        and not _HELD.match(view.text, view.points(claim)[-1].end)
        and not _DONE.search(view.text, firm.end(), first)
        and not _TELLS_WHAT_IS.search(view.text, firm.end(), first)
    ):
        return "The words before the number make it an outlook."
    last = view.points(claim)[-1].end
    if _IS_TO_BE.match(view.text, last, end) or _PROJECTED.match(view.text, last, end):
        return "The words after the number make it an outlook."
    if _THIS.match(view.text, start, end) and not _STANDS.search(view.text, start, end) and _goes_on(view, start):
        return "The words before speak of an outlook, and these go on with it."
    return ""


def _is_outlook_recalled(claim: Claim, view: View) -> bool:
    """Whether the number is what an earlier outlook said: "up from our initial outlook of $3 million"."""
    first = view.points(claim)[0].start
    start = max(view.window(claim)[0], first - 90)
    return claim.measure == "level" and _OUTLOOK_OF.search(view.text, start, first) is not None


def _is_whole(claim: Claim, view: View) -> bool:
    """Whether the claim is of the whole of a running year, of which nothing can be said yet; a range never can."""
    metric = view.catalogue.metrics.get(claim.metric)
    period = periods.parse(claim.period)
    flow = metric is not None and metric.nature != "stock"
    return claim.low is not None or (flow and period is not None and period.kind == "year")


def _is_state(claim: Claim, view: View, span: tuple[int, int]) -> bool:
    """Whether the sentence says how many there are while the call is held: "our fleet consists of 40 trucks"."""
    count = claim.measure == "level" and kind_of(claim.unit) == "count"
    return count and _STATE.search(view.text, *span) is not None and not _LIKELY.search(view.text, *span)


def _goes_on(view: View, start: int) -> bool:
    """Whether the sentence just before gives an outlook."""
    near = [each for each in view.locator.sentences(start) if each[0] < start][-2:]
    return any(wording.FIRM.search(view.text, *each) for each in near)


def _is_done(view: View, span: tuple[int, int], first: int, begun: bool) -> bool:
    """Whether the sentence tells of what has happened; for a period that has not begun, and looks ahead nowhere.

    The last cue before the number counts: "we expect 30 halls built" is ahead, "as we will shrink it, we repaid 3
    billion" is done.
    """
    ahead = max((found.end() for found in _LIKELY.finditer(view.text, span[0], first)), default=-1)
    if ahead >= 0:
        return _DID.search(view.text, ahead, first) is not None
    done = _DONE.search(view.text, *span) is not None
    likely = _LIKELY.search(view.text, *span) is not None
    if not begun:
        clause = wording.clause(view.text, span, (first, first))[1]
        return (done or _DOES.search(view.text, span[0], first) is not None) and not _LIKELY.search(
            view.text, first, clause
        )
    return done or not (likely or _goes_on(view, span[0]))


def _looks_ahead(claim: Claim, view: View) -> bool:
    """Whether words of outlook stand in the sentence, but for those that tell what something else is compared with."""
    (start, end), first = view.sentence(claim), view.points(claim)[0].start
    compared = [found.span() for found in _AGAINST.finditer(view.text, start, end)]
    against = [span for span in compared if span[1] > first or not _OF_IT.fullmatch(view.text, span[1], first)]
    found = _OUTLOOK.finditer(view.text, start, end)
    return any(not any(low <= word.start() < high for low, high in against) for word in found)


def _speaks_of_outlook(claim: Claim, view: View, after_all: bool = False) -> bool:
    """Whether the sentence speaks of an outlook, or those before do; not `after_all` where it tells what was done."""
    start, end = view.sentence(claim)
    if _looks_ahead(claim, view) or (after_all and _OUTLOOK.search(view.text, start, end)):
        return True
    last = view.points(claim)[-1].end
    if not after_all and (_DONE.search(view.text, start, last) or _MOVED.match(view.text, last, end)):
        return False
    near = [each for each in view.locator.sentences(start) if each[0] < start][-SENTENCES_BACK:]
    return any(_OUTLOOK.search(view.text, *each) for each in near or view.before(start))
