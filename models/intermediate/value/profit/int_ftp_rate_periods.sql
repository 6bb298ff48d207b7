-- Which funding rate serves which tenors on which opening days: a missing tenor takes the next
-- lower one, a day the latest rate not after it, and a day before all rates the earliest.
with ftp_rates as (
    select * from {{ ref('stg_reference__ftp_rates') }}
    where is_current_version
),

tenors as (
    select distinct
        ftp_curve,
        term_months
    from ftp_rates
),

ladder as (
    select
        ftp_curve,
        term_months,
        row_number() over (partition by ftp_curve order by term_months) as tenor_no,
        lead(term_months) over (partition by ftp_curve order by term_months) as next_term_months
    from tenors
),

periods as (
    select
        ftp_curve,
        term_months,
        rate_date,
        ftp_rate,
        row_number() over (partition by ftp_curve, term_months order by rate_date) as period_no,
        lead(rate_date) over (partition by ftp_curve, term_months order by rate_date)
            as next_rate_date
    from ftp_rates
)

select
    periods.ftp_curve,
    periods.term_months,
    case when ladder.tenor_no = 1 then 0 else ladder.term_months end as term_from,
    coalesce(ladder.next_term_months, 99999) as term_to,
    case when periods.period_no = 1 then date '1900-01-01' else periods.rate_date end
        as valid_from,
    coalesce(periods.next_rate_date, date '9999-12-31') as valid_to,
    periods.ftp_rate
from periods
inner join ladder
    on
        periods.ftp_curve = ladder.ftp_curve
        and periods.term_months = ladder.term_months
