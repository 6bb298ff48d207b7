"""Which numbers are a person's: in the five systems, and of what the person holds there."""

import hashlib
import secrets
from dataclasses import dataclass, field

import duckdb

from strata.errors import Exit, StrataError
from strata.home import Home
from strata.landing.casts import literal

SYSTEMS = ("core", "card", "loan", "ebank", "crm")
# What a number leads to: kind found, feed, column that holds it, column it is found by, its kind.
# An account belongs to whom its newest row names: one that was handed on is another person's.
_LEADS = (
    ("account", "core_account", "acct_no", "core_cust_no", "core"),
    ("card_account", "card_account", "card_acct_no", "card_cust_no", "card"),
    ("bank_card", "card_card", "card_no", "card_acct_no", "card_account"),
    ("bank_card", "card_card", "card_no", "supp_cust_no", "card"),
    ("bank_card", "core_debit_card", "card_no", "core_cust_no", "core"),
    ("bank_card", "core_debit_card", "card_no", "acct_no", "account"),
    ("contract", "loan_contract", "contract_no", "loan_cust_no", "loan"),
    ("member", "mkt_group_member", "member_id", "crm_cust_id", "crm"),
)
_BLANKS = " \t\r\n\u3000\u00a0\ufeff"
_WIDE = "".join(chr(code + 0xFEE0) for code in range(ord("0"), ord("z") + 1))
_NARROW = "".join(chr(code) for code in range(ord("0"), ord("z") + 1))


@dataclass
class Person:
    """Numbers by kind; `texts` are identifiers as written anywhere, for lines that are no record.

    Documents are reduced to what 15 and 18 digits share; see `comparable`. Printing a person shows
    the key alone.
    """

    key: str
    numbers: dict[str, set[str]] = field(default_factory=dict, repr=False)
    texts: set[str] = field(default_factory=set, repr=False)
    _surrogates: dict[str, str] = field(default_factory=dict, repr=False)

    def surrogate(self, number: str) -> str:
        """A random stand-in, the same for the same number; kept in memory alone."""
        return self._surrogates.setdefault(number, f"ERASED{secrets.token_hex(8)}")


def comparable(column: str, kind: str) -> str:
    """SQL that makes a delivered text comparable with the numbers of a kind."""
    trimmed = f"trim({column}, {literal(_BLANKS)})"
    if kind == "document_hash":
        return f"lower({trimmed})"
    if kind != "document":
        return trimmed
    narrow = f"upper(translate({column}, {literal(_WIDE)}, {literal(_NARROW)}))"
    bare = f"regexp_replace({narrow}, '[^0-9A-Z\\x{{4E00}}-\\x{{9FFF}}]', '', 'g')"
    return (
        f"case length({bare}) when 18 then left({bare}, 17) "
        f"when 15 then left({bare}, 6) || '19' || right({bare}, 9) else {bare} end"
    )


def landed(home: Home, feed: str) -> str | None:
    """SQL that reads every landed row of a feed; None where there is none."""
    if not list(home.landing.glob(f"{feed}/batch_date=*/*.parquet")):
        return None
    pattern = literal(f"{home.landing}/{feed}/batch_date=*/*.parquet")
    return (
        f"read_parquet({pattern}, hive_partitioning = false, filename = true, "
        "union_by_name = true)"
    )


def find_person(home: Home, connection: duckdb.DuckDBPyConnection, key: str) -> Person:
    """Everything that identifies one customer of the last build, attached as `built`.

    Raises StrataError where no record belongs to that key today.
    """
    person = Person(key)
    records = connection.execute(
        "select source_system, source_customer_id from built.restricted.bridge_customer_source "
        "where customer_key = ? and valid_to is null",
        [key],
    ).fetchall()
    if not records:
        raise StrataError(_unknown(connection, key), Exit.USAGE)
    for system in SYSTEMS:
        person.numbers[system] = {number for of, number in records if of == system}
    _follow_leads(home, connection, person)
    _add_documents(home, connection, person)
    _add_names(connection, person)
    person.texts |= {
        number
        for kind in (*SYSTEMS, "account", "card_account", "bank_card", "contract")
        for number in person.numbers.get(kind, ())
    }
    return person


