"""Products, exchange and transfer-price rates, channel costs and the calendar."""

from strata.demo.bank import Demo
from strata.demo.deliver import Style, deliver_csv

# code, name, level 1, level 2, coverage group, risk, hnw only, fee rate, ftp curve
PRODUCTS = (
    ("D001", "活期存款", "DEPOSIT", "DEMAND", "DEMAND", None, False, 0, "DEP_CNY"),
    ("D002", "电子账户活期", "DEPOSIT", "DEMAND", "DEMAND", None, False, 0, "DEP_CNY"),
    ("F001", "外币活期", "DEPOSIT", "DEMAND", "DEMAND", None, False, 0, "DEP_FX"),
    ("F012", "外币定期", "DEPOSIT", "TIME", "TIME_DEP", None, False, 0, "DEP_FX"),
    ("T03", "定期三个月", "DEPOSIT", "TIME", "TIME_DEP", None, False, 0, "DEP_CNY"),
    ("T06", "定期六个月", "DEPOSIT", "TIME", "TIME_DEP", None, False, 0, "DEP_CNY"),
    ("T12", "定期一年", "DEPOSIT", "TIME", "TIME_DEP", None, False, 0, "DEP_CNY"),
    ("T24", "定期两年", "DEPOSIT", "TIME", "TIME_DEP", None, False, 0, "DEP_CNY"),
    ("T36", "定期三年", "DEPOSIT", "TIME", "TIME_DEP", None, False, 0, "DEP_CNY"),
    ("T60", "定期五年", "DEPOSIT", "TIME", "TIME_DEP", None, False, 0, "DEP_CNY"),
    ("CD36", "大额存单", "DEPOSIT", "TIME", "TIME_DEP", None, False, 0, "DEP_CNY"),
    ("NT07", "七天通知存款", "DEPOSIT", "NOTICE", "TIME_DEP", None, False, 0, "DEP_CNY"),
    ("ST06", "结构性存款", "DEPOSIT", "STRUCTURED", "WEALTH", "R2", False, 0.002, "DEP_CNY"),
    ("FD01", "货币基金甲", "INVEST", "FUND", "FUND", "R1", False, 0.0000, None),
    ("FD02", "债券基金乙", "INVEST", "FUND", "FUND", "R2", False, 0.0050, None),
    ("FD03", "混合基金丙", "INVEST", "FUND", "FUND", "R3", False, 0.0100, None),
    ("FD04", "股票基金丁", "INVEST", "FUND", "FUND", "R4", False, 0.0120, None),
    ("FD05", "海外基金戊", "INVEST", "FUND", "FUND", "R4", False, 0.0120, None),
    ("WM01", "稳利理财一号", "INVEST", "WMP", "WEALTH", "R2", False, 0.0030, None),
    ("WM02", "稳利理财二号", "INVEST", "WMP", "WEALTH", "R2", False, 0.0030, None),
    ("WM03", "增利理财三号", "INVEST", "WMP", "WEALTH", "R3", False, 0.0040, None),
    ("WM04", "私享理财四号", "INVEST", "WMP", "WEALTH", "R3", True, 0.0050, None),
    ("IN01", "年金保险", "INVEST", "INS", "INSURANCE", "R1", False, 0.0200, None),
    ("IN02", "终身寿险", "INVEST", "INS", "INSURANCE", "R1", False, 0.0250, None),
    ("PM01", "积存金", "INVEST", "PM", "WEALTH", "R3", False, 0.0050, None),
    ("BD01", "储蓄国债", "INVEST", "BOND", "WEALTH", "R1", False, 0.0010, None),
    ("TR01", "集合信托", "INVEST", "TRUST", "WEALTH", "R4", True, 0.0080, None),
    ("CU01", "第三方存管", "INVEST", "CUSTODY", "OTHER", None, False, 0.0000, None),
    ("CC01", "标准信用卡", "CARD", "CREDIT", "CREDIT_CARD", None, False, 0, None),
    ("CC02", "金卡", "CARD", "CREDIT", "CREDIT_CARD", None, False, 0, None),
    ("CC03", "白金卡", "CARD", "CREDIT", "CREDIT_CARD", None, True, 0, None),
    ("LM01", "个人住房贷款", "LOAN", "MORT", "LOAN", None, False, 0, "LOAN_CNY"),
    ("LC01", "个人消费贷款", "LOAN", "CONS", "LOAN", None, False, 0, "LOAN_CNY"),
    ("LA01", "汽车贷款", "LOAN", "AUTO", "LOAN", None, False, 0, "LOAN_CNY"),
    ("LB01", "个人经营贷款", "LOAN", "BIZ", "LOAN", None, False, 0, "LOAN_CNY"),
)
FESTIVALS = (
    ("2023-01-22", 7, "春节"), ("2023-04-05", 1, "清明节"), ("2023-05-01", 5, "劳动节"),
    ("2023-06-22", 3, "端午节"), ("2023-09-29", 8, "中秋国庆"), ("2024-01-01", 1, "元旦"),
    ("2024-02-10", 8, "春节"), ("2024-04-04", 3, "清明节"), ("2024-05-01", 5, "劳动节"),
    ("2024-06-10", 1, "端午节"), ("2024-09-15", 3, "中秋节"), ("2024-10-01", 7, "国庆节"),
    ("2025-01-01", 1, "元旦"), ("2025-01-28", 8, "春节"), ("2025-04-04", 3, "清明节"),
    ("2025-05-01", 5, "劳动节"), ("2025-05-31", 3, "端午节"), ("2025-10-01", 8, "国庆中秋"),
    ("2026-01-01", 3, "元旦"), ("2026-02-16", 8, "春节"), ("2026-05-01", 5, "劳动节"),
)
MAKE_UP = (
    "2023-01-28", "2023-01-29", "2023-04-23", "2023-05-06", "2023-06-25", "2023-10-07",
    "2023-10-08", "2024-02-04", "2024-02-18", "2024-04-07", "2024-04-28", "2024-05-11",
    "2024-09-14", "2024-09-29", "2024-10-12", "2025-01-26", "2025-02-08", "2025-04-27",
    "2025-09-28", "2025-10-11", "2026-01-04", "2026-02-14", "2026-02-28",
)
REUSED = "WM02"


