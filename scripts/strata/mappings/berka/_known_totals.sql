-- What is known about this bank from elsewhere; the warehouse counts again and must agree. The
-- counts were published with the files. The closing balance is worked out here by a second road,
-- which knows nothing of day-ends: add up all amounts of an account and take the balance stated on
-- its last day that lies nearest (the tenths gathered on the way come to 0.60 at most).
with sums as (
    select
        account_id,
        sum(signed_amount) as signed_sum,
        min(posting_date) as first_posting_date,
        max(posting_date) as last_posting_date
    from postings
    group by account_id
),

closing as (
    select
        sums.account_id,
        arg_min(
            postings.stated_balance,
            abs(postings.stated_balance - sums.signed_sum)
        ) as balance
    from sums
    inner join postings
        on
            sums.account_id = postings.account_id
            and sums.last_posting_date = postings.posting_date
    group by sums.account_id
),

published as (
    select *
    from (
        values
        ('source_customers', 5369),
        ('accounts', 4500),
        ('account_owners', 4500),
        ('cards', 892),
        ('loan_contracts', 682),
        ('loan_principal', 103261740),
        ('accounts_with_balance', 354),
        ('transactions', 30200)
    ) as figures (measure, total)
)

select
    measure,
    total
from published
union all
-- Account-days with a balance: from an account's first transaction to the last day of the extract.
select
    'balance_days' as measure,
    sum(getvariable('batch_date') - first_posting_date + 1) as total
from sums
union all
select
    'closing_balance' as measure,
    sum(balance) as total
from closing
