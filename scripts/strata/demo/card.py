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
from strata.demo.card_feeds import deliver_card

ORPHAN_SHARE = 0.003
LATE_SHARE = 0.03
# mcc, title, factor on the usual amount
MERCHANTS = (
    ("4111", "公交", 0.2), ("4121", "网约车", 0.4), ("4511", "航空", 5.0), ("4722", "旅行社", 6.0),
    ("4814", "通信", 0.8), ("5211", "建材家居", 4.0), ("5311", "百货", 1.5), ("5399", "网上商城", 1.0),
    ("5411", "超市", 0.7), ("5541", "加油站", 1.6), ("5651", "服饰", 1.3), ("5732", "数码", 4.5),
    ("5812", "餐饮", 0.9), ("5814", "外卖", 0.4), ("5816", "游戏", 0.6), ("5818", "数字内容", 0.3),
    ("5912", "药房", 0.8), ("5944", "珠宝", 8.0), ("6051", "钱包充值", 2.0), ("7011", "酒店", 3.0),
    ("7230", "美发", 0.9), ("7299", "婚庆", 6.0), ("7832", "影院", 0.5), ("7997", "健身会所", 3.0),
    ("8062", "医院", 2.0), ("8299", "培训", 5.0),
)
YOUNG_ONLINE = ("5399", "5399", "5311", "5814", "5814", "5818", "5816", "4121", "5732", "7832",
                "4814", "6051")
YOUNG_OFFLINE = ("5411", "5812", "5812", "5541", "5651", "7230", "7832", "7299")
MATURE_ONLINE = ("5399", "5311", "4511", "7011", "5732", "8299", "4722", "4814")
MATURE_OFFLINE = ("5541", "5812", "5311", "5411", "5944", "8062", "8299", "7011", "7997", "5211")
OLDER_ONLINE = ("5399", "4814")
OLDER_OFFLINE = ("5411", "5411", "5912", "8062", "5311", "5812")
# kind, purchases a month, usual amount in yuan, spread, online, abroad, cash, mcc online and offline
STYLES = (
    ("young_active", 7.6, 75.0, 0.9, 0.76, 0.015, 0.012, YOUNG_ONLINE, YOUNG_OFFLINE),
    ("mature_wealthy_elsewhere", 5.6, 280.0, 1.0, 0.42, 0.035, 0.004, MATURE_ONLINE, MATURE_OFFLINE),
    ("older_counter_welloff", 1.7, 150.0, 0.8, 0.12, 0.004, 0.030, OLDER_ONLINE, OLDER_OFFLINE),
    ("older_little", 0.9, 60.0, 0.7, 0.08, 0.001, 0.040, OLDER_ONLINE, OLDER_OFFLINE),
)


