"""SQL macros every part of the demo bank uses: chance, identifiers, formats."""

import duckdb

ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CREDIT_CODE_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CREDIT_CODE_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


def _id_check() -> str:
    total = " + ".join(
        f"substr(body, {place}, 1)::integer * {weight}"
        for place, weight in enumerate(ID_WEIGHTS, start=1)
    )
    return f"substr('10X98765432', 1 + ({total}) % 11, 1)"


def _credit_check() -> str:
    total = " + ".join(
        f"(strpos('{CREDIT_CODE_ALPHABET}', substr(body, {place}, 1)) - 1) * {weight}"
        for place, weight in enumerate(CREDIT_CODE_WEIGHTS, start=1)
    )
    return f"substr('{CREDIT_CODE_ALPHABET}', 1 + (31 - ({total}) % 31) % 31, 1)"


def _luhn_check(length: int) -> str:
    """Check digit of a number with `length` digits before it."""
    terms = []
    for place in range(1, length + 1):
        digit = f"substr(body, {place}, 1)::integer"
        doubled = (length - place) % 2 == 0
        terms.append(f"({digit} * 2 // 10 + {digit} * 2 % 10)" if doubled else f"({digit})")
    return f"((10 - ({' + '.join(terms)}) % 10) % 10)::varchar"


def create_macros(con: duckdb.DuckDBPyConnection, seed: int) -> None:
    """Define the macros; `seed` is baked into every draw.

    - `u(key, salt)`, `u2(key, key, salt)`: uniform in [0, 1); same key and salt, same number;
    - `g(key, salt)`: standard normal; `die(key, salt, n)`: integer 1..n;
    - `pick(key, salt, list)`: one element; `permuted(no, factor, shift)`: a number without order;
    - `id_check(17 digits)`, `luhn15(15 digits)`, `luhn18(18 digits)`, `credit_check(17)`;
    - `debit_card_no(core_no, n)`: the n-th debit card of a core customer;
    - `full_width(text)`, `yuan(cents)` DECIMAL(18,2), `month_of(date)` first day of the month,
      `joined_after(since, share, most, latest)` a day up to `most` days after `since`, by `latest`,
      `day_text(date, style)` styles COMPACT 20200131, SLASH 2020/1/31, STAMP 2020-01-31 00:00:00.
    """
    digits = "０１２３４５６７８９"
    statements = [
        f"macro u(k, s) as (hash(hash(k, s || '|{seed}')) >> 11)::double / 9007199254740992.0",
        "macro u2(k1, k2, s) as u(hash(k1, hash(k2)), s)",
        "macro g(k, s) as sqrt(-2 * ln(1 - u(k, s || '~r'))) * cos(6.283185307179586 * "
        "u(k, s || '~t'))",
        "macro die(k, s, n) as 1 + floor(u(k, s) * n)::bigint",
        "macro pick(k, s, l) as l[1 + floor(u(k, s) * len(l))::bigint]",
        "macro permuted(n, factor, shift) as (n * factor + shift) % 99999989",
        f"macro id_check(body) as {_id_check()}",
        f"macro luhn15(body) as {_luhn_check(15)}",
        f"macro luhn18(body) as {_luhn_check(18)}",
        # the n-th debit card of a core customer: 19 digits, Luhn-valid
        "macro debit_card_no(core_no, n) as '623456' || substr(core_no, 2, 9) "
        "|| lpad(n::varchar, 3, '0') || luhn18('623456' || substr(core_no, 2, 9) "
        "|| lpad(n::varchar, 3, '0'))",
        f"macro credit_check(body) as {_credit_check()}",
        f"macro full_width(t) as translate(t, '0123456789', '{digits}')",
        "macro yuan(cents) as (cents / 100.0)::decimal(18, 2)",
        "macro month_of(d) as date_trunc('month', d)::date",
        # Never piled up on the last day: who came late spreads over the days that are left.
        "macro joined_after(since, share, most, latest) as least(since, latest) + "
        "floor(share * greatest(0, least(most, latest - least(since, latest))))::integer",
        "macro day_text(d, style) as case style when 'COMPACT' then strftime(d, '%Y%m%d') "
        "when 'SLASH' then year(d) || '/' || month(d) || '/' || day(d) "
        "when 'STAMP' then strftime(d, '%Y-%m-%d') || ' 00:00:00' "
        "else strftime(d, '%Y-%m-%d') end",
    ]
    for statement in statements:
        con.execute(f"create {statement}")
