-- The limit of each card account at each month's end, as the card department had it then. Before
-- the first batch the limit is carried back.
with versions as (
    select
        card_account_no,
        card_customer_no,
        currency_code,
        open_date,
        credit_limit,
        temp_limit,
        temp_limit_end,
        account_status = 'N' and block_code is null as is_normal,
        batch_date,
        row_number() over (
            partition by card_account_no
            order by batch_date, source_updated_at nulls first, src_file, src_row_no
        ) as version_no,
        lead(batch_date) over (
            partition by card_account_no
            order by batch_date, source_updated_at nulls first, src_file, src_row_no
        ) as next_batch_date
    from {{ ref('stg_card__accounts') }}
    where not is_rejected
),

months as (
    select * from {{ ref('int_months') }}
)

select
    versions.card_account_no,
    versions.card_customer_no,
    versions.currency_code,
    months.month_end,
    months.window_end,
    versions.is_normal,
    cast(
        coalesce(versions.credit_limit, 0)
        + case
            when coalesce(versions.temp_limit_end, date '9999-12-31') >= months.window_end
                then coalesce(versions.temp_limit, 0)
            else 0
        end
        as decimal(18, 2)
    ) as limit_amount
from versions
inner join months
    on
        coalesce(versions.open_date, date '1900-01-01') <= months.window_end
        and (versions.version_no = 1 or versions.batch_date <= months.window_end)
        and coalesce(versions.next_batch_date, date '9999-12-31') > months.window_end
