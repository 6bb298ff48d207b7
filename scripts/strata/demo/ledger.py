"""`gl_balance`: the general ledger, summed from the clean balances of every part."""

from strata.demo.bank import Demo
from strata.demo.deliver import deliver_csv


def make_ledger(demo: Demo) -> None:
    """Deliver the sums of `gl_part` by subject, branch, currency and day; liabilities in credit."""
    demo.run("""
        create table out_gl_balance as
        with booked as (
            select subject, branch_code, ccy, biz_date, sum(cents)::bigint as cents,
                left(subject, 1) = '2' as is_liability
            from gl_part group by all
        )
        select
            subject,
            branch_code,
            ccy,
            strftime(biz_date, '%Y-%m-%d') as biz_date,
            yuan(case when is_liability = (cents < 0) then abs(cents) else 0 end)::varchar as
                dr_bal,
            yuan(case when is_liability = (cents < 0) then 0 else abs(cents) end)::varchar as
                cr_bal,
            yuan(cents)::varchar as balance,
            batch_of(biz_date) as _batch,
            epoch(biz_date)::bigint as _ord
        from booked;
    """)
    deliver_csv(demo, "gl_balance", control="balance")