def make_reference(demo: Demo) -> None:
    """Make `product` and `fx_rate` (clean), then deliver the five reference feeds."""
    _make_products(demo)
    _product_feed(demo)
    _fx_feed(demo)
    _ftp_feed(demo)
    _channel_cost_feed(demo)
    _calendar_feed(demo)


def _make_products(demo: Demo) -> None:
    names = ("product_code", "product_name", "category_l1", "category_l2", "coverage_group",
             "risk_level", "hnw_only", "fee_rate", "ftp_curve")
    demo.load("product_list", **dict(zip(names, zip(*PRODUCTS, strict=True), strict=True)))
    demo.run(f"""
        create table product as
        select
            product_code,
            case when product_code = '{REUSED}' then date '2018-01-01' else date '2010-01-01' end
                as valid_from,
            product_name, category_l1, category_l2, coverage_group, risk_level, hnw_only,
            fee_rate::decimal(9, 6) as fee_rate,
            ftp_curve,
            date '2010-01-01' as launch_date,
            case when product_code = '{REUSED}' then day_first() + 200 end as withdraw_date,
            case when product_code = '{REUSED}' then day_first() + 200 end as valid_to
        from product_list
        union all
        -- the code is used again for another product after its withdrawal (D32)
        select product_code, day_first() + 260, '新享理财二号', category_l1, category_l2,
            coverage_group, 'R3', hnw_only, 0.0040, ftp_curve, day_first() + 260, null, null
        from product_list where product_code = '{REUSED}'
        order by product_code, valid_from;
    """)


def _product_feed(demo: Demo) -> None:
    demo.run("""
        create table out_ref_product as
        select
            product_code,
            strftime(valid_from, '%Y-%m-%d') as valid_from,
            product_name, category_l1, category_l2, coverage_group, risk_level,
            hnw_only::varchar as hnw_only,
            fee_rate::varchar as fee_rate,
            ftp_curve,
            strftime(launch_date, '%Y-%m-%d') as launch_date,
            coalesce(strftime(withdraw_date, '%Y-%m-%d'), '00000000') as withdraw_date,
            coalesce(strftime(valid_to, '%Y-%m-%d'), '99991231') as valid_to,
            batch_of(valid_from) as _batch,
            hash(product_code) >> 1 as _ord
        from product;
    """)
    demo.plant("ref_product", "D32", "repaired",
               "select product_code || '|' || valid_from, batch_of(valid_from), 'product_code', "
               f"'code used again' from product where product_code = '{REUSED}'")
    deliver_csv(demo, "ref_product")


def _fx_feed(demo: Demo) -> None:
    """`ref_fx_rate`: CNY per unit, workdays only; some workdays are missing and never carried
    over more than five days.
    """
    demo.run("""
        create table fx_rate as
        with days as (
            select day::date as rate_date
            from generate_series(day_first() - 14, day_last(), interval 1 day) as series(day)
        ),
        currencies(ccy, base, swing) as (
            values ('USD', 7.10, 0.020), ('HKD', 0.91, 0.020), ('EUR', 7.80, 0.035)
        )
        select
            ccy,
            rate_date,
            round(base * (1 + swing * sin(date_diff('day', date '2023-01-01', rate_date) / 83.0)
                + 0.002 * g(ccy || rate_date, 'fx')), 6)::decimal(12, 6) as mid_rate,
            -- a rate nobody delivered on a workday
            u(ccy || rate_date, 'fx missing') < 0.01 and isodow(rate_date) in (2, 3)
                and rate_date < day_history() as is_missing
        from days, currencies
        where isodow(rate_date) < 6
        order by ccy, rate_date;

        create table out_ref_fx_rate as
        select
            ccy,
            strftime(rate_date, '%Y%m%d') as rate_date,
            mid_rate::varchar as mid_rate,
            'SAFE' as source,
            batch_of(rate_date) as _batch,
            epoch(rate_date)::bigint as _ord
        from fx_rate where not is_missing;
    """)
    demo.plant("ref_fx_rate", "D13", "repaired",
               "select ccy || '|' || rate_date, batch_of(rate_date), null, 'rate not delivered' "
               "from fx_rate where is_missing")
    deliver_csv(demo, "ref_fx_rate")


