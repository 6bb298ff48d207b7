-- The tracked attributes of a customer through time, a row for each change of any of them. History
-- follows the customer as it stands now; the merge events tell how it stood then.
with customer_attributes as (
    select * from {{ ref('customer_attributes') }}
),

tracked_attributes as (
    select * from {{ ref('int_tracked_attributes') }}
),

staff_periods as (
    select * from {{ ref('int_staff_periods') }}
),

moments as (
    select
        customer_key,
        least(customer_since, first_batch_date) as valid_from
    from customer_attributes
    union
    select
        customer_key,
        valid_from
    from tracked_attributes
    where valid_from > date '1900-01-01'
    union
    select
        customer_key,
        valid_from
    from staff_periods
    union
    select
        customer_key,
        valid_to as valid_from
    from staff_periods
    where valid_to is not null
),

ranked as (
    select
        moments.customer_key,
        moments.valid_from,
        tracked_attributes.occupation_code,
        tracked_attributes.education_code,
        tracked_attributes.marital_code,
        tracked_attributes.home_branch_code,
        tracked_attributes.is_deceased,
        row_number() over (
            partition by moments.customer_key, moments.valid_from
            order by
                tracked_attributes.precedence asc,
                tracked_attributes.updated_at desc nulls last,
                tracked_attributes.source_id asc
        ) as candidate_rank
    from moments
    left join tracked_attributes
        on
            moments.customer_key = tracked_attributes.customer_key
            and moments.valid_from >= tracked_attributes.valid_from
            and moments.valid_from < coalesce(tracked_attributes.valid_to, date '9999-12-31')
),

attributes as (
    select
        customer_key,
        valid_from,
        min_by(occupation_code, candidate_rank) filter (where occupation_code is not null)
            as occupation_code,
        min_by(education_code, candidate_rank) filter (where education_code is not null)
            as education_code,
        min_by(marital_code, candidate_rank) filter (where marital_code is not null)
            as marital_code,
        min_by(home_branch_code, candidate_rank) filter (where home_branch_code is not null)
            as home_branch_code,
        coalesce(bool_or(is_deceased), false) as is_deceased
    from ranked
    group by customer_key, valid_from
),

owners as (
    -- Where assignments overlap, the later one holds.
    select
        moments.customer_key,
        moments.valid_from,
        staff_periods.staff_id
    from moments
    inner join staff_periods
        on
            moments.customer_key = staff_periods.customer_key
            and moments.valid_from >= staff_periods.valid_from
            and moments.valid_from < coalesce(staff_periods.valid_to, date '9999-12-31')
    qualify row_number() over (
        partition by moments.customer_key, moments.valid_from
        order by staff_periods.valid_from desc, staff_periods.staff_id asc
    ) = 1
),

described as (
    select
        attributes.*,
        owners.staff_id as primary_staff_id,
        md5(concat_ws(
            '|',
            coalesce(attributes.occupation_code, ''),
            coalesce(attributes.education_code, ''),
            coalesce(attributes.marital_code, ''),
            coalesce(attributes.home_branch_code, ''),
            coalesce(owners.staff_id, ''),
            cast(attributes.is_deceased as varchar(5))
        )) as fingerprint
    from attributes
    left join owners
        on
            attributes.customer_key = owners.customer_key
            and attributes.valid_from = owners.valid_from
),

changes as (
    select described.*
    from described
    qualify fingerprint is distinct from lag(fingerprint) over (
        partition by customer_key order by valid_from
    )
)

select
    changes.customer_key,
    changes.valid_from,
    lead(changes.valid_from) over (
        partition by changes.customer_key order by changes.valid_from
    ) as valid_to,
    changes.valid_from < customer_attributes.first_batch_date as is_carried_back,
    changes.occupation_code,
    changes.education_code,
    changes.marital_code,
    changes.home_branch_code,
    changes.primary_staff_id,
    changes.is_deceased
from changes
inner join customer_attributes
    on changes.customer_key = customer_attributes.customer_key
