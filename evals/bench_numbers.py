"""How the number finder's time grows with the text: `python -m evals.bench_numbers`.

Real-like text is made of invented sentences; hostile texts are made to trip a parser that looks too far. A doubling
of the text may cost at most 2.3 times the time; sizes are to be doublings.
"""

from __future__ import annotations

import argparse
import sys
import time
from itertools import pairwise

from extractor.numbers import find

SENTENCES = (
    "In the third quarter of 2031 revenue was $48.2 million, up 19% year over year, and gross margin was 61.5%, "
    "representing 140 basis points of expansion. We ended the period with 3.4 million subscribers across 27 regions. "
    "For the fourth quarter we expect revenue of $50 million to $52 million and an adjusted loss of $1.5 million to "
    "$1.0 million. Our team keeps working with partners on the things that matter most to the people who use the "
    "product every day, and we are pleased with how the year has gone so far. One customer told us that the two "
    "launches doubled their reach. Before we take questions, let me say a word about the people behind these results, "
    "about how they listen, how they build, and how they support each other when plans change. We will keep "
    "investing in "
    "the places where we see demand, we will keep our costs under control, and we will tell you early when something "
    "does not work. That has served us well, and we see no reason to change it. Our partners tell us the same: they "
    "want fewer surprises, clearer plans and a product that simply works when their own customers need it most.\n"
    "第三季度營收為 4,820 萬美元,年增 19%,毛利率為 61.5%,擴張 140 個基點。我們擁有 340 萬訂閱用戶,遍布兩個地區。\n"
)
HOSTILE = {
    "digit run": "7",
    "million million": "million ",
    "one million one million": "one million ",
    "commas": ",",
    "digits and commas": "1,",
    "thousands groups": "123,",
    "brackets": "(",
    "bracketed digits": "((1)",
    "currency signs": "$",
    "signs and currency": "-$-",
    "Chinese digits": "三",
    "Chinese scales": "萬億",
    "Chinese mixed": "第3千",
    "dots": "1.",
    "ranges": "1-2 to ",
    "letters": "a",
    "letters and digits": "Q3H",
    "spaces": " ",
    "1 and spaces": "1    \n",
    "and and": "and one ",
    "invisible": "1\u200b",
    "lists": "1, ",
    "percents in a list": "5%, 6, ",
    "thousands in spaces": "123 ",
    "a minute or": "a minute or two ",
    "Chinese ranges": "三到",
}


def seconds(text: str) -> float:
    """The processor time one reading takes."""
    begin = time.process_time()
    find(text)
    return time.process_time() - begin


def main(arguments: list[str] | None = None) -> int:
    """Prints a table of times, ratios and speed; 1 where a doubling costs more than 2.3 times."""
    parser = argparse.ArgumentParser(prog="python -m evals.bench_numbers")
    parser.add_argument("--megabytes", type=float, nargs="+", default=[1, 2, 4, 8])
    parser.add_argument("--hostile-megabytes", type=float, nargs="+", default=[1, 2, 4, 8])
    parser.add_argument("texts", nargs="*", help="names of texts; all where none is named")
    options = parser.parse_args(arguments)
    rows = [("real-like", SENTENCES, options.megabytes)]
    rows += [(name, unit, options.hostile_megabytes) for name, unit in HOSTILE.items()]
    worst = max(_row(*row) for row in rows if row[0] in options.texts or not options.texts)
    print(f"worst ratio for a doubling: {worst:.2f}")
    return int(worst > 2.3)


def _row(name: str, unit: str, sizes: list[float]) -> float:
    times = [seconds(unit * round(size * 1e6 / len(unit.encode()))) for size in sizes]
    ratios = [later / before for before, later in pairwise(times)]
    speed = sizes[-1] / times[-1]
    cells = "  ".join(f"{size:g} MB {one:6.2f} s" for size, one in zip(sizes, times, strict=True))
    print(f"{name:26} {cells}  ratios {' '.join(f'{ratio:.2f}' for ratio in ratios)}  {speed:.2f} MB/s", flush=True)
    return max(ratios, default=0.0)


if __name__ == "__main__":
    sys.exit(main())
