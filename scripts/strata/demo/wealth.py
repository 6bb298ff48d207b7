"""Investments: orders, daily positions and the money they move on the demand account."""

from strata.demo.bank import Demo
from strata.demo.deliver import Style, deliver_csv, deliver_parquet

# What each kind of customer tends to hold.
CHOICES = {
    "young_active": ["FD01", "FD02", "FD03", "FD04", "FD05", "WM01"],
    "mature_wealthy_elsewhere": [
        "FD02", "FD03", "FD04", "WM01", "WM02", "WM03", "WM04", "IN01", "PM01", "TR01", "CU01",
    ],
    "older_counter_welloff": ["WM01", "WM02", "IN01", "IN02", "BD01", "BD01", "PM01"],
    "older_little": ["WM01", "FD01", "BD01"],
}


# A wealth management product of that many days falls due and is bought again.
TERM_DAYS = 35


def make_wealth(demo: Demo) -> None:
    """Make `holding` and `order_draft`: who holds what, and orders before their prices."""
    _make_navs(demo)
    _make_holdings(demo)
    _draft_orders(demo)


def make_wealth_orders(demo: Demo) -> None:
    """Deliver orders and positions; ask core for the money they move (`core_request`)."""
    _price_orders(demo)
    _request_money(demo)
    _order_feed(demo)
    _position_feed(demo)


def _make_navs(demo: Demo) -> None:
    """Value of one unit a product and calendar day; days off carry the last workday's."""
    demo.run("""
        create table nav_day as
        with products as (
            select distinct
                product_code,
                category_l2 as category,
                case category_l2 when 'FUND' then case product_code when 'FD01' then 0.00005
                    when 'FD02' then 0.0010 else 0.0090 end
                    when 'PM' then 0.0080 when 'CUSTODY' then 0 else 0.0003 end as swing,
                case category_l2 when 'CUSTODY' then 0 when 'FUND' then 0.00012
                    when 'PM' then 0.0002 else 0.00009 end as drift
            from product where category_l1 = 'INVEST'
        ),
        days as (
            select day::date as biz_date, isodow(day) < 6 as is_workday
            from generate_series(day_first() - 40, day_last(), interval 1 day) as series(day)
        ),
        path as (
            select
                product_code, category, biz_date, is_workday,
                sum(case when is_workday then drift + swing * g(product_code || biz_date, 'nav')
                    else 0 end) over (partition by product_code order by biz_date) as log_nav,
                max(case when is_workday then biz_date end) over (
                    partition by product_code order by biz_date
                ) as nav_date
            from products, days
        )
        select product_code, category, biz_date, coalesce(nav_date, biz_date) as nav_date,
            round(exp(log_nav), 6)::decimal(12, 6) as nav
        from path order by product_code, biz_date;

        -- days on which the price list was wrong or incomplete (D33)
        create table nav_error as
        with ranked as (
            select
                product_code, biz_date,
                row_number() over (order by u(product_code || biz_date, 'nav error'), product_code,
                    biz_date) as turn
            from nav_day
            where biz_date >= day_first() + 5 and category <> 'CUSTODY' and isodow(biz_date) = 3
        )
        select product_code, biz_date, case when turn % 2 = 1 then 'TIMES100' else 'MISSING' end
            as kind
        from ranked where turn <= greatest(6, (select count(*) * 0.0004 from nav_day));
    """)


