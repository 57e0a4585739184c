"""The currencies that people pay with, and into how small parts each is divided (ISO 4217, 2026-01-01): its
list without metals, units of account of banks, and codes for tests.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

_CENTS: Final = 2
"""Decimals of most, and of money that nobody has named."""

_BY_DECIMALS: Final = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    _CENTS: (
        "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE "
        "CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD "
        "HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK "
        "MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD "
        "RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH "
        "USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG"
    ),
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}
_DECIMALS: Final[Mapping[str, int]] = MappingProxyType(
    {code: decimals for decimals, codes in _BY_DECIMALS.items() for code in codes.split()}
)

MOST_DECIMALS: Final = max(_BY_DECIMALS)


def is_currency(code: str) -> bool:
    """Whether people pay with it."""
    return code in _DECIMALS


def divided_into(decimals: int) -> tuple[str, ...]:
    """The currencies whose amounts have so many decimals."""
    return tuple(_BY_DECIMALS.get(decimals, "").split())


def decimals_of(currency: str | None) -> int:
    """Digits behind the decimal point of an amount; as most have it where nobody knows the currency."""
    return _DECIMALS.get(currency or "", _CENTS)


def is_whole(currency: str | None) -> bool:
    """Whether nothing is smaller than one: won, yen, dong."""
    return decimals_of(currency) == 0
