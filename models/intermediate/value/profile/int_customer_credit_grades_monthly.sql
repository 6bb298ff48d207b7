-- The score of each customer's newest credit grade at each month's end. The departments grade on
-- scales of their own; before the first delivery a grade is carried back.
with loan_customers as (
    select * from {{ ref('stg_loan__customers') }}
    where not is_rejected
),

card_customers as (
    select * from {{ ref('stg_card__customers') }}
    where not is_rejected
),

customer_sources as (
    select * from {{ ref('int_customer_sources') }}
),

months as (
    select * from {{ ref('int_months') }}
),

code_scores as (
    select * from {{ ref('code_score') }}
),

deliveries as (
    select
        'loan' as source_system,
        'LOAN_GRADE' as code_kind,
        loan_customer_no as source_customer_id,
        credit_grade,
        coalesce(grade_date, cast(source_updated_at as date), batch_date) as graded_on,
        batch_date,
        source_updated_at,
        src_file,
        src_row_no
    from loan_customers

    union all

    select
        'card' as source_system,
        'CARD_GRADE' as code_kind,
        card_customer_no as source_customer_id,
        credit_grade,
        coalesce(cast(source_updated_at as date), batch_date) as graded_on,
        batch_date,
        source_updated_at,
        src_file,
        src_row_no
    from card_customers
),

versions as (
    select
        deliveries.*,
        row_number() over (
            partition by source_system, source_customer_id
            order by batch_date, source_updated_at nulls first, src_file, src_row_no
        ) as version_no,
        lead(batch_date) over (
            partition by source_system, source_customer_id
            order by batch_date, source_updated_at nulls first, src_file, src_row_no
        ) as next_batch_date
    from deliveries
),

in_force as (
    select
        customer_sources.customer_key,
        months.month_end,
        versions.code_kind,
        versions.credit_grade
    from versions
    inner join customer_sources
        on
            versions.source_system = customer_sources.source_system
            and versions.source_customer_id = customer_sources.source_customer_id
    inner join months
        on
            (versions.version_no = 1 or versions.batch_date <= months.window_end)
            and coalesce(versions.next_batch_date, date '9999-12-31') > months.window_end
    where versions.credit_grade is not null
    qualify row_number() over (
        partition by customer_sources.customer_key, months.month_end
        order by
            versions.graded_on desc nulls last,
            versions.source_system desc,
            versions.source_customer_id asc
    ) = 1
)

select
    in_force.customer_key,
    in_force.month_end,
    in_force.credit_grade,
    code_scores.score as credit_score
from in_force
left join code_scores
    on
        in_force.code_kind = code_scores.code_kind
        and in_force.credit_grade = code_scores.code