def _make_holdings(demo: Demo) -> None:
    lists = " ".join(
        f"when '{kind}' then {products!r}" for kind, products in CHOICES.items()
    )
    demo.run(f"""
        create table holding as
        with holders as (
            select
                acct.core_cust_no, acct.acct_no, acct.open_date, person.person_id, person.kind,
                person.is_online_investor, person.aum * person_wealth.wealth_share as wealth,
                case when person.kind like 'mature%' then die(person.person_id, 'holdings', 3)
                    when person.kind like '%welloff' then die(person.person_id, 'holdings', 2)
                    else 1 end as holdings,
                case person.kind {lists} end as choices
            from acct
            inner join person using (person_id)
            inner join person_wealth using (person_id)
            where acct.slot_no = 1 and acct.record_no = 1 and not acct.is_orphan and has_wealth
                and acct.close_date is null and coalesce(person.scenario, '') not like 'DECEASED%'
        ),
        chosen as (
            select
                *,
                choices[1 + (die(person_id, 'product', len(choices)) + turn * 2 - 1) % len(choices)]
                    as product_code
            from holders, range(0, 3) as turns(turn)
            where turn < holdings
        )
        select
            core_cust_no, acct_no, person_id, kind, is_online_investor, product_code,
            false as is_orphan,
            greatest(1000, round(wealth / holdings, -2))::bigint * 100 as cents,
            greatest(open_date + 5, day_first() - 40
                + (pow(u(core_cust_no || product_code, 'first order'), 4) * 500)::integer)
                as first_day
        from (select min(turn) as turn, core_cust_no, acct_no, open_date, person_id, kind,
                is_online_investor, product_code, wealth, holdings
            from chosen group by all)
        where greatest(open_date + 5, day_first() - 40
            + (pow(u(core_cust_no || product_code, 'first order'), 4) * 500)::integer)
            < day_last() - 15;

        -- positions whose customer no file ever names (D19)
        insert into holding
        select '98' || lpad((900000 + turn)::varchar, 8, '0'), null, null, kind, false,
            product_code,
            true, cents, first_day
        from (
            select *, row_number() over (order by u(core_cust_no || product_code, 'orphan'),
                core_cust_no, product_code) as turn
            from holding where first_day < day_first()
        ) where turn <= greatest(1, people() * 0.0004);
    """)


def _draft_orders(demo: Demo) -> None:
    """A first purchase each holding, then a savings plan or now and then an order.

    Who invests online buys a wealth management product again whenever it falls due; the system
    pays it out (BATCH).
    """
    demo.run(f"""
        create table order_draft as
        with firsts as (
            select *, 0 as turn, 'SUB' as side, first_day as apply_date, cents as order_cents
            from holding
        ),
        laters as (
            select
                holding.*,
                turn,
                case when product_code in ('IN01', 'IN02', 'BD01', 'TR01') then 'SUB'
                    when u2(core_cust_no || product_code, turn, 'side') < 0.72 then 'SUB'
                    else 'RED' end as side,
                first_day + (turn * 30)::integer + die(core_cust_no || turn, 'order day',
                    25)::integer
                    as apply_date,
                -- who invests online does so every year, however little
                greatest(case when is_online_investor then 10000 else 0 end,
                    (cents * (0.02 + 0.04 * u2(core_cust_no || product_code, turn, 'part')))::bigint
                        // 10000 * 10000) as order_cents
            from holding, range(1, 40) as turns(turn)
            where first_day + (turn * 30)::integer + 26 < day_last()
                and not is_orphan
                and u2(core_cust_no || product_code, turn, 'orders') < case
                    when is_online_investor then 0.75 when kind like 'mature%' then 0.30
                    when kind like 'young%' then 0.30 else 0.08 end
        ),
        terms as (
            select
                holding.*,
                turn,
                first_day + {TERM_DAYS} * turn::integer as due_day,
                cents * 85 // 1000000 * 10000 as order_cents
            from holding, range(1, 40) as turns(turn)
            where is_online_investor and product_code like 'WM%'
                and first_day + {TERM_DAYS} * turn::integer
                    between day_first() and day_last() - 12
        ),
        orders as (
            select * from firsts
            union all
            select * from laters where order_cents >= 10000
            union all by name
            select * exclude (turn, due_day), 2000 + turn as turn, 'RED' as side,
                due_day as apply_date
            from terms where order_cents >= 10000
            union all by name
            select * exclude (turn, due_day), 3000 + turn as turn, 'SUB' as side,
                due_day + 4 + (hash(core_cust_no, turn) % 3)::integer as apply_date
            from terms where order_cents >= 10000
        ),
        timed as (
            select
                *,
                'W' || upper(hex(hash(core_cust_no || product_code || turn))) as order_id,
                case
                    when turn between 2000 and 2999 then 'BATCH'
                    when is_online_investor
                        then case when u2(core_cust_no, turn, 'web') < 0.1 then 'WEB' else 'APP' end
                    else 'CTR'
                end as channel,
                case when product_code = 'FD05' then 10
                    else die(core_cust_no || turn, 'lag', 3)::integer end as lag_days,
                case
                    when turn not between 1 and 1999 then 'CONFIRMED'
                    when u2(core_cust_no || product_code, turn, 'ends') < 0.010
                        then 'FAILED'
                    when u2(core_cust_no || product_code, turn, 'ends') < 0.020
                        then 'CANCELLED'
                    else 'CONFIRMED'
                end as final_status
            from orders
        )
        select
            timed.*,
            (apply_date + interval 9 hour
                + (u(order_id, 'minute') * 25000)::integer * interval 1 second)::timestamp as
                    apply_ts,
            apply_date + lag_days as confirm_date,
            null::varchar as coupon_id,
            0::bigint as coupon_cents
        from timed;
    """)