def make_card(demo: Demo) -> None:
    """Make the card tables, ask core for repayments, book the ledger, deliver the seven feeds.

    Tables: `card_acct` (an account), `card_plastic` (a card), `card_txn` (an entry, final and
    clean), `card_plan` and `card_due` (instalments), `card_stmt` (an account and month).
    """
    _make_calendar(demo)
    _make_accounts(demo)
    _make_plastic(demo)
    _make_spending(demo)
    _make_refunds_and_fees(demo)
    _make_plans(demo)
    _post_plans(demo)
    _make_statements(demo)
    _post_statements(demo)
    _settle_dues(demo)
    _book(demo)
    deliver_card(demo)


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
        create macro card_signed(txn_type, cents) as
            case when txn_type in ('PAY', 'REFUND') then -cents else cents end;
        create macro card_number(acct_id, seq) as
            '625990' || seq || lpad(permuted(acct_id, 7919, 30011)::varchar, 8, '0')
            || luhn15('625990' || seq || lpad(permuted(acct_id, 7919, 30011)::varchar, 8, '0'));
        create macro card_txn_id(acct_id, k, n, suffix) as 'C' || lpad(acct_id::varchar, 6, '0')
            || lpad(k::varchar, 3, '0') || lpad(n::varchar, 3, '0') || suffix;

        -- rates of every day, carried over weekends; CNY stands at one
        create temp table card_fx as
        with days as (
            select biz_date as day, ccy from biz_day, (select distinct ccy from fx_rate)
        )
        select days.ccy, days.day, fx_rate.mid_rate::double as rate
        from days asof left join fx_rate
            on days.ccy = fx_rate.ccy and days.day >= fx_rate.rate_date
        union all
        select 'CNY', biz_date, 1.0 from biz_day;
    """)
    mccs, titles, factors = zip(*MERCHANTS, strict=True)
    demo.load("card_mcc", mcc=mccs, title=titles, factor=factors)
    names = ("kind", "rate", "usual", "spread", "online_share", "abroad_share", "cash_share",
             "online_mcc", "offline_mcc")
    demo.load("card_style", **dict(zip(names, zip(*STYLES, strict=True), strict=True)))


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
        from range(1, 1 + greatest(2, (select round(count(*) * {ORPHAN_SHARE})::bigint from holders)))
            as numbers(no);

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
                || lpad(permuted(acct_id, 6271, 12007)::varchar, 8, '0') || '0' || slot_no as card_acct_no,
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
        left join deposit on drawn.person_id = deposit.person_id and drawn.ccy = 'CNY'
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
    """`card_plastic`: main cards, the ones that replaced them, supplementary cards of others."""
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
                on card_acct.partner_id = partner.person_id
                and card_acct.relation in ('FAMILY', 'JOINT')
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
                    when u(owners.acct_id, 'who') < 0.85 and other.card_cust_no <> owners.card_cust_no
                        then other.card_cust_no
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

        create table card_plastic as
        select
            card_number(acct_id, 1) as card_no, acct_id, 'M' as main_supp, null as supp_cust_no,
            open_date as issue_date, swap_date as cancel_date
        from card_acct left join card_swap using (acct_id)
        union all
        select card_number(acct_id, 2), acct_id, 'M', null, swap_date, null from card_swap
        union all
        select
            card_number(acct_id, 3), acct_id, 'S', supp_cust_no, supp_from,
            case when u(acct_id, 'drops supplementary') < 0.06 and supp_from < day_last() - 200
                then supp_from + 60 + (u(acct_id, 'dropped') * (day_last() - supp_from - 100))::integer
                end
        from card_supp
        order by card_no;
    """)