def _ftp_feed(demo: Demo) -> None:
    demo.run("""
        create table out_ref_ftp_rate as
        with days as (
            select day::date as rate_date
            from generate_series(date '2015-01-01', day_last(), interval 1 month) as series(day)
        ),
        curves(curve, base, slope) as (
            values ('DEP_CNY', 0.0125, 0.0045), ('LOAN_CNY', 0.0170, 0.0040), ('DEP_FX', 0.030,
                0.001)
        ),
        terms(term_m) as (values (0), (3), (6), (12), (24), (36), (60), (120), (360))
        select
            curve,
            term_m::varchar as term_m,
            strftime(rate_date, '%Y-%m-%d') as rate_date,
            (base + slope * ln(1 + term_m / 6.0)
                + 0.0012 * cos(date_diff('day', date '2015-01-01', rate_date) / 500.0)
            )::decimal(9, 6)::varchar as rate,
            batch_of(rate_date) as _batch,
            epoch(rate_date)::bigint as _ord
        from days, curves, terms;
    """)
    deliver_csv(demo, "ref_ftp_rate")


def _channel_cost_feed(demo: Demo) -> None:
    """Unit costs; investments cost 40 per 10,000, online 5 more for promotion."""
    demo.run("""
        create table out_ref_channel_cost as
        with channels(channel, unit_cost, cost_10k, promo) as (
            values ('CTR', 12.40, 40, 0), ('ATM', 1.80, 0, 0), ('VTM', 3.10, 40, 0),
                ('STM', 2.20, 0, 0), ('WEB', 0.32, 45, 5), ('APP', 0.28, 45, 5),
                ('WX', 0.25, 45, 5), ('ALI', 0.25, 45, 5), ('POS', 0.60, 0, 0), ('BATCH', 0.05,
                    0, 0)
        ),
        kinds(biz_type) as (
            values ('CASH'), ('TRANSFER'), ('PAYMENT'), ('DEPOSIT'), ('INVESTMENT'), ('LOAN'),
                ('CARD'), ('OTHER')
        )
        select
            channel,
            biz_type,
            strftime(valid_from, '%Y-%m-%d') as valid_from,
            (unit_cost * (1 + 0.03 * (year(valid_from) - 2023)))::decimal(18, 4)::varchar
                as unit_cost_per_txn,
            (case when biz_type = 'INVESTMENT' then cost_10k else 0 end)::decimal(18, 4)::varchar
                as cost_per_10k,
            (case when biz_type = 'INVESTMENT' then cost_10k - promo else 0 end)
                ::decimal(18, 4)::varchar as base_part,
            (case when biz_type = 'INVESTMENT' then promo else 0 end)::decimal(18, 4)::varchar
                as promo_part,
            '行内测算' as source,
            batch_of(valid_from) as _batch,
            epoch(valid_from)::bigint as _ord
        from channels, kinds,
            (values (date '2023-01-01'), (date '2024-01-01'), (date '2025-01-01')) as y(valid_from)
        where valid_from <= day_last();
    """)
    deliver_csv(demo, "ref_channel_cost")


def _calendar_feed(demo: Demo) -> None:
    starts, lengths, names = zip(*FESTIVALS, strict=True)
    demo.load("festival", starts=starts, days=lengths, festival=names)
    demo.load("make_up_day", day=MAKE_UP)
    demo.run("""
        create table out_ref_calendar as
        with days as (
            select day::date as cal_date
            from generate_series(date '2023-01-01', date '2026-12-31', interval 1 day) as
                series(day)
        ),
        marked as (
            select
                days.cal_date,
                festival.festival,
                exists (select 1 from make_up_day where make_up_day.day::date = days.cal_date)
                    as is_make_up
            from days
            left join festival
                on days.cal_date between starts::date and starts::date + (days - 1)::integer
        )
        select
            strftime(cal_date, '%Y-%m-%d') as cal_date,
            (is_make_up or (festival is null and isodow(cal_date) < 6))::varchar as is_workday,
            (festival is not null)::varchar as is_holiday,
            festival,
            day_history() as _batch,
            epoch(cal_date)::bigint as _ord
        from marked;
    """.replace("(days - 1)", "(festival.days - 1)"))
    deliver_csv(demo, "ref_calendar", style=Style(encoding="utf-8-sig"))