def _price_orders(demo: Demo) -> None:
    """`wealth_order`: the drafts with fee, value of a unit on confirmation, and units."""
    demo.run("""
        create table wealth_order as
        with charged as (
            select
                order_draft.*,
                case when side = 'SUB'
                    then (order_cents * coalesce(product.fee_rate::double, 0))::bigint
                    else 0 end as fee_cents
            from order_draft
            left join product on order_draft.product_code = product.product_code
                and product.valid_to is null
        )
        select
            charged.*,
            nav_day.nav,
            (case side when 'SUB' then 1 else -1 end
                * round((order_cents - fee_cents) * 100.0 / nav_day.nav))::bigint as units_e4
        from charged
        left join nav_day on charged.product_code = nav_day.product_code
            and greatest(charged.confirm_date, day_first() - 40) = nav_day.biz_date
        order by order_id;
        drop table order_draft;
    """)


def _request_money(demo: Demo) -> None:
    """A coupon pays its part of the order. What falls due and is bought again stays at the bank."""
    demo.run("""
        insert into core_request
        select
            case when turn >= 3000 then 'ROLL-' else '' end || order_id, acct_no, apply_ts,
            order_cents - coupon_cents, 'D', 'WMBUY', channel, '购买 ' || product_code
        from wealth_order
        where side = 'SUB' and final_status = 'CONFIRMED' and acct_no is not null
            and apply_date >= day_first() and apply_date <= day_last()
        union all
        select
            case when turn between 2000 and 2999 then 'ROLL-' else '' end || order_id, acct_no,
            (confirm_date + interval 15 hour)::timestamp, order_cents, 'C', 'WMRED', 'BATCH',
            '赎回 ' || product_code
        from wealth_order
        where side = 'RED' and final_status = 'CONFIRMED' and acct_no is not null
            and confirm_date >= day_first() and confirm_date <= day_last();
    """)


def _order_feed(demo: Demo) -> None:
    demo.run("""
        create temp table order_version as
        select *, batch_of(apply_date) as batch, 1 as version from wealth_order
        where not is_orphan
        union all
        select *, confirm_date, 2 from wealth_order
        where confirm_date > day_history() and confirm_date <= day_last() and not is_orphan
            and confirm_date > apply_date;

        create table out_core_wealth_order as
        select
            order_id, core_cust_no, product_code, side,
            strftime(apply_ts, '%Y-%m-%d %H:%M:%S') as apply_ts,
            case when confirm_date <= batch and final_status = 'CONFIRMED'
                then strftime(confirm_date, '%Y-%m-%d') end as confirm_date,
            yuan(order_cents)::varchar as apply_amt,
            case when confirm_date <= batch and final_status = 'CONFIRMED'
                then yuan(order_cents)::varchar end as confirm_amt,
            yuan(fee_cents)::varchar as fee,
            coupon_id,
            case when coupon_id is not null then yuan(coupon_cents)::varchar end as coupon_amt,
            order_version.channel,
            case when order_version.channel = 'CTR' then staff.staff_id end as seller_staff_id,
            person.branch_code,
            case when final_status <> 'CONFIRMED' then final_status
                when confirm_date <= batch then 'CONFIRMED' else 'APPLIED' end as status,
            (u(order_id, 'unsuitable') >= 0.01)::varchar as risk_match,
            batch as _batch,
            epoch(apply_ts)::bigint as _ord
        from order_version
        left join person using (person_id)
        left join staff on person.branch_code = staff.branch_code and staff.seat = 7;
    """)
    deliver_csv(demo, "core_wealth_order", control="apply_amt", style=Style(empty="header"))


