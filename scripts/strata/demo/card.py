"""Credit cards as they truly are: accounts, plastic, spending, instalments, statements, ledger.

Every amount is a whole number of cents in the currency of the card account. An account's debt moves
by posted entries alone (`card_signed`): purchases, cash, fees and interest raise it, repayments and
refunds lower it, adjustments carry their own sign. So a statement is the previous statement plus
what was posted between the two, to the cent.

An instalment plan takes its principal out of that debt on its first day (an adjustment; a cash plan
never was in it) and puts a part back on each statement day. A part is paid when a statement that
holds it is paid by its minimum or more.

`card_feeds` tells it as the card system would.
"""

from strata.demo.bank import Demo, month_after
from strata.demo.booking import book_daily
from strata.demo.card_debt import make_debt
from strata.demo.card_feeds import deliver_card
from strata.demo.card_spending import load_styles, make_spending

ORPHAN_SHARE = 0.003
LATE_SHARE = 0.03


def make_card(demo: Demo) -> None:
    """Make the card tables, ask core for repayments, book the ledger, deliver the seven feeds.

    Tables: `card_acct` (an account), `card_plastic` (a card), `card_txn` (an entry, final and
    clean), `card_plan` and `card_due` (instalments), `card_stmt` (an account and month).
    """
    _make_calendar(demo)
    load_styles(demo)
    _make_accounts(demo)
    _make_plastic(demo)
    make_spending(demo)
    make_debt(demo)
    _book(demo)
    deliver_card(demo)
    _forget(demo)


def _make_calendar(demo: Demo) -> None:
    """Cycle 0 is the month before the first; `card_cycle(day, cycle_day)` is the cycle whose
    statement first holds what was posted that day.
    """
    start = month_after(demo.first_day, -1)
    demo.run(f"""
        create macro card_month(k) as (date '{start}' + to_months(k::integer))::date;
        create macro card_stmt_date(k, cycle_day) as card_month(k) + (cycle_day - 1)::integer;
        create macro card_cycle(d, cycle_day) as (year(d) * 12 + month(d)
            - {start.year * 12 + start.month} + (day(d) > cycle_day)::integer)::integer;
        create macro card_due_day(cycle_day) as 1 + (cycle_day + 19) % 28;
        create macro card_due_date(k, cycle_day) as
            case when cycle_day <= 8 then card_month(k) else card_month(k + 1) end
            + (card_due_day(cycle_day) - 1)::integer;
        create macro card_signed(txn_type, cents) as
            case when txn_type in ('PAY', 'REFUND') then -cents else cents end;
        create macro card_txn_id(acct_id, k, n, suffix) as 'C' || lpad(acct_id::varchar, 6, '0')
            || lpad(k::varchar, 3, '0') || lpad(n::varchar, 3, '0') || suffix;

        -- what a unit of one currency is in another, every day, carried over weekends
        create temp table card_cross as
        with days as (
            select biz_date as day, ccy from biz_day, (select distinct ccy from fx_rate)
        ),
        carried as (
            select days.ccy, days.day, fx_rate.mid_rate::double as rate
            from days asof left join fx_rate
                on days.ccy = fx_rate.ccy and days.day >= fx_rate.rate_date
            union all
            select 'CNY', biz_date, 1.0 from biz_day
        )
        select
            spent.ccy as from_ccy, billed.ccy as to_ccy, spent.day, spent.rate / billed.rate as rate
        from carried as spent inner join carried as billed using (day)
        where spent.ccy <> billed.ccy;
    """)


