"""Units as they are printed and said: currencies, percents, multiples, stretches of time, and what counts per what.

Tables only, and the patterns made of them. Values are the units of the labelling guide: ISO 4217 codes, `percent`,
`bps`, `multiple`, `count`; the words of time give `year` to `second`.
"""

from __future__ import annotations

import re

SYMBOLS = {
    "US$": "USD", "U.S.$": "USD", "USD$": "USD", "R$": "BRL", "NT$": "TWD", "HK$": "HKD", "C$": "CAD", "CA$": "CAD",
    "CAD$": "CAD", "A$": "AUD", "AU$": "AUD", "AUD$": "AUD", "NZ$": "NZD", "S$": "SGD", "SG$": "SGD", "MX$": "MXN",
    "CN¥": "CNY", "RMB¥": "CNY", "JP¥": "JPY", "$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "￥": "CNY",
    "₩": "KRW", "₹": "INR", "₽": "RUB", "₺": "TRY", "₪": "ILS", "฿": "THB", "₱": "PHP", "₫": "VND", "₦": "NGN",
    "₴": "UAH", "₸": "KZT", "₡": "CRC", "Rs.": "INR", "Rs": "INR", "RMB": "CNY", "NTD": "TWD", "Rp": "IDR",
    "RM": "MYR", "Kč": "CZK", "TL": "TRY", "Ps.": "MXN", "Ps": "MXN", "Baht": "THB",
    "Rupees": "INR", "rupees": "INR", "Rupee": "INR", "Euro": "EUR", "EURO": "EUR",
}  # fmt: skip
CODES = frozenset(
    "USD EUR GBP JPY CNY CNH HKD TWD KRW INR BRL CAD AUD NZD SGD CHF SEK NOK DKK ISK PLN CZK HUF RON BGN RUB UAH TRY "
    "ILS ZAR NGN KES EGP MAD SAR AED QAR KWD BHD OMR THB IDR MYR PHP VND PKR BDT LKR MXN ARS CLP COP PEN UYU KZT "
    "GEL".split()
)
CHINESE_PREFIXES = {
    "人民幣": "CNY", "人民币": "CNY", "新台幣": "TWD", "新臺幣": "TWD", "港幣": "HKD", "港币": "HKD",
    "港元": "HKD", "日圓": "JPY", "日元": "JPY", "歐元": "EUR", "欧元": "EUR", "英鎊": "GBP", "英镑": "GBP",
    "韓元": "KRW", "韩元": "KRW", "台幣": "TWD", "台币": "TWD",
}  # fmt: skip
_CURRENCY = "|".join(sorted(map(re.escape, [*SYMBOLS, *CODES, *CHINESE_PREFIXES]), key=len, reverse=True))
BEFORE_CODES = {"R": "ZAR", **SYMBOLS, **CHINESE_PREFIXES}
BEFORE = re.compile(rf"(?P<currency>(?<![A-Za-z])(?:{_CURRENCY}|R(?=[-(]?$)))[ \t]{{0,2}}(?P<inner>[-(]?)$")