def _position_feed(demo: Demo) -> None:
    """Units change on confirmation; the position of a day is units times that day's value."""
    demo.run("""
        create temp table unit_span as
        with steps as (
            select
                core_cust_no, product_code, is_orphan,
                greatest(confirm_date, day_first()) as from_date,
                sum(units_e4) as step_units,
                sum(case side when 'SUB' then order_cents - fee_cents else -order_cents end)
                    as step_cents
            from wealth_order
            where final_status = 'CONFIRMED' and confirm_date <= day_last()
            group by all
        )
        select
            core_cust_no, product_code, is_orphan, from_date,
            lead(from_date, 1, day_last() + 1) over spans as until_date,
            sum(step_units) over spans as units_e4,
            sum(step_cents) over spans as cost_cents
        from steps
        window spans as (partition by core_cust_no, product_code order by from_date);
    """)
    for start, end in demo.chunks(demo.customers * 17):
        demo.run(f"""
            create or replace temp table position_chunk as
            select
                unit_span.core_cust_no, unit_span.product_code, nav_day.biz_date, nav_day.category,
                units_e4::bigint as units_e4, nav_day.nav, nav_day.nav_date,
                cost_cents::bigint as cost_cents, nav_error.kind as error, unit_span.is_orphan
            from unit_span
            inner join nav_day on unit_span.product_code = nav_day.product_code
                and nav_day.biz_date >= greatest(from_date, date '{start}')
                and nav_day.biz_date < until_date and nav_day.biz_date <= date '{end}'
            left join nav_error on nav_day.product_code = nav_error.product_code
                and nav_day.biz_date = nav_error.biz_date
            where units_e4 > 0;

            create or replace temp view position_told as
            select
                core_cust_no, product_code, biz_date, category,
                (units_e4 / 10000.0)::decimal(18, 4) as shares,
                case error when 'MISSING' then null when 'TIMES100' then nav * 100 else nav end
                    ::decimal(12, 6) as nav,
                case when error is distinct from 'MISSING' then nav_date end as nav_date,
                case error when 'TIMES100' then round(units_e4 * (nav::double * 100) / 10000.0, 2)
                    else round(units_e4 * nav::double / 10000.0, 2) end::decimal(18, 2)
                    as market_value,
                yuan(greatest(0, cost_cents)) as cost_value,
                'CNY' as ccy,
                batch_of(biz_date) as _batch,
                epoch(biz_date)::bigint as _ord,
                strftime(biz_date, '%Y-%m') as month
            from position_chunk;

            create table out_core_wealth_position_daily as
            select * exclude (month), month as _part from position_told where biz_date <=
                day_history();
        """)
        key = "core_cust_no || '|' || product_code || '|' || biz_date, batch_of(biz_date)"
        cases = (
            ("D33", "repaired", "'nav', 'times 100'", "error = 'TIMES100'"),
            ("D33", "flagged", "'nav', 'missing'", "error = 'MISSING'"),
            ("D19", "flagged", "'core_cust_no', 'customer not delivered'", "is_orphan"),
        )
        for code, verdict, noted, condition in cases:
            demo.plant("core_wealth_position_daily", code, verdict,
                       f"select {key}, {noted} from position_chunk where {condition}")
        deliver_parquet(demo, "core_wealth_position_daily", control="market_value")
        if end > demo.history_day:
            demo.run("""
                create table out_core_wealth_position_daily as
                select
                    core_cust_no, product_code,
                    strftime(biz_date, '%Y-%m-%d') as biz_date,
                    category,
                    shares::varchar as shares,
                    nav::varchar as nav,
                    strftime(nav_date, '%Y-%m-%d') as nav_date,
                    market_value::varchar as market_value,
                    cost_value::varchar as cost_value,
                    ccy, _batch, _ord
                from position_told where biz_date > day_history();
            """)
            deliver_csv(demo, "core_wealth_position_daily", control="market_value")