def is_customer(connection: duckdb.DuckDBPyConnection, key: str) -> bool:
    """Whether a record belongs to that key today; the last build is attached as `built`."""
    return bool(
        connection.execute(
            "select 1 from built.restricted.bridge_customer_source "
            "where customer_key = ? and valid_to is null limit 1",
            [key],
        ).fetchone()
    )


def _unknown(connection: duckdb.DuckDBPyConnection, key: str) -> str:
    followers = connection.execute(
        "select distinct now.customer_key from built.restricted.bridge_customer_source as was "
        "inner join built.restricted.bridge_customer_source as now "
        "using (source_system, source_customer_id) "
        "where was.customer_key = ? and now.valid_to is null",
        [key],
    ).fetchall()
    if followers:
        told = " and ".join(follower for (follower,) in followers)
        return f"The customer key {key} ended; its records belong to {told} now: forget that one."
    return f"No customer of the last build has the key {key}; nothing was changed."


def _follow_leads(home: Home, connection: duckdb.DuckDBPyConnection, person: Person) -> None:
    for kind, feed, held, found_by, known in _LEADS:
        found = person.numbers.setdefault(kind, set())
        source, numbers = landed(home, feed), person.numbers.get(known)
        if source is None or not numbers:
            continue
        rows = connection.execute(
            f"""
            select {comparable(held, kind)} as held from {source}
            where {held} is not null
            group by 1
            having list_contains(?, max_by(
                coalesce({comparable(found_by, known)}, ''), (filename, _src_row_no)
            ))
            """,
            [sorted(numbers)],
        ).fetchall()
        found.update(number for (number,) in rows if number)


def _add_documents(home: Home, connection: duckdb.DuckDBPyConnection, person: Person) -> None:
    """Documents that nobody else carries, and the hashes under which third parties know them."""
    rows = connection.execute(
        """
        with carried as (
            select distinct bridge.customer_key, versions.document_no, versions.resident_id
            from built.restricted.int_source_customer_versions as versions
            inner join built.restricted.bridge_customer_source as bridge
                on
                    versions.source_system = bridge.source_system
                    and versions.source_customer_id = bridge.source_customer_id
                    and bridge.valid_to is null
            where length(versions.document_no) >= 6
        )
        select document_no, any_value(resident_id) from carried
        group by document_no
        having bool_or(customer_key = $key) and count(distinct customer_key) = 1
        """,
        {"key": person.key},
    ).fetchall()
    bodies = [document for row in rows for document in row if document]
    person.texts.update(bodies)
    reduced = [
        connection.execute(f"select {comparable('$one', 'document')}", {"one": one}).fetchone()[0]
        for one in bodies
    ]
    person.numbers["document"] = set(reduced)
    person.numbers["document_hash"] = set()
    if home.provider_key.exists():
        secret = home.provider_key.read_text(encoding="utf-8").strip(" \t\r\n")
        person.numbers["document_hash"] = {
            hashlib.sha256(f"{secret}|{resident}".encode()).hexdigest()
            for _, resident in rows
            if resident
        }


def _add_names(connection: duckdb.DuckDBPyConnection, person: Person) -> None:
    """Names and mobiles that nobody else bears: a name that two share tells of neither."""
    for column, kind in (("customer_name", "name"), ("mobile", "mobile")):
        rows = connection.execute(
            f"""
            select deliveries.{column}
            from built.restricted.int_source_customer_deliveries as deliveries
            inner join built.restricted.bridge_customer_source as bridge
                on
                    deliveries.source_system = bridge.source_system
                    and deliveries.source_customer_id = bridge.source_customer_id
                    and bridge.valid_to is null
            where deliveries.{column} is not null
            group by 1
            having bool_or(bridge.customer_key = $key) and count(distinct bridge.customer_key) = 1
            """,
            {"key": person.key},
        ).fetchall()
        person.numbers[kind] = {value for (value,) in rows}
        person.texts |= person.numbers[kind]