def _make_accounts(demo: Demo) -> None:
    """`card_acct`: what an account is, how its owner spends and pays.

    `payer` FULL, PART or LEAST; `bad_from_k`..`bad_to_k` are statements the owner does not pay;
    `live_from` is the first day with entries, `first_k` the first cycle; `opening` is the debt on
    the statement of cycle 0 for accounts that are older than the data.
    """
    demo.run(f"""
        create temp table card_slot as
        with holders as (
            select
                card.source_customer_id as card_cust_no, card.person_id, card.is_test, card.since,
                coalesce(person.kind, 'older_little') as kind, person.scenario, person.relation,
                person.partner_id, coalesce(person.annual_income, 0) as annual_income
            from source_record as card
            left join person on card.person_id = person.person_id
            where card.source_system = 'card'
        )
        select *, 1 as slot_no, 'CNY' as ccy, false as is_orphan,
            since + 2 + die(card_cust_no, 'card opened', 9)::integer as open_date
        from holders
        union all
        select *, 2, pick(card_cust_no, 'card fx', ['USD', 'USD', 'USD', 'EUR', 'HKD']), false,
            since + (15 + u(card_cust_no, 'fx opened') * 500)::integer
        from holders
        where not is_test and coalesce(scenario, '') not in ('CLOSED', 'DECEASED')
            and u(card_cust_no, 'has fx card') < case kind when 'young_active' then 0.04
                when 'mature_wealthy_elsewhere' then 0.15 else 0.01 end
        union all
        -- accounts no file ever names: only their cards and transactions are delivered
        select 'K97' || lpad(no::varchar, 6, '0'), null, false, day_first() - 500, 'young_active',
            null, null, null, 90000, 1, 'CNY', true, day_first() - 490
        from range(1, 1 + greatest(2, (
            select round(count(*) * {ORPHAN_SHARE})::bigint from holders))) as numbers(no);

        create table card_acct as
        with numbered as (
            select
                *,
                row_number() over (order by is_orphan, card_cust_no, slot_no)::integer as acct_id,
                die(card_cust_no || slot_no, 'card cycle', 28)::integer as cycle_day
            from card_slot where open_date < day_last() - 1
        ),
        timed as (
            select
                *,
                open_date < card_stmt_date(0, cycle_day) as is_old,
                greatest(0, card_cycle(open_date, cycle_day)) as first_k
            from numbered
        ),
        drawn as (
            select
                timed.*,
                greatest(
                    case when is_old then card_stmt_date(0, cycle_day) + 1 else open_date + 3 end,
                    case when ccy = 'CNY' then open_date else day_first() end
                ) as live_from,
                case
                    when is_test or coalesce(scenario, '') in ('CLOSED', 'DECEASED') then 0
                    when u(acct_id, 'card unused') < 0.05 then 0
                    when slot_no = 2 then 0.8
                    else rate * exp(0.45 * g(acct_id, 'card busy'))
                end as rate,
                case when slot_no = 2 then 420.0 else usual * exp(0.35 * g(acct_id, 'card amount'))
                    end as usual,
                u(acct_id, 'payer') as payer_draw
            from timed inner join card_style using (kind)
        ),
        deposit as (
            -- where a repayment may come from
            select person_id, acct_no, open_date, close_date from acct
            where slot_no = 1 and record_no = 1 and not is_orphan and not is_quiet
        )
        select
            drawn.*,
            '8' || case when is_orphan then '9' else '8' end
                || lpad(permuted(acct_id, 6271, 12007)::varchar, 8, '0') || '0' || slot_no
                as card_acct_no,
            case
                when payer_draw < case kind when 'young_active' then 0.62 else 0.85 end
                    then 'FULL'
                when payer_draw < 0.93 then 'PART' else 'LEAST'
            end as payer,
            case when is_old and ccy = 'CNY' and rate > 0
                then round(rate * usual * 100 * (0.6 + u(acct_id, 'opening')))::bigint else 0 end
                as opening,
            case
                when slot_no = 2 then 'CC02'
                when kind = 'mature_wealthy_elsewhere'
                    then pick(acct_id, 'card product', ['CC01', 'CC02', 'CC02', 'CC03'])
                else pick(acct_id, 'card product', ['CC01', 'CC01', 'CC01', 'CC02'])
            end as card_product,
            null::integer as bad_from_k,
            null::integer as bad_to_k,
            deposit.acct_no as core_acct_no,
            deposit.open_date as core_open_date,
            coalesce(deposit.close_date, date '9999-12-31') as core_close_date,
            deposit.acct_no is not null and u(acct_id, 'autopay') < 0.45 as is_autopay,
            kind like 'older%' as is_older
        from drawn
        left join deposit
            on case when drawn.ccy = 'CNY' then drawn.person_id end = deposit.person_id
        order by acct_id;

        -- who stops paying: from a statement on for some months, one in five for good
        update card_acct
        set bad_from_k = pick.bad_from_k, bad_to_k = pick.bad_to_k
        from (
            select
                acct_id,
                from_k as bad_from_k,
                case when turn % 5 = 0 then {demo.months + 1}
                    else least({demo.months + 1}, from_k + die(acct_id, 'bad months', 4)::integer)
                end as bad_to_k
            from (
                select
                    acct_id,
                    (first_k + 2 + floor(u(acct_id, 'turns bad') * ({demo.months} - first_k - 2)))
                        ::integer as from_k,
                    row_number() over (order by u(acct_id, 'bad payer'), acct_id) as turn,
                    count(*) over () as eligible
                from card_acct
                where ccy = 'CNY' and rate > 0 and not is_orphan
                    and first_k + 4 < {demo.months}
            ) where turn <= greatest(2, round(eligible * {LATE_SHARE}))
        ) as pick
        where card_acct.acct_id = pick.acct_id;
    """)