def _make_spending(demo: Demo) -> None:
    """`card_txn` with purchases and cash advances: small and online, or larger and in shops.

    `auth_cents` is what was authorised (the rate of the day of purchase), `bill_cents` what was
    posted; `post_date` is NULL for what was never posted or not yet by the as-of date.
    """
    demo.run(f"""
        create table card_txn as
        with months as (
            select
                card_acct.acct_id, card_acct.ccy, card_acct.usual, card_acct.live_from,
                card_acct.slot_no, card_acct.is_orphan, spread, online_share, abroad_share,
                cash_share, online_mcc, offline_mcc, swap_date, supp_from, cancel_date as supp_until,
                k,
                floor(card_acct.rate
                    * case month(card_month(k)) when 11 then 1.35 when 2 then 0.85 when 6 then 1.15
                        else 1.0 end
                    * case when card_acct.is_orphan then 0.4 else 1.0 end
                    * (0.6 + 0.8 * u2(card_acct.acct_id, k, 'busy'))
                    + u2(card_acct.acct_id, k, 'one more'))::integer as purchases
            from card_acct
            inner join card_style using (kind)
            cross join range(0, {demo.months + 1}) as numbers(k)
            left join card_swap on card_acct.acct_id = card_swap.acct_id
            left join card_supp on card_acct.acct_id = card_supp.acct_id
            left join card_plastic on card_acct.acct_id = card_plastic.acct_id
                and card_plastic.main_supp = 'S'
            where card_acct.rate > 0
                and (bad_from_k is null or k < bad_from_k + 2 or k > bad_to_k + 1)
        ),
        numbered as (
            select *, unnest(range(1, purchases + 1)) as n from months
        ),
        keyed as (
            select *, hash(acct_id, k, n) as txn_key, card_month(k) as month_start from numbered
        ),
        drawn as (
            select
                *,
                month_start + floor(u(txn_key, 'day')
                    * (card_month(k + 1) - month_start))::integer as txn_date,
                u(txn_key, 'online') < online_share as is_online,
                ccy <> 'CNY' or (k > 0 and u(txn_key, 'abroad') < abroad_share) as is_foreign,
                u(txn_key, 'cash') < cash_share as wants_cash,
                u(txn_key, 'holder') < 0.35 as by_supp
            from keyed
        ),
        placed as (
            select
                *,
                wants_cash and not is_online and not is_foreign as is_cash,
                case when not is_foreign then ccy
                    when ccy <> 'CNY' then pick(txn_key, 'spent in', [ccy, ccy, ccy, 'USD', 'HKD'])
                    else pick(txn_key, 'spent in', ['USD', 'USD', 'HKD', 'EUR']) end as txn_ccy,
                pick(txn_key, 'mcc', case when is_online then online_mcc else offline_mcc end) as mcc,
                by_supp and txn_date >= supp_from and txn_date <= coalesce(supp_until, day_last())
                    as is_supp,
                -- the lost card still works where nobody asks the bank
                not is_online and (txn_date < swap_date + 3
                    or txn_date < swap_date + 21 and u(txn_key, 'old card') < 0.4) as on_old_card,
                txn_date + case
                    when is_foreign then 2 + floor(u(txn_key, 'lag') * 4)
                    when u(txn_key, 'lag') < 0.30 then 0 when u(txn_key, 'lag') < 0.95 then 1
                    else 2 end::integer as settles,
                u(txn_key, 'never posted') >= 0.006 as is_posted
            from drawn
            where txn_date >= live_from and txn_date <= day_last()
        ),
        priced as (
            select
                placed.*,
                case when is_posted and settles <= day_last() then settles end as post_date,
                greatest(100, round(100 * case when is_cash then 400.0 else usual * factor end
                    * exp(spread * g(txn_key, 'amount'))
                    / case when is_foreign and txn_ccy in ('USD', 'EUR') then 7 else 1 end
                    * case when is_foreign and ccy = 'CNY' then 2.5 else 1 end))::bigint as txn_cents
            from placed
            inner join card_mcc using (mcc)
            where is_supp or swap_date is null or txn_date <= swap_date or on_old_card
                or txn_date >= swap_date + 3
        )
        select
            card_txn_id(acct_id, k, n, 'P') as txn_id,
            acct_id,
            card_number(acct_id, case when is_supp then 3 when swap_date is null
                or txn_date <= swap_date or on_old_card then 1 else 2 end) as card_no,
            (txn_date + case when is_online then interval 6 hour
                    + floor(u(txn_key, 'second') * 64000)::integer * interval 1 second
                else interval 9 hour + floor(u(txn_key, 'second') * 45000)::integer
                    * interval 1 second end)::timestamp as txn_ts,
            txn_date,
            post_date,
            case when is_cash then round(txn_cents, -4) + 10000 else txn_cents end::bigint as txn_cents,
            txn_ccy,
            case when is_cash then round(txn_cents, -4) + 10000
                when txn_ccy = priced.ccy then txn_cents
                else greatest(1, round(txn_cents * spent.rate / billed.rate)) end::bigint
                as bill_cents,
            case when is_cash then round(txn_cents, -4) + 10000
                when txn_ccy = priced.ccy then txn_cents
                else greatest(1, round(txn_cents * spent_then.rate / billed_then.rate)) end::bigint
                as auth_cents,
            priced.ccy as bill_ccy,
            case when is_cash then '6011' else mcc end as mcc,
            1 + floor(pow(u(txn_key, 'merchant'), 2) * 60)::integer as merchant_no,
            case when is_cash then 'CASH' else 'PUR' end as txn_type,
            null::varchar as orig_txn_id,
            case when is_cash then 'ATM' when not is_online then 'POS'
                else pick(txn_key, 'channel', ['APP', 'WX', 'WX', 'WEB']) end as channel,
            is_online,
            is_foreign,
            not is_supp and swap_date is not null and on_old_card and txn_date > swap_date
                as is_after_cancel
        from priced
        left join card_fx as spent
            on is_foreign and spent.ccy = txn_ccy and spent.day = coalesce(post_date, txn_date)
        left join card_fx as billed
            on is_foreign and billed.ccy = priced.ccy
            and billed.day = coalesce(post_date, txn_date)
        left join card_fx as spent_then
            on is_foreign and spent_then.ccy = txn_ccy and spent_then.day = txn_date
        left join card_fx as billed_then
            on is_foreign and billed_then.ccy = priced.ccy and billed_then.day = txn_date;
    """)


