-- Who answers for a complaint, by which part: a branch for all of it, its staff for one whole
-- between them. Parts not told share what is left; parts that do not make a whole are scaled.
with responsibilities as (
    select * from {{ ref('stg_complaint__responsibilities') }}
    where is_current_version
),

staff as (
    select
        complaint_id,
        party_id,
        share,
        count(*) over (partition by complaint_id) as parties,
        count(*) over (partition by complaint_id) - count(share) over (partition by complaint_id)
            as untold_parties,
        coalesce(sum(share) over (partition by complaint_id), 0) as told_share
    from responsibilities
    where party_type = 'STAFF'
),

filled as (
    select
        complaint_id,
        party_id,
        parties,
        case
            when share is not null then cast(share as decimal(18, 10))
            when told_share < 1
                then cast((1 - told_share) / nullif(untold_parties, 0) as decimal(18, 10))
            else 0
        end as part
    from staff
),

scaled as (
    select
        complaint_id,
        party_id,
        cast(
            coalesce(
                part / nullif(sum(part) over (partition by complaint_id), 0),
                cast(1 as decimal(18, 10)) / parties
            ) as decimal(9, 6)
        ) as share,
        row_number() over (partition by complaint_id order by part desc, party_id asc) as place
    from filled
)

select
    complaint_id,
    'STAFF' as party_type,
    party_id,
    -- What rounding leaves over goes to the largest part.
    cast(
        case
            when place = 1 then 1 - (sum(share) over (partition by complaint_id) - share)
            else share
        end as decimal(9, 6)
    ) as share
from scaled

union all

select
    complaint_id,
    party_type,
    party_id,
    cast(1 as decimal(9, 6)) as share
from responsibilities
where party_type = 'BRANCH'