DOLLARS = {
    "us": "USD", "u.s.": "USD", "american": "USD", "canadian": "CAD", "australian": "AUD", "hong kong": "HKD",
    "singapore": "SGD", "taiwan": "TWD", "new taiwan": "TWD", "nt": "TWD", "new zealand": "NZD",
}  # fmt: skip
MONEY_WORDS = {
    "dollar": "USD", "dollars": "USD", "buck": "USD", "bucks": "USD", "euro": "EUR", "euros": "EUR", "pound": "GBP",
    "pounds": "GBP", "sterling": "GBP", "yen": "JPY", "yuan": "CNY", "renminbi": "CNY", "won": "KRW",
    "rupee": "INR", "rupees": "INR", "real": "BRL", "reais": "BRL", "reals": "BRL", "peso": "MXN", "pesos": "MXN",
    "franc": "CHF", "francs": "CHF", "ruble": "RUB", "rubles": "RUB", "lira": "TRY", "zloty": "PLN",
    "zlotys": "PLN", "rand": "ZAR", "baht": "THB", "ringgit": "MYR", "rupiah": "IDR", "dirham": "AED",
    "dirhams": "AED", "riyals": "SAR", "shekels": "ILS", "forint": "HUF", "naira": "NGN", "krona": "SEK",
    "kronor": "SEK", "krone": "DKK", "kroner": "DKK",
}  # fmt: skip
NATIONS: dict[str, dict[str, str]] = {
    "korean": {}, "japanese": {}, "indian": {}, "brazilian": {}, "chinese": {}, "british": {}, "swiss": {},
    "swedish": {}, "danish": {}, "norwegian": {"kroner": "NOK", "krone": "NOK"}, "mexican": {},
    "chilean": {"pesos": "CLP"}, "argentine": {"pesos": "ARS"}, "colombian": {"pesos": "COP"},
    "philippine": {"pesos": "PHP"},
    "turkish": {}, "russian": {}, "polish": {}, "thai": {}, "pakistani": {"rupees": "PKR"},
}  # fmt: skip
CENTS = {
    "euro": "EUR", "us": "USD", "u.s.": "USD", "american": "USD", "australian": "AUD", "canadian": "CAD", "hk": "HKD",
    "singapore": "SGD", "nz": "NZD", "eur": "EUR",
}  # fmt: skip
SUBUNITS = {
    "cent": "USD",
    "cents": "USD",
    "pence": "GBP",
    "penny": "GBP",
    "pennies": "USD",
    "paise": "INR",
    "paisa": "INR",
    "centavo": "BRL",
    "centavos": "BRL",
    "eurocents": "EUR",
}
TIME_WORDS = {
    stem + plural: unit
    for stem, unit in [
        ("year", "year"), ("yr", "year"), ("quarter", "quarter"), ("month", "month"), ("week", "week"),
        ("day", "day"), ("hour", "hour"), ("hr", "hour"), ("minute", "minute"), ("second", "second"),
    ]
    for plural in ("", "s")
}  # fmt: skip
PER_UNITS = {
    "available seat mile": "asm", "seat mile": "asm", "asms": "asm", "revenue passenger mile": "rpm",
    "seat kilometer": "ask", "seat kilometre": "ask", "barrel of oil equivalent": "boe",
    "barrels of oil equivalent": "boe", "barrel oil equivalent": "boe", "bbl": "barrel", "thousand cubic feet": "mcf",
    "million btu": "mmbtu", "million btus": "mmbtu", "dekatherm": "mmbtu", "megawatt hour": "mwh",
    "megawatt-hour": "mwh", "kilowatt hour": "kwh", "kilowatt-hour": "kwh", "oz": "ounce", "troy ounce": "ounce",
    "gold equivalent ounce": "ounce", "silver equivalent ounce": "ounce", "gold ounce": "ounce", "lb": "pound",
    "metric ton": "tonne", "metric tonne": "tonne", "dry metric ton": "tonne", "dry metric tonne": "tonne",
    "short ton": "ton", "kilogram": "kg", "kilo": "kg", "litre": "liter", "square metre": "square meter",
    "kilometre": "kilometer", "available room": "room",
}  # fmt: skip
_QUANTITIES = (
    *"barrel boe Mcf Mcfe Mmcf MMBtu BTU therm MWh kWh foot".split(),
    *"ounce pound ton tonne kg gram gallon liter hectoliter bushel hundredweight cwt acre mile kilometer".split(),
)
QUANTITIES = frozenset(noun.lower() for noun in _QUANTITIES)
"""What goods are sold by: volumes, weights, energy, lengths."""
_PER_NOUNS = (
    *_QUANTITIES,
    *"share ADS ADR GDR user subscriber sub customer client member household home line seat employee account".split(),
    *"megawatt kilowatt watt MW kW well rig".split(),
    *"day hour unit device vehicle car truck aircraft wafer card case carton vial dose bottle head".split(),
    *"transaction order visit trip ride ticket passenger asm ask rpm rpk ton-mile load shipment package parcel".split(),
    *"container TEU FEU piece store restaurant location room night license policy loan contract patient".split(),
    *"procedure prescription script gigabyte".split(),
    *("square foot", "square meter", "lateral foot", "room night"),
)
_PER_CHOICES = "|".join(sorted(map(re.escape, [*PER_UNITS, *_PER_NOUNS]), key=len, reverse=True))
PER = re.compile(
    r"[ \t]{0,2}-?(?:/|(?:(?:revenue|earnings|dividend|ARR|ARPU)[ \t])?-?per[ \t-]"
    r"|an?[ \t-])[ \t]{0,2}(?:diluted[ \t]|common[ \t]|ordinary[ \t]|preferred[ \t]|basic[ \t]|digital[ \t]"
    r"|registered[ \t]"
    rf"|single[ \t])?({_PER_CHOICES})(?![A-Za-z])",
    re.IGNORECASE,
)

