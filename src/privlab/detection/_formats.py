"""Values that prove themselves: check digits, e-mails, telephones, addresses of machines.

A check digit passes by chance (NIR 1%, SIREN and card numbers 10%): the share of distinct values
that pass decides, never one value.
"""

from __future__ import annotations

import datetime as dt
import ipaddress
import re
from functools import lru_cache
from typing import TYPE_CHECKING

from privlab._extras import wanted
from privlab.language import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from privlab.detection._reading import Reading

__all__ = ["COORDINATE", "FORMATS", "birth_share", "dates_share", "format_shares"]

N_TRIED = 300
N_FIRST = 50
LEAST_DIGITS = 7
_DIGITS = re.compile(r"[^0-9]")
_MAC = re.compile(r"(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}", re.IGNORECASE)
_PLATE = re.compile(r"[A-HJ-NP-TV-Z]{2}[- ]?[0-9]{3}[- ]?[A-HJ-NP-TV-Z]{2}")
_SSN = re.compile(r"(?!000|666)[0-9]{3}-(?!00)[0-9]{2}-(?!0000)[0-9]{4}")
_NINO = re.compile(r"(?![DFIQUV])[A-Z](?![DFIQUVO])[A-Z] ?(?:[0-9]{2} ?){3}[A-D]", re.IGNORECASE)
_POSTCODE_GB = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][A-Z]{2}", re.IGNORECASE)
_POSTCODE_FR = re.compile(r"(?:0[1-9]|[1-8][0-9]|9[0-578])[0-9]{3}")
_INSEE = re.compile(r"(?:0[1-9]|[1-8][0-9]|9[0-578]|2[AB])[0-9]{3}")
_ICD10 = re.compile(r"[A-TV-Z][0-9]{2}(?:\.?[0-9]{1,2})?[+]?", re.IGNORECASE)
_BLOOD = re.compile(r"(?:A|B|AB|O) ?(?:[+-]|pos(?:itif|itive)?|neg(?:atif|ative)?)", re.IGNORECASE)
_STREET_FR = re.compile(
    r"\b(?:rue|avenue|av|bd|boulevard|chemin|place|allee|impasse|route|quai|cours|square|lotissement)"
    r"\b",
    re.IGNORECASE,
)
_STREET_EN = re.compile(
    r"^[0-9]+[a-z]? .*"
    r"\b(?:street|st|road|rd|avenue|ave|lane|ln|drive|dr|way|court|ct|blvd|square)\b"
    r"|^[0-9]+ [a-z]+ [a-z].*",
    re.IGNORECASE,
)
_COORDINATE = re.compile(r"-?[0-9]{1,3}\.[0-9]{4,}")
_DECIMAL = re.compile(r"-?[0-9]+\.[0-9]+")
_PAIR = re.compile(r"\(?-?[0-9]{1,2}\.[0-9]{3,}[,; ]+-?[0-9]{1,3}\.[0-9]{3,}\)?")
_AGENT = re.compile(r"^(?:Mozilla|Opera|Dalvik|okhttp)/[0-9.]+")
_PHONE_FR = re.compile(r"(?:\+33 ?|0)[1-9](?:[ .-]?[0-9]{2}){4}")
_PHONE = re.compile(r"^[+(]?[0-9][0-9 ().+/-]{7,20}$")
_HASH = re.compile(r"(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}|\$2[aby]\$.{56})", re.IGNORECASE)
_DAY = re.compile(r"[0-9]{8}$|[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4}")
_DATES = ("%Y-%m-%d", "%d/%m/%Y", "%m/%d/%Y", "%Y%m%d", "%d-%m-%Y", "%d.%m.%Y", "%Y/%m/%d")


def _nir(value: str) -> bool:
    return bool(wanted("stdnum.fr.nir").is_valid(value))


def _iban(value: str) -> bool:
    return len(value) > 14 and bool(wanted("stdnum.iban").is_valid(value, check_country=False))


def _bic(value: str) -> bool:
    bic = wanted("stdnum.bic")
    return any(c.isalpha() for c in value[:6]) and bool(bic.is_valid(value)) and value.isupper()


def _luhn_of(lengths: tuple[int, ...], openings: tuple[str, ...]) -> Callable[[str], bool]:
    def valid(value: str) -> bool:
        digits = _DIGITS.sub("", value)
        plainly = len(value) - len(digits) <= 4 and not re.search(r"[A-Za-z]", value)
        return (
            plainly
            and len(digits) in lengths
            and digits.startswith(openings)
            and bool(wanted("stdnum.luhn").is_valid(digits))
        )

    return valid


def _phone(value: str) -> bool:
    phonenumbers = wanted("phonenumbers")
    if not _PHONE.match(value) or _looks_like_date(value):
        return False
    if _PHONE_FR.fullmatch(value):
        # numbers kept for fiction, and ranges not given yet, are written like any other
        return True
    digits = _DIGITS.sub("", value)
    # a bare whole number is a telephone only with the zero or the country of one
    bare = value.isdigit() and not value.startswith("0") and len(digits) != 11
    if bare:
        return False
    for text, region in ((value, "FR"), (value, "US"), ("+" + digits, None)):
        try:
            if phonenumbers.is_possible_number(parsed := phonenumbers.parse(text, region)) and (
                phonenumbers.is_valid_number(parsed)
            ):
                return True
        except phonenumbers.NumberParseException:
            continue
    return False


