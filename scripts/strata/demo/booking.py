"""Day-end sums for the general ledger, from movements: what card and loan put into `gl_part`."""

from strata.demo.bank import Demo


def book_daily(demo: Demo, movements: str) -> None:
    """Add to `gl_part` the running sum of `movements` on every business date, at the head office.

    `movements` is a query of (subject VARCHAR, ccy VARCHAR, day DATE, cents BIGINT) with any number
    of rows a day; what happened before the first business date is carried into it.
    """
    demo.run(f"""
        insert into gl_part
        with moved as (
            select subject, ccy, greatest(day, day_first()) as biz_date, sum(cents)::bigint as cents
            from ({movements}) as movement(subject, ccy, day, cents)
            where day <= day_last()
            group by all
        ),
        every_day as (
            select subject, ccy, biz_day.biz_date, coalesce(moved.cents, 0) as cents
            from (select distinct subject, ccy from moved)
            cross join biz_day
            left join moved using (subject, ccy, biz_date)
        )
        select
            subject,
            (select branch_code from branch where branch_level = 'HEAD'),
            ccy,
            biz_date,
            sum(cents) over (partition by subject, ccy order by biz_date)::bigint
        from every_day
        order by 1, 3, 4
    """)