def _make_refunds_and_fees(demo: Demo) -> None:
    """Refunds and corrections that name an original (D16), cash fees, yearly fees and waivers."""
    demo.run(f"""
        insert into card_txn by name
        with refundable as (
            select *, post_date + die(txn_id, 'refund day', 25)::integer as back_date
            from card_txn
            where txn_type = 'PUR' and post_date is not null
                and u(txn_id, 'refund') < case when is_online then 0.020 else 0.005 end
        ),
        measured as (
            select
                *,
                case when is_foreign or u(txn_id, 'refund part') < 0.75 then 1.0
                    else 0.3 + 0.6 * u(txn_id, 'refund part') end as part
            from refundable where back_date < day_last()
        )
        select
            left(txn_id, 13) || 'R' as txn_id,
            acct_id, card_no, mcc, merchant_no, channel, is_online, is_foreign, txn_ccy, bill_ccy,
            (back_date + interval 10 hour + floor(u(txn_id, 'refund second') * 40000)::integer
                * interval 1 second)::timestamp as txn_ts,
            back_date as txn_date,
            back_date + 1 as post_date,
            greatest(1, round(txn_cents * part))::bigint as txn_cents,
            greatest(1, round(bill_cents * part))::bigint as bill_cents,
            greatest(1, round(bill_cents * part))::bigint as auth_cents,
            'REFUND' as txn_type,
            -- some merchants refund without saying what
            case when u(txn_id, 'refund unnamed') >= 0.04 then txn_id end as orig_txn_id,
            false as is_after_cancel
        from measured;

        insert into card_txn by name
        -- a disputed purchase is taken off the bill
        select
            left(txn_id, 13) || 'A' as txn_id,
            acct_id, card_no, txn_ccy, bill_ccy,
            (post_date + 12 + interval 15 hour)::timestamp as txn_ts,
            post_date + 12 as txn_date, post_date + 12 as post_date,
            -txn_cents as txn_cents, -bill_cents as bill_cents, -bill_cents as auth_cents,
            'ADJ' as txn_type, txn_id as orig_txn_id, 'CTR' as channel,
            false as is_online, is_foreign, false as is_after_cancel
        from card_txn
        where txn_type = 'PUR' and post_date + 12 <= day_last() and u(txn_id, 'dispute') < 0.0006
            and u(txn_id, 'refund') >= 0.020
        union all by name
        select
            left(txn_id, 13) || 'F', acct_id, card_no, txn_ccy, bill_ccy,
            (post_date + interval 20 hour)::timestamp, post_date, post_date,
            greatest(1000, round(bill_cents * 0.01))::bigint as txn_cents,
            greatest(1000, round(bill_cents * 0.01))::bigint,
            greatest(1000, round(bill_cents * 0.01))::bigint,
            'FEE', null, 'BATCH', false, false, false
        from (select txn_id, acct_id, card_no, txn_ccy, bill_ccy, post_date, bill_cents
            from card_txn where txn_type = 'CASH' and post_date is not null);

        insert into card_txn by name
        with yearly as (
            select
                acct_id, k, card_product, ccy,
                card_month(k) + least(27, day(open_date) - 1)::integer as fee_date,
                live_from, swap_date
            from card_acct
            cross join range(0, {demo.months + 1}) as numbers(k)
            left join card_swap using (acct_id)
            where card_product in ('CC02', 'CC03') and rate > 0 and not is_orphan and ccy = 'CNY'
                and month(card_month(k)) = month(open_date)
                and (bad_from_k is null or k < bad_from_k)
        ),
        charged as (
            select
                *,
                case card_product when 'CC03' then 100000 else 20000 end::bigint as cents,
                card_number(acct_id, case when swap_date < fee_date then 2 else 1 end) as card_no
            from yearly where fee_date > live_from and fee_date < day_last() - 10
        )
        select
            card_txn_id(acct_id, k, 1, 'J') as txn_id, acct_id, card_no,
            (fee_date + interval 21 hour)::timestamp as txn_ts, fee_date as txn_date,
            fee_date as post_date, cents as txn_cents, ccy as txn_ccy, cents as bill_cents,
            cents as auth_cents, ccy as bill_ccy, 'FEE' as txn_type, null as orig_txn_id,
            'BATCH' as channel, false as is_online, false as is_foreign, false as is_after_cancel
        from charged
        union all
        -- most are waived at the customer's wish
        select
            card_txn_id(acct_id, k, 1, 'K'), acct_id, card_no,
            (fee_date + 6 + interval 11 hour)::timestamp, fee_date + 6, fee_date + 6, -cents, ccy,
            -cents, -cents, ccy, 'ADJ', card_txn_id(acct_id, k, 1, 'J'), 'CTR', false, false, false
        from charged where u2(acct_id, k, 'fee waived') < 0.8;
    """)


