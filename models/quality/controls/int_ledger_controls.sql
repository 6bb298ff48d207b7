-- Whether accounts agree with the ledger (R-03, loans R-04); breaks with a cause are no difference.
with ledger_comparison as (
    select * from {{ ref('int_ledger_comparison') }}
),

ledger_breaks as (
    select * from {{ ref('int_ledger_breaks') }}
),

unexplained as (
    select
        feed,
        sum(abs(difference)) as difference
    from ledger_breaks
    where cause is null
    group by feed
)

select
    case when ledger_comparison.feed = 'loan_contract' then 'R-04' else 'R-03' end as control_id,
    sum(ledger_comparison.account_total) as left_value,
    sum(ledger_comparison.ledger_total) as right_value,
    coalesce(max(unexplained.difference), 0) as difference
from ledger_comparison
left join unexplained
    on ledger_comparison.feed = unexplained.feed
group by case when ledger_comparison.feed = 'loan_contract' then 'R-04' else 'R-03' end
