"""Nothing published identifies a person, and the scan that says so finds what is planted."""

import hashlib

import duckdb
import pytest

from strata.checks.privacy import is_luhn_valid, is_resident_id, kinds_in, scan_file
from strata.errors import Exit, StrataError
from strata.publication import refuse_identifiers

# Made up: the area code 999999 is nobody's.
BODY = "99999919900101001"
RESIDENT_ID = next(BODY + digit for digit in "0123456789X" if is_resident_id(BODY + digit))
CARD = next(
    card for card in map(str, range(9999990000000000, 9999990000000010)) if is_luhn_valid(card)
)
MOBILE = "19900000000"


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        (RESIDENT_ID, {"resident id"}),
        (f"id {RESIDENT_ID}, seen", {"resident id"}),
        (f"{MOBILE}/{RESIDENT_ID}", {"mobile", "resident id"}),
        (f"+86{MOBILE}", {"mobile"}),
        (f"card:{CARD}", {"card number"}),
        (BODY + ("1" if RESIDENT_ID[-1] != "1" else "2"), set()),
        ("1234567890123456", set()),
        ("2025-12-31", set()),
        ("core/core_customer/2025-12-31/part.csv", set()),
        (f"a{MOBILE}", set()),
        (f"{MOBILE}7", set()),
    ],
)
def test_identifiers_are_told_from_other_numbers(text: str, kinds: set[str]) -> None:
    assert kinds_in(text) - ({"card number"} if "resident id" in kinds else set()) == kinds


def test_a_hash_is_not_taken_for_a_number() -> None:
    hashes = (hashlib.sha256(str(number).encode()).hexdigest() for number in range(20_000))
    assert not any(kinds_in(text) for text in hashes)


@pytest.mark.parametrize("planted", [RESIDENT_ID, CARD, f"call {MOBILE}"])
def test_planted_identifiers_stop_publication_unnamed(tmp_path, planted: str) -> None:
    path = tmp_path / "strata.duckdb.new"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema marts")
        connection.execute("create table marts.clean as select 'A' as tier")
    assert scan_file(path) == []
    with duckdb.connect(str(path)) as connection:
        connection.execute("create table marts.leak as select $1 as note", [planted])
    with pytest.raises(StrataError) as raised:
        refuse_identifiers([path])
    assert raised.value.code == Exit.GATE_FAILED
    assert "marts.leak.note" in raised.value.sentence
    assert planted not in raised.value.sentence