def _make_plans(demo: Demo) -> None:
    """`card_plan` and `card_due`: principal in equal parts to the cent, the remainder spread.

    `due_k` is the cycle whose statement day a part falls due on; a plan settled early has
    `early_date`, and the parts after it are paid that day without their fee.
    """
    demo.run(f"""
        create temp table card_cycle_spend as
        select acct_id, card_cycle(post_date, cycle_day) as k, sum(bill_cents)::bigint as cents
        from card_txn inner join card_acct using (acct_id)
        where txn_type = 'PUR' and post_date is not null and not is_orphan and card_acct.ccy = 'CNY'
        group by all;

        create table card_plan as
        with candidates as (
            select
                card_acct.*, slot,
                acct_id * 10 + slot as plan_key,
                first_k + 1 + floor(u2(acct_id, slot, 'plan month')
                    * greatest(1, {demo.months} - first_k))::integer as k
            from card_acct, range(1, 4) as slots(slot)
            where card_acct.ccy = 'CNY' and rate > 0 and not is_orphan
                and u2(acct_id, slot, 'plan') < case kind
                    when 'young_active' then [0.48, 0.26, 0.12][slot]
                    when 'mature_wealthy_elsewhere' then [0.26, 0.10, 0.03][slot]
                    when 'older_counter_welloff' then [0.06, 0, 0][slot] else 0 end
        ),
        typed as (
            select
                candidates.*,
                coalesce(spent.cents, 0) as spent_cents,
                u(plan_key, 'plan type') as type_draw
            from candidates
            left join card_cycle_spend as spent
                on candidates.acct_id = spent.acct_id and candidates.k = spent.k
            where candidates.k <= {demo.months} and (bad_from_k is null or candidates.k < bad_from_k)
        ),
        chosen as (
            select
                *,
                case
                    when type_draw < 0.40 and spent_cents > 100000 then 'BILL'
                    when type_draw < 0.70 then 'CONS'
                    when type_draw < 0.85 then 'CASH'
                    when type_draw < 0.92 then 'AUTO'
                    else 'DECOR'
                end as plan_type
            from typed
        ),
        sized as (
            select
                *,
                case plan_type
                    when 'BILL' then floor(spent_cents * (0.4 + 0.35 * u(plan_key, 'part')) / 1000) * 1000
                    when 'CONS' then 100 * round(2600 * exp(0.6 * g(plan_key, 'size')))
                    when 'CASH' then 100000 * greatest(3, round(8 * exp(0.7 * g(plan_key, 'size'))))
                    when 'AUTO' then 100000 * greatest(20, round(70 * exp(0.4 * g(plan_key, 'size'))))
                    else 100000 * greatest(10, round(45 * exp(0.5 * g(plan_key, 'size'))))
                end::bigint as principal,
                case
                    when plan_type in ('AUTO', 'DECOR') then pick(plan_key, 'terms', [12, 24, 36])
                    else pick(plan_key, 'terms', [3, 6, 6, 12, 12, 24])
                end::integer as terms,
                case when plan_type = 'BILL'
                    then card_stmt_date(k, cycle_day) + die(plan_key, 'plan day', 4)::integer
                    else card_month(k) + die(plan_key, 'plan day', 27)::integer end as start_date
            from chosen
        ),
        planned as (
            select
                *,
                card_cycle(start_date + 1, cycle_day) as start_k,
                u(plan_key, 'cancelled') < 0.015 as is_cancelled,
                card_cycle(start_date + 1, cycle_day) + 1
                    + floor(u(plan_key, 'early month') * greatest(1, terms - 3))::integer as early_k
            from sized where start_date > live_from + 10 and start_date <= day_last()
        )
        select
            'P' || lpad(acct_id::varchar, 6, '0') || lpad(slot::varchar, 2, '0') as plan_id,
            acct_id, slot::integer as slot, cycle_day, kind, plan_type, principal, terms,
            case terms when 3 then 0.0195 when 6 then 0.0360 when 12 then 0.0660 when 24 then 0.1200
                else 0.1650 end::decimal(9, 6) as fee_rate,
            case when u(plan_key, 'fee mode') < 0.3 then 'UPFRONT' else 'SPREAD' end as fee_mode,
            case plan_type when 'AUTO' then 'POS'
                when 'DECOR' then pick(plan_key, 'plan source', ['CTR', 'POS'])
                when 'CONS' then pick(plan_key, 'plan source', ['POS', 'APP', 'APP'])
                else pick(plan_key, 'plan source', ['APP', 'APP', 'APP', 'CALL']) end
                as source_channel,
            start_date, start_k, is_cancelled,
            case when not is_cancelled and terms >= 6 and bad_from_k is null
                and u(plan_key, 'early') < 0.08
                and card_stmt_date(early_k, cycle_day) + 6 <= day_last()
                then card_stmt_date(early_k, cycle_day) + 6 end as early_date
        from planned
        order by plan_id;

        create table card_due as
        select
            plan_id, acct_id, slot, seq::integer as seq, is_cancelled, early_date, start_date,
            start_k + seq - 1 as due_k,
            card_stmt_date(start_k + seq - 1, cycle_day) as due_date,
            (principal * seq // terms - principal * (seq - 1) // terms)::bigint as principal_due,
            case when fee_mode = 'SPREAD'
                    then fee_total * seq // terms - fee_total * (seq - 1) // terms
                when seq = 1 then fee_total else 0 end::bigint as fee_due,
            coalesce(card_stmt_date(start_k + seq - 1, cycle_day) > early_date, false) as is_early
        from (
            select *, round(principal * fee_rate)::bigint as fee_total from card_plan
        ), lateral (select unnest(range(1, terms + 1)) as seq)
        order by plan_id, seq;
    """)