CHINESE_MONEY = {
    "美元": "USD", "美金": "USD", "港元": "HKD", "港幣": "HKD", "港币": "HKD", "新台幣": "TWD", "新臺幣": "TWD",
    "台幣": "TWD", "台币": "TWD", "歐元": "EUR", "欧元": "EUR", "英鎊": "GBP", "英镑": "GBP", "日圓": "JPY",
    "日元": "JPY", "円": "JPY", "韓元": "KRW", "韩元": "KRW", "韓圜": "KRW", "盧比": "INR",
    "卢比": "INR", "加元": "CAD",
    "澳元": "AUD", "瑞士法郎": "CHF", "雷亞爾": "BRL", "雷亚尔": "BRL", "人民幣": "CNY", "人民币": "CNY",
    "元新台幣": "TWD", "元新臺幣": "TWD", "元台幣": "TWD", "元港幣": "HKD", "元人民幣": "CNY", "元人民币": "CNY",
    "元": "CNY", "美分": "USD",
}  # fmt: skip
CHINESE_RATIOS = {"%": "percent", "倍": "multiple", "成": "percent", "折": "percent"}
CHINESE_UNIT = re.compile(
    r"[ \t]{0,2}(?:(?P<points>(?:個|个)?[ ]?(?:百分點|百分点))|(?P<basis>(?:個|个)?[ ]?(?:基點|基点))"
    rf"|(?P<money>{'|'.join(sorted(CHINESE_MONEY, key=len, reverse=True))})|(?P<ratio>[倍成折]))"
)
CHINESE_TIME = re.compile(
    r"[ \t]{0,2}(?P<word>(?:個|个)?(?:多)?(?:小時|小时|季度|季|月|週|周|星期|鐘頭)"
    r"|年|天|日|分鐘|分钟|秒鐘|秒|週|周|小時|小时)"
)
CHINESE_TIME_UNITS = {
    "年": "year", "季": "quarter", "月": "month", "週": "week", "周": "week", "星期": "week", "天": "day",
    "日": "day",
    "小時": "hour", "小时": "hour", "鐘頭": "hour", "分鐘": "minute", "分钟": "minute", "秒": "second",
    "秒鐘": "second", "季度": "quarter",
}  # fmt: skip
CHINESE_PER = re.compile(
    r"每[ ]?(?:一)?(股|(?:位|個|个|名)?[ ]?(?:用戶|用户)|桶|噸|吨|盎司|加侖|加仑|磅|公斤)(?:的(?:收入|營收|价格"
    r"|價格))?[ ]?"
    r"(?:為|为|是|約|约|大約|達|达|低於|低于|高於|高于|超過|超过)?[ ]{0,2}$"
)
CHINESE_PER_UNITS = {
    "股": "share", "桶": "barrel", "噸": "tonne", "吨": "tonne", "盎司": "ounce", "加侖": "gallon",
    "加仑": "gallon", "磅": "pound", "公斤": "kg",
}  # fmt: skip
