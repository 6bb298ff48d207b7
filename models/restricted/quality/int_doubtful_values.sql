-- Values that only look wrong beside others: held prices, currencies without a rate, card amounts
-- of the wrong size, codes no seed maps, questionnaires taken until they fit.
with wealth_positions as (
    select * from {{ ref('stg_core__wealth_positions') }}
    where not is_rejected
),

product_navs as (
    select * from {{ ref('int_product_navs_daily') }}
    where is_held and delivered_value is not null
),

deposit_totals as (
    select * from {{ ref('int_deposit_totals_daily') }}
    where unvalued_rows > 0
),

card_transactions as (
    select * from {{ ref('stg_card__transactions') }}
    where not is_rejected and transaction_type = 'PUR' and billing_currency_code = 'CNY'
),

risk_assessments as (
    select * from {{ ref('stg_core__risk_assessments') }}
    where is_current_version
),

unmapped_codes as (
    select * from {{ ref('int_unmapped_codes') }}
),

counted_assessments as (
    select
        risk_assessments.*,
        count(*) over (
            partition by core_customer_no, cast(assessed_at as date)
        ) as taken_that_day,
        count(*) over (
            partition by core_customer_no order by assessed_at
            range between interval '365' day preceding and current row
        ) as taken_that_year
    from risk_assessments
)

select
    'core_wealth_position_daily-51' as rule_id,
    {{ record_key([
        'wealth_positions.core_customer_no', 'wealth_positions.product_code',
        'wealth_positions.position_date'
    ]) }} as record_key,
    wealth_positions.batch_date,
    wealth_positions.src_file,
    wealth_positions.src_row_no
from wealth_positions
inner join product_navs
    on
        wealth_positions.product_code = product_navs.product_code
        and wealth_positions.position_date = product_navs.position_date

union all

select distinct
    'ref_fx_rate-50' as rule_id,
    {{ record_key(['currency_code', 'balance_date']) }} as record_key,
    balance_date as batch_date,
    cast(null as varchar(400)) as src_file,
    cast(null as bigint) as src_row_no
from deposit_totals

union all

select
    'card_transaction-56' as rule_id,
    cast(batch_date as varchar(10)) as record_key,
    batch_date,
    cast(null as varchar(400)) as src_file,
    cast(null as bigint) as src_row_no
from card_transactions
group by batch_date
having
    count(*) >= {{ parameter('card_median_min_rows') }}
    and (
        median(billing_amount) < {{ parameter('card_median_lowest') }}
        or median(billing_amount) > {{ parameter('card_median_highest') }}
    )

union all

select
    case
        when taken_that_day > {{ parameter('assessments_per_day') }} then 'core_risk_assessment-51'
        else 'core_risk_assessment-52'
    end as rule_id,
    {{ record_key(['core_customer_no', 'assessed_at']) }} as record_key,
    batch_date,
    src_file,
    src_row_no
from counted_assessments
where
    taken_that_day > {{ parameter('assessments_per_day') }}
    or taken_that_year > {{ parameter('assessments_per_year') }}

union all

select
    rule_id,
    code as record_key,
    batch_date,
    cast(null as varchar(400)) as src_file,
    cast(null as bigint) as src_row_no
from unmapped_codes