def _post_plans(demo: Demo) -> None:
    """What plans do to the account: purchase, conversion, parts and fees, early settlement."""
    demo.run("""
        create temp table card_plan_entry as
        select
            acct_id, start_date as day, principal as cents, 'PUR' as txn_type,
            card_txn_id(acct_id, start_k, slot, 'Q') as txn_id, 'POS' as channel,
            case plan_type when 'AUTO' then '5511' when 'DECOR' then '5211' else '5732' end as mcc,
            die(plan_id, 'plan merchant', 60)::integer as merchant_no
        from card_plan where plan_type in ('CONS', 'AUTO', 'DECOR')
        union all
        select acct_id, start_date, -principal, 'ADJ', card_txn_id(acct_id, start_k, slot, 'V'),
            'BATCH', null, null
        from card_plan where plan_type <> 'CASH' and not is_cancelled
        union all
        select acct_id, due_date, principal_due, 'ADJ',
            card_txn_id(acct_id, due_k, slot * 100 + seq, 'D'), 'BATCH', null, null
        from card_due where not is_cancelled and not is_early and due_date <= day_last()
        union all
        select acct_id, due_date, fee_due, 'FEE',
            card_txn_id(acct_id, due_k, slot * 100 + seq, 'G'), 'BATCH', null, null
        from card_due
        where not is_cancelled and not is_early and due_date <= day_last() and fee_due > 0
        union all
        select acct_id, early_date, sum(principal_due)::bigint, 'ADJ',
            card_txn_id(acct_id, min(due_k), slot * 100, 'E'), 'APP', null, null
        from card_due where is_early group by acct_id, slot, early_date
        union all
        select acct_id, early_date, sum(principal_due)::bigint, 'PAY',
            card_txn_id(acct_id, min(due_k), slot * 100, 'Z'), 'APP', null, null
        from card_due where is_early group by acct_id, slot, early_date;

        insert into card_txn by name
        select
            txn_id, acct_id,
            card_number(acct_id, case when swap_date < day then 2 else 1 end) as card_no,
            (day + case when channel = 'BATCH' then interval 22 hour else interval 11 hour end
                + floor(u(txn_id, 'second') * 5000)::integer * interval 1 second)::timestamp as txn_ts,
            day as txn_date, day as post_date, cents as txn_cents, 'CNY' as txn_ccy,
            cents as bill_cents, cents as auth_cents, 'CNY' as bill_ccy, mcc, merchant_no, txn_type,
            channel, channel = 'APP' as is_online, false as is_foreign, false as is_after_cancel
        from card_plan_entry left join card_swap using (acct_id);
    """)