def _make_plastic(demo: Demo) -> None:
    """`card_plastic`: main cards, the ones that replaced them, supplementary cards of others.

    `card_hand` is the same, a row an account: `main_no`, `next_no` from `swap_date` on, `supp_no`.
    """
    demo.run("""
        create temp table card_swap as
        with swapped as (
            select
                acct_id,
                u(acct_id, 'card lost') < 0.07 and rate > 0 and not is_orphan
                    and open_date < day_last() - 260 as is_swapped,
                greatest(open_date + 150, day_first() + 20) as earliest
            from card_acct
        )
        select
            acct_id,
            earliest + (u(acct_id, 'lost day') * greatest(1, day_last() - 30 - earliest))::integer
                as swap_date
        from swapped where is_swapped;

        create temp table card_supp as
        with holders as (
            select
                source_customer_id as card_cust_no, since,
                row_number() over (order by source_customer_id) as holder_no,
                count(*) over () as holders
            from source_record where source_system = 'card' and not is_test
        ),
        owners as (
            select card_acct.*, partner.card_no as partner_card_no
            from card_acct
            left join number_of as partner
                on case when card_acct.relation in ('FAMILY', 'JOINT') then card_acct.partner_id end
                = partner.person_id
            where slot_no = 1 and rate > 0 and not is_orphan
                and (partner.card_no is not null and u(acct_id, 'partner card') < 0.7
                    or u(acct_id, 'supplementary') < case kind when 'young_active' then 0.03
                        when 'mature_wealthy_elsewhere' then 0.14 else 0.04 end)
        ),
        chosen as (
            -- a spouse who is a card customer too, another card customer, or nobody we know
            select
                owners.acct_id, owners.open_date,
                case
                    when owners.partner_card_no is not null then owners.partner_card_no
                    when u(owners.acct_id, 'who') < 0.85
                        and other.card_cust_no <> owners.card_cust_no then other.card_cust_no
                end as supp_cust_no
            from owners
            left join holders as other
                on other.holder_no = die(owners.acct_id, 'other holder', (
                    select max(holders) from holders))
        )
        select
            acct_id, supp_cust_no,
            greatest(open_date + 10, coalesce(holders.since, open_date))
                + die(acct_id, 'supplementary issued', 300)::integer as supp_from
        from chosen left join holders on chosen.supp_cust_no = holders.card_cust_no;

        delete from card_supp where supp_from > day_last() - 20;

        -- the cards of an account, one row an account: main, the one after it, supplementary
        create table card_hand as
        with bodies as (
            select
                acct_id, seq,
                '625990' || seq || lpad(permuted(acct_id, 7919, 30011)::varchar, 8, '0') as body
            from card_acct, range(1, 4) as numbers(seq)
        ),
        numbers as (
            select
                acct_id,
                max(body || luhn15(body)) filter (where seq = 1) as main_no,
                max(body || luhn15(body)) filter (where seq = 2) as next_no,
                max(body || luhn15(body)) filter (where seq = 3) as supp_no
            from bodies group by acct_id
        )
        select
            numbers.*, swap_date, supp_from, supp_cust_no,
            case when u(acct_id, 'drops supplementary') < 0.06 and supp_from < day_last() - 200
                then supp_from + 60 + (u(acct_id, 'dropped')
                    * (day_last() - supp_from - 100))::integer end as supp_until
        from numbers
        left join card_swap using (acct_id)
        left join card_supp using (acct_id)
        order by acct_id;

        create table card_plastic as
        select
            main_no as card_no, acct_id, 'M' as main_supp, null as supp_cust_no,
            open_date as issue_date, swap_date as cancel_date
        from card_acct inner join card_hand using (acct_id)
        union all
        select next_no, acct_id, 'M', null, swap_date, null
        from card_hand where swap_date is not null
        union all
        select supp_no, acct_id, 'S', supp_cust_no, supp_from, supp_until
        from card_hand where supp_from is not null
        order by card_no;
    """)


def _book(demo: Demo) -> None:
    """Subject 1310: posted card debt; 1311: instalment principal that is not due yet."""
    book_daily(demo, """
        select '1310', ccy, card_stmt_date(0, cycle_day), opening
        from card_acct where not is_orphan and opening > 0
        union all
        select '1310', bill_ccy, post_date, card_signed(txn_type, bill_cents)
        from card_txn inner join card_acct using (acct_id)
        where post_date is not null and not is_orphan
    """)
    book_daily(demo, """
        select '1311', 'CNY', start_date, principal from card_plan where not is_cancelled
        union all
        select '1311', 'CNY', case when is_early then early_date else due_date end, -principal_due
        from card_due where not is_cancelled
    """)


def _forget(demo: Demo) -> None:
    """Drop the large tables that no later part needs."""
    demo.run("drop table card_txn; drop table card_due;")
