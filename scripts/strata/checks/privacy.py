"""Scan of every text column readers can see for identifiers of people.

A number counts only where it stands alone: letters or digits on either side make it part of
something else, such as a hash. Resident ids must have the right check digit and bank cards the
right Luhn digit; mobiles are told by their form.
"""

import re
from dataclasses import dataclass
from pathlib import Path

import duckdb

ALONE = r"(?:^|[^0-9A-Za-z])(%s)(?:[^0-9A-Za-z]|$)"
RESIDENT_ID = r"[1-9][0-9]{16}[0-9Xx]"
MOBILE = r"(?:\+?86)?1[3-9][0-9]{9}"
CARD = r"[0-9]{16,19}"
ANY = ALONE % f"{RESIDENT_ID}|{MOBILE}|{CARD}"
RESIDENT_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


@dataclass(frozen=True)
class Finding:
    """Identifiers found in one column: how many distinct values of which kind. Never the value."""

    table: str
    column: str
    kind: str
    values: int


def is_resident_id(text: str) -> bool:
    """Whether 18 characters carry the check digit of a resident id (GB 11643)."""
    if not re.fullmatch(RESIDENT_ID, text):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(text, RESIDENT_WEIGHTS, strict=False))
    return "10X98765432"[total % 11] == text[-1].upper()


def is_luhn_valid(text: str) -> bool:
    """Whether a number carries the Luhn digit of a bank card (ISO/IEC 7812)."""
    total = 0
    for place, digit in enumerate(reversed(text)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return text.isdigit() and total % 10 == 0


def kinds_in(text: str) -> set[str]:
    """The kinds of identifiers that stand alone in a text."""
    found = set()
    for kind, pattern, is_real in (
        ("resident id", RESIDENT_ID, is_resident_id),
        ("mobile", MOBILE, lambda _: True),
        ("card number", CARD, is_luhn_valid),
    ):
        # Two numbers may share the sign between them, so matches may overlap by one character.
        for match in re.finditer(rf"(?<![0-9A-Za-z])({pattern})(?![0-9A-Za-z])", text):
            if is_real(match.group(1)):
                found.add(kind)
    return found


def scan_file(path: Path) -> list[Finding]:
    """Scan every text column of a DuckDB file; an empty list means nothing was found."""
    findings = []
    with duckdb.connect() as connection:
        # Under a name of its own: a file named like its schema would make names ambiguous.
        connection.execute(f"attach '{path}' as scanned (read_only)")
        columns = connection.execute(
            """
            select schema_name, table_name, column_name from duckdb_columns()
            where not internal and data_type = 'VARCHAR' and database_name = 'scanned'
            order by all
            """
        ).fetchall()
        for schema, table, column in columns:
            suspects = connection.execute(
                f'select distinct "{column}" from scanned."{schema}"."{table}" '
                f'where regexp_matches("{column}", ?)',
                [ANY],
            ).fetchall()
            kinds: dict[str, int] = {}
            for (value,) in suspects:
                for kind in kinds_in(value):
                    kinds[kind] = kinds.get(kind, 0) + 1
            findings += [
                Finding(f"{schema}.{table}", column, kind, count)
                for kind, count in sorted(kinds.items())
            ]
    return findings