def _make_statements(demo: Demo) -> None:
    """`card_stmt`, cycle by cycle: a balance follows from the one before it, and so does a payment.

    `converted` is the part of a statement that a bill plan took out before it was to be paid.
    """
    demo.run("""
        create temp table card_moved as
        select
            acct_id, card_cycle(post_date, cycle_day) as k,
            sum(card_signed(txn_type, bill_cents))::bigint as cents
        from card_txn inner join card_acct using (acct_id)
        where post_date is not null and not is_orphan
        group by all;

        create temp table card_converted as
        select acct_id, start_k - 1 as k, sum(principal)::bigint as cents
        from card_plan where plan_type = 'BILL' and not is_cancelled group by all;

        create table card_stmt (
            acct_id integer, k integer, stmt_date date, moved bigint, interest bigint,
            late_fee bigint, bal bigint, converted bigint, min_due bigint, due_date date,
            overdue_since date, paid bigint, paid_date date
        );
    """)
    for k in range(demo.months + 1):
        demo.run(f"""
            insert into card_stmt
            with base as (
                select
                    card_acct.acct_id, payer, kind, is_autopay, bad_from_k, bad_to_k,
                    card_stmt_date({k}, cycle_day) as stmt_date,
                    coalesce(moved.cents, 0) as moved,
                    coalesce(converted.cents, 0) as converted,
                    case when {k} = 0 and is_old then opening else 0 end as opening,
                    coalesce(before.bal, 0) as before_bal,
                    coalesce(before.paid, 0) as before_paid,
                    coalesce(before.converted, 0) as before_converted,
                    coalesce(before.min_due, 0) as before_min_due,
                    before.due_date as before_due_date,
                    before.paid_date as before_paid_date,
                    before.overdue_since as before_overdue_since
                from card_acct
                left join card_stmt as before
                    on card_acct.acct_id = before.acct_id and before.k = {k - 1}
                left join card_moved as moved
                    on card_acct.acct_id = moved.acct_id and moved.k = {k}
                left join card_converted as converted
                    on card_acct.acct_id = converted.acct_id and converted.k = {k}
                where rate > 0 and not is_orphan and first_k <= {k}
            ),
            judged as (
                select
                    *,
                    greatest(0, before_bal - before_paid - before_converted) as carried,
                    before_min_due > 0 and (before_paid < before_min_due
                        or before_paid_date > before_due_date) as was_late,
                    before_min_due > 0 and before_paid < before_min_due as was_short
                from base
            ),
            charged as (
                select
                    *,
                    case when carried > 100 then round(carried * 0.015)
                        when was_late then round(before_bal * 0.0005
                            * (before_paid_date - before_due_date))
                        else 0 end::bigint as interest,
                    case when was_late then greatest(1000, round(before_min_due * 0.05)) else 0
                        end::bigint as late_fee,
                    case when was_short then coalesce(before_overdue_since, before_due_date) end
                        as overdue_since
                from judged
            ),
            stated as (
                select
                    *,
                    (opening + before_bal - before_paid + moved + interest + late_fee)::bigint as bal,
                    stmt_date + 20 as due_date
                from charged
            ),
            owing as (
                select
                    *,
                    greatest(0, bal - converted) as owed,
                    u2(acct_id, {k}, 'pays') as pay_draw
                from stated
            ),
            asked as (
                select
                    *,
                    case when owed <= 0 then 0
                        else least(owed, greatest(10000, round(owed * 0.1))
                            + case when overdue_since is not null then before_min_due else 0 end)
                    end::bigint as min_due
                from owing
            ),
            answered as (
                select
                    *,
                    case
                        when owed <= 0 or {k} between bad_from_k and bad_to_k then 0
                        when payer = 'FULL' or {k} = bad_to_k + 1 then owed
                        when payer = 'PART' then case when pay_draw < 0.25 then owed
                            else least(owed, greatest(min_due, round(owed * (0.2 + pay_draw * 0.6))))
                            end
                        else case when pay_draw < 0.12 then owed else min_due end
                    end::bigint as pays,
                    due_date + case
                        when not is_autopay and u2(acct_id, {k}, 'forgets') < 0.025
                            then die(acct_id * 100 + {k}, 'days late', 6)
                        when is_autopay then 0
                        else -die(acct_id * 100 + {k}, 'days early', 13)
                    end::integer as pay_day
                from asked
            )
            select
                acct_id, {k}, stmt_date, moved, interest, late_fee, bal, converted, min_due, due_date,
                overdue_since,
                case when pays > 0 and pay_day <= day_last() then pays else 0 end,
                case when pays > 0 and pay_day <= day_last() then pay_day end
            from answered
        """)


