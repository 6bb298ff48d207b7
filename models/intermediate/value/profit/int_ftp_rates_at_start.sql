-- The funding rate of every curve, tenor and opening day in use, looked up once each.
with deposit_lots as (
    select * from {{ ref('int_deposit_lots') }}
),

loan_terms as (
    select * from {{ ref('int_loan_terms') }}
),

rate_periods as (
    select * from {{ ref('int_ftp_rate_periods') }}
),

wanted as (
    select
        ftp_curve,
        term_months,
        start_date
    from deposit_lots

    union distinct

    select
        ftp_curve,
        term_months,
        start_date
    from loan_terms
)

select
    wanted.ftp_curve,
    wanted.term_months,
    wanted.start_date,
    rate_periods.term_months as curve_term_months,
    rate_periods.ftp_rate
from wanted
inner join rate_periods
    on
        wanted.ftp_curve = rate_periods.ftp_curve
        and wanted.term_months >= rate_periods.term_from
        and wanted.term_months < rate_periods.term_to
        and wanted.start_date >= rate_periods.valid_from
        and wanted.start_date < rate_periods.valid_to
