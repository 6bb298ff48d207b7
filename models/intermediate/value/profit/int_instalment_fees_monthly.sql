-- Fees of instalments per customer and month, earned when due or paid, whichever comes first.
with instalment_dues as (
    select * from {{ ref('int_instalment_dues') }}
),

run_context as (
    select * from {{ ref('stg_landing__run_context') }}
),

earned as (
    select
        customer_key,
        fee_due_amount,
        case
            when paid_date < due_date or due_date is null then paid_date
            else due_date
        end as earned_on
    from instalment_dues
)

select
    earned.customer_key,
    {{ month_end('earned.earned_on') }} as month_end,
    cast(sum(earned.fee_due_amount) as decimal(38, 8)) as instalment_fee
from earned
inner join run_context
    on earned.earned_on <= run_context.as_of_date
group by 1, 2