def _post_statements(demo: Demo) -> None:
    """Interest, late fees and repayments become entries; core moves what was paid from there."""
    demo.run("""
        create temp table card_stmt_entry as
        select acct_id, k, stmt_date as day, interest as cents, 'INT' as txn_type, 'I' as suffix,
            'BATCH' as channel
        from card_stmt where interest > 0
        union all
        select acct_id, k, stmt_date, late_fee, 'FEE', 'L', 'BATCH' from card_stmt where late_fee > 0
        union all
        select
            acct_id, k, paid_date, paid, 'PAY', 'Y',
            case when is_autopay then 'BATCH'
                when is_older then pick(acct_id * 100 + k, 'pays at', ['CTR', 'CTR', 'ATM', 'APP'])
                else pick(acct_id * 100 + k, 'pays at', ['APP', 'APP', 'APP', 'WX', 'WEB', 'CTR'])
            end
        from card_stmt inner join card_acct using (acct_id) where paid > 0;

        insert into card_txn by name
        select
            card_txn_id(entry.acct_id, entry.k, 1, suffix) as txn_id,
            entry.acct_id,
            card_number(entry.acct_id, case when swap_date < day then 2 else 1 end) as card_no,
            (day + case when channel = 'BATCH' then interval 21 hour else interval 8 hour end
                + floor(u2(entry.acct_id, entry.k, 'entry second' || suffix)
                    * case when channel = 'BATCH' then 7000 else 43000 end)::integer
                    * interval 1 second)::timestamp as txn_ts,
            day as txn_date, day as post_date, cents as txn_cents, ccy as txn_ccy,
            cents as bill_cents, cents as auth_cents, ccy as bill_ccy, txn_type, channel,
            channel in ('APP', 'WX', 'WEB') as is_online, false as is_foreign,
            false as is_after_cancel
        from card_stmt_entry as entry
        inner join card_acct using (acct_id)
        left join card_swap using (acct_id);

        insert into core_request
        select txn_id, core_acct_no, txn_ts, bill_cents, 'D', 'CCREP', channel, '信用卡还款'
        from card_txn inner join card_acct using (acct_id)
        where txn_type = 'PAY' and core_acct_no is not null and channel in ('BATCH', 'APP', 'WEB')
            and (is_autopay or u(txn_id, 'pays from here') < 0.6)
            and txn_date between greatest(core_open_date + 5, day_first()) and core_close_date - 5
        order by txn_id;
    """)


def _settle_dues(demo: Demo) -> None:
    """Tell each part when it was paid, and each plan when it ended.

    Adds `paid_date` to `card_due`, `end_date` and `end_status` (FIN, EARLY, CAN) to `card_plan`.
    """
    demo.run("""
        create temp table card_settled as
        select acct_id, k, coalesce(paid_date, stmt_date) as settled_on
        from card_stmt where paid >= min_due and (paid_date is not null or min_due = 0);

        create or replace table card_due as
        select
            card_due.* replace (case when is_early then 0 else fee_due end as fee_due),
            fee_due as fee_planned,
            case when is_cancelled then null when is_early then early_date
                when due_date <= day_last() then settled_on end as paid_date
        from card_due
        asof left join card_settled
            on card_due.acct_id = card_settled.acct_id and card_due.due_k <= card_settled.k
        order by plan_id, seq;

        create or replace table card_plan as
        with ends as (
            select plan_id, count(*) = count(paid_date) as is_paid, max(paid_date) as last_paid
            from card_due group by plan_id
        )
        select
            card_plan.*,
            case when is_cancelled then start_date when early_date is not null then
                greatest(early_date, last_paid) when is_paid then last_paid end as end_date,
            case when is_cancelled then 'CAN' when early_date is not null then 'EARLY'
                when is_paid then 'FIN' end as end_status
        from card_plan inner join ends using (plan_id)
        order by plan_id;
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
