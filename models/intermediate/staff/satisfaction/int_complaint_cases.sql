-- Every complaint with what assessment needs of it, one reading a fact: its chain of repeats, its
-- level, deadline and days; where the register leaves a date out, the next best one is taken.
with complaints as (
    select * from {{ ref('stg_complaint__complaints') }}
    where is_current_version
),

responsibilities as (
    select * from {{ ref('stg_complaint__responsibilities') }}
    where is_current_version
),

complaint_due as (
    select * from {{ ref('complaint_due') }}
),

-- Who answers for a complaint is settled with it: the date of the one serves for the other.
settled as (
    select
        complaint_id,
        max(cast(decided_at as date)) as settled_on
    from responsibilities
    group by complaint_id
),

dated as (
    select
        complaints.*,
        cast(complaints.received_at as date) as received_on,
        cast(complaints.closed_at as date) as closed_on,
        coalesce(
            cast(complaints.decided_at as date), settled.settled_on, complaints.batch_date
        ) as told_decided_on
    from complaints
    left join settled
        on complaints.complaint_id = settled.complaint_id
)

select
    dated.complaint_id,
    -- Two steps back are a chain of three; a complaint that repeats itself is a first one.
    coalesce(
        firsts.repeat_of_complaint_id,
        nullif(dated.repeat_of_complaint_id, dated.complaint_id),
        dated.complaint_id
    ) as root_complaint_id,
    dated.received_on,
    case
        when dated.validity in ('VALID', 'INVALID')
            then
                case
                    when dated.received_on > dated.told_decided_on then dated.received_on
                    else dated.told_decided_on
                end
    end as decided_on,
    dated.closed_on,
    coalesce(
        {{ add_days(
            'dated.received_on',
            'case when dated.is_extension_approved then complaint_due.days'
            ~ ' else complaint_due.days_without_approval end'
        ) }},
        dated.due_date
    ) as due_date,
    case
        when dated.is_regulator_forwarded then 3
        when dated.complaint_level between 1 and 3 then dated.complaint_level
        else 0
    end as complaint_level,
    dated.is_resolved,
    dated.validity = 'VALID' and not coalesce(dated.is_withdrawn, false) as is_valid
from dated
left join complaints as firsts
    on
        dated.repeat_of_complaint_id = firsts.complaint_id
        and dated.complaint_id <> firsts.complaint_id
        and firsts.complaint_id <> firsts.repeat_of_complaint_id
left join complaint_due
    on
        dated.complexity = complaint_due.complexity
        and dated.received_on >= complaint_due.valid_from
        and (dated.received_on < complaint_due.valid_to or complaint_due.valid_to is null)
