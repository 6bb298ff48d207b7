-- Whether points earned and adjusted are those redeemed, expired and left (R-21), from the first
-- booking on: nobody has less than none, and what was paid in cash is what a point is worth.
with points_transactions as (
    select
        crm_customer_id,
        points_transaction_type,
        abs(points) as moved,
        points,
        cash_value
    from {{ ref('stg_marketing__points_transactions') }}
    where is_current_version
),

customers as (
    select
        crm_customer_id,
        sum(case points_transaction_type
            when 'EARN' then moved
            when 'ADJ' then points
            else 0
        end) as earned,
        sum(case
            when points_transaction_type in ('REDEEM_GOODS', 'REDEEM_CASH', 'EXPIRE') then moved
            else 0
        end) as spent
    from points_transactions
    group by crm_customer_id
)

select
    'R-21' as control_id,
    cast(sum(earned) as decimal(24, 2)) as left_value,
    cast(
        sum(spent) + sum(case when earned > spent then earned - spent else 0 end)
        as decimal(24, 2)
    ) as right_value,
    cast(sum(case when spent > earned then spent - earned else 0 end) as decimal(24, 2))
        as difference
from customers
having count(*) > 0
