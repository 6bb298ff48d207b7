-- What each counted complaint costs each party by the end of a month in which it posts, all in all.
-- A complaint on a person is a repeated one when enough others before it were known as valid then.
with states as (
    select * from {{ ref('int_complaint_states') }}
),

shares as (
    select * from {{ ref('int_complaint_shares') }}
),

counted_complaints as (
    select * from {{ ref('int_counted_complaints') }}
),

parties as (
    select
        states.*,
        shares.party_type,
        shares.party_id,
        shares.share
    from states
    inner join shares
        on states.complaint_id = shares.complaint_id
),

persons_complaints as (
    select
        shares.party_id,
        counted_complaints.complaint_id,
        counted_complaints.dated_on,
        counted_complaints.decided_on
    from shares
    inner join counted_complaints
        on shares.complaint_id = counted_complaints.complaint_id
    where shares.party_type = 'STAFF' and shares.share > 0
),

repeats as (
    select
        parties.complaint_id,
        parties.party_id,
        parties.month_end,
        count(*) as valid_complaints
    from parties
    inner join persons_complaints
        on
            parties.party_id = persons_complaints.party_id
            and parties.known_on >= persons_complaints.decided_on
            and parties.repeats_after < persons_complaints.dated_on
            and (
                parties.dated_on > persons_complaints.dated_on
                or parties.dated_on = persons_complaints.dated_on
                and parties.complaint_id >= persons_complaints.complaint_id
            )
    where parties.party_type = 'STAFF'
    group by parties.complaint_id, parties.party_id, parties.month_end
),

multiplied as (
    select
        parties.*,
        cast(
            case
                when repeats.valid_complaints >= parties.repeat_from then parties.repeat_factor
                else 1
            end as decimal(9, 4)
        ) as repeat_multiplier
    from parties
    left join repeats
        on
            parties.party_type = 'STAFF'
            and parties.complaint_id = repeats.complaint_id
            and parties.party_id = repeats.party_id
            and parties.month_end = repeats.month_end
)

select
    complaint_id,
    party_type,
    party_id,
    month_end,
    received_month_end,
    base_points,
    time_multiplier,
    repeat_multiplier,
    share,
    cast(base_points * time_multiplier * repeat_multiplier * share as decimal(28, 10))
        as points_to_date
from multiplied
