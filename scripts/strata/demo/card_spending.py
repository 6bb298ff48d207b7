"""What card holders buy: purchases and cash advances, refunds, fees that recur."""

from strata.demo.bank import Demo

# mcc, title, factor on the usual amount
MERCHANTS = (
    ("4111", "公交", 0.2), ("4121", "网约车", 0.4), ("4511", "航空", 5.0), ("4722", "旅行社", 6.0),
    ("4814", "通信", 0.8), ("5211", "建材家居", 4.0), ("5311", "百货", 1.5),
    ("5399", "网上商城", 1.0), ("5411", "超市", 0.7),
    ("5541", "加油站", 1.6), ("5651", "服饰", 1.3), ("5732", "数码", 4.5),
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
# kind, purchases a month, usual yuan, spread, share online, abroad, cash, mcc online and offline
STYLES = (
    ("young_active", 8.2, 75.0, 0.9, 0.76, 0.015, 0.012, YOUNG_ONLINE, YOUNG_OFFLINE),
    ("mature_wealthy_elsewhere", 5.6, 280.0, 1.0, 0.42, 0.035, 0.004, MATURE_ONLINE,
     MATURE_OFFLINE),
    ("older_counter_welloff", 1.7, 150.0, 0.8, 0.12, 0.004, 0.030, OLDER_ONLINE, OLDER_OFFLINE),
    ("older_little", 0.9, 60.0, 0.7, 0.08, 0.001, 0.040, OLDER_ONLINE, OLDER_OFFLINE),
)


def load_styles(demo: Demo) -> None:
    """Load `card_mcc` (merchant categories) and `card_style` (how a kind of person spends)."""
    mccs, titles, factors = zip(*MERCHANTS, strict=True)
    demo.load("card_mcc", mcc=mccs, title=titles, factor=factors)
    names = ("kind", "rate", "usual", "spread", "online_share", "abroad_share", "cash_share",
             "online_mcc", "offline_mcc")
    demo.load("card_style", **dict(zip(names, zip(*STYLES, strict=True), strict=True)))


def make_spending(demo: Demo) -> None:
    """Make `card_txn` with everything that does not depend on plans and statements.

    One row an entry, final and clean: `auth_cents` is what was authorised (at the rate of the day
    of purchase), `bill_cents` what was posted; `post_date` is NULL for what was never posted, or
    not yet by the as-of date. `card_signed` gives the effect on the debt.
    """
    _make_purchases(demo)
    _make_refunds(demo)
    _make_fees(demo)


def _make_purchases(demo: Demo) -> None:
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
                cash_share, online_mcc, offline_mcc, swap_date, supp_from, supp_until, main_no,
                next_no, supp_no,
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
            inner join card_hand on card_acct.acct_id = card_hand.acct_id
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
                pick(txn_key, 'mcc', case when is_online then online_mcc else offline_mcc end)
                    as mcc,
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
                case when txn_ccy <> ccy then txn_ccy end as abroad_ccy,
                case
                    when is_cash then 10000 * ceil(4 * exp(0.8 * g(txn_key, 'amount')))
                    else greatest(100, round(100 * usual * factor
                        * exp(spread * g(txn_key, 'amount'))
                        / case when is_foreign and txn_ccy in ('USD', 'EUR') then 7 else 1 end
                        * case when is_foreign and ccy = 'CNY' then 2.5 else 1 end))
                end::bigint as txn_cents
            from placed
            inner join card_mcc using (mcc)
            where is_supp or swap_date is null or txn_date <= swap_date or on_old_card
                or txn_date >= swap_date + 3
        )
        select
            card_txn_id(acct_id, k, n, 'P') as txn_id,
            acct_id,
            case when is_supp then supp_no
                when swap_date is null or txn_date <= swap_date or on_old_card then main_no
                else next_no end as card_no,
            (txn_date + case when is_online then interval 6 hour
                    + floor(u(txn_key, 'second') * 64000)::integer * interval 1 second
                else interval 9 hour + floor(u(txn_key, 'second') * 45000)::integer
                    * interval 1 second end)::timestamp as txn_ts,
            txn_date,
            post_date,
            txn_cents,
            txn_ccy,
            greatest(1, round(txn_cents * coalesce(posted.rate, 1)))::bigint as bill_cents,
            greatest(1, round(txn_cents * coalesce(authorised.rate, 1)))::bigint as auth_cents,
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
        left join card_cross as posted
            on posted.from_ccy = abroad_ccy and posted.to_ccy = priced.ccy
            and posted.day = coalesce(post_date, txn_date)
        left join card_cross as authorised
            on authorised.from_ccy = abroad_ccy and authorised.to_ccy = priced.ccy
            and authorised.day = txn_date;
    """)


def _make_refunds(demo: Demo) -> None:
    """Refunds and disputes; all but some refunds name their original (D16)."""
    demo.run("""
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
            and u(txn_id, 'refund') >= 0.020;
    """)


def _make_fees(demo: Demo) -> None:
    """Fees on cash advances, yearly fees, and the adjustments that waive most of the latter."""
    demo.run(f"""
        insert into card_txn by name
        with charged as (
            select *, greatest(1000, round(bill_cents * 0.01))::bigint as fee
            from card_txn where txn_type = 'CASH' and post_date is not null
        )
        select
            left(txn_id, 13) || 'F' as txn_id, acct_id, card_no, txn_ccy, bill_ccy,
            (post_date + interval 20 hour)::timestamp as txn_ts, post_date as txn_date, post_date,
            fee as txn_cents, fee as bill_cents, fee as auth_cents, 'FEE' as txn_type,
            null as orig_txn_id, 'BATCH' as channel, false as is_online, false as is_foreign,
            false as is_after_cancel
        from charged;

        insert into card_txn by name
        with yearly as (
            select
                acct_id, k, card_product, ccy,
                card_month(k) + least(27, day(open_date) - 1)::integer as fee_date,
                live_from, swap_date, main_no, next_no
            from card_acct
            cross join range(0, {demo.months + 1}) as numbers(k)
            inner join card_hand using (acct_id)
            where card_product in ('CC02', 'CC03') and rate > 0 and not is_orphan and ccy = 'CNY'
                and month(card_month(k)) = month(open_date)
                and (bad_from_k is null or k < bad_from_k)
        ),
        charged as (
            select
                *,
                case card_product when 'CC03' then 100000 else 20000 end::bigint as cents,
                case when swap_date < fee_date then next_no else main_no end as card_no
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