def _email(value: str) -> bool:
    email_validator = wanted("email_validator")
    if "@" not in value:
        return False
    try:
        email_validator.validate_email(value, check_deliverability=False, test_environment=True)
    except email_validator.EmailNotValidError:
        # reserved domains are refused by the library, and are addresses all the same
        return bool(re.fullmatch(r"[^@\s]+@[^@\s]+\.[a-z]{2,}", value))
    return True


def _ip(value: str) -> bool:
    if value.count(".") != 3 and value.count(":") < 2:
        return False
    try:
        ipaddress.ip_address(value)
    except ValueError:
        return False
    return True


def _full(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda value: pattern.fullmatch(value) is not None


def _found(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda value: pattern.search(value) is not None


COORDINATE = N_("coordinate")
# what a value is -> its test, the concept, the share of distinct values that decides
FORMATS: Mapping[str, tuple[Callable[[str], bool], str, float]] = {
    N_("e-mail address"): (_email, "email", 0.6),
    N_("French social security number"): (_nir, "nir", 0.6),
    N_("IBAN"): (_iban, "bank_account", 0.6),
    N_("BIC"): (_bic, "bic_like", 0.8),
    N_("payment card number"): (
        _luhn_of((13, 15, 16), ("4", "5", "22", "23", "24", "25", "26", "27", "34", "37", "6")),
        "payment_card",
        0.8,
    ),
    N_("IMEI"): (_luhn_of((15,), ("35", "86", "01", "99", "45")), "device", 0.8),
    N_("SIM card number"): (_luhn_of((19, 20), ("89",)), "device", 0.8),
    N_("SIRET or SIREN"): (_luhn_of((9, 14), ("",)), "company_number", 0.8),
    N_("IP address"): (_ip, "device", 0.8),
    N_("MAC address"): (_full(_MAC), "device", 0.8),
    N_("browser signature"): (_found(_AGENT), "device", 0.8),
    N_("number plate"): (_full(_PLATE), "vehicle", 0.8),
    N_("US social security number"): (_full(_SSN), "national_identifier", 0.8),
    N_("UK national insurance number"): (_full(_NINO), "national_identifier", 0.8),
    N_("UK postcode"): (_full(_POSTCODE_GB), "location", 0.8),
    N_("pair of coordinates"): (_full(_PAIR), "location", 0.8),
    N_("telephone number"): (_phone, "phone", 0.6),
    N_("street address"): (
        lambda v: bool(_STREET_FR.search(v) or _STREET_EN.search(v)),
        "address",
        0.7,
    ),
    N_("blood group"): (_full(_BLOOD), "special:health", 0.8),
    N_("ICD-10 code"): (_full(_ICD10), "special:health", 0.8),
    N_("hash"): (_full(_HASH), "hash", 0.8),
    # weak: they only confirm what the name says
    N_("French postcode or commune code"): (
        lambda v: bool(_POSTCODE_FR.fullmatch(v) or _INSEE.fullmatch(v)),
        "postcode_like",
        0.8,
    ),
    COORDINATE: (_full(_COORDINATE), "coordinate_like", 0.8),
}


def format_shares(values: Sequence[str]) -> dict[str, float]:
    """Return, for each format, the share of distinct values that pass, where any does."""
    return dict(_shares(tuple(value for value in values if value)))


@lru_cache(maxsize=8)
def _shares(values: tuple[str, ...]) -> Mapping[str, float]:
    tried = values[:: max(1, len(values) // N_TRIED)]
    first = tried[:: max(1, len(tried) // N_FIRST)]
    if all(len(value) < LEAST_DIGITS and value.lstrip("-").isdigit() for value in first):
        # counts and codes of a few digits: only places are numbered so
        first = ()
    decimals = bool(first) and all(map(_DECIMAL.fullmatch, first))
    tests = {COORDINATE: FORMATS[COORDINATE]} if decimals else FORMATS
    shares = {}
    for name, (test, concept, _) in tests.items():
        if not any(map(test, first or (tried if concept == "postcode_like" else ()))):
            # one in fifty of what decides would show here
            continue
        shares[name] = sum(map(test, tried)) / len(tried)
    return shares


def birth_share(reading: Reading, today: dt.date) -> tuple[float, float, float]:
    """Return the shares of values that are dates, and of dates over 15 and over 40 years old."""
    days = [day for value in reading.values[:N_TRIED] if (day := _as_date(value)) is not None]
    n = len(reading.values[:N_TRIED])
    if not days:
        return 0.0, 0.0, 0.0
    ages = [(today - day).days / 365.25 for day in days]
    return (
        len(days) / n,
        sum(15 <= age <= 110 for age in ages) / len(ages),
        sum(40 <= age <= 110 for age in ages) / len(ages),
    )


def dates_share(reading: Reading) -> float:
    """Return the share of distinct values that are dates."""
    tried = reading.values[:N_TRIED]
    return sum(_as_date(value) is not None for value in tried) / len(tried) if tried else 0.0


def _as_date(value: str) -> dt.date | None:
    text = value[:10]
    if _DAY.match(text) is None:
        return None
    for form in _DATES:
        try:
            return dt.datetime.strptime(text, form).date()  # noqa: DTZ007 - a day, no hour
        except ValueError:
            continue
    return None


def _looks_like_date(value: str) -> bool:
    return _as_date(value) is not None
