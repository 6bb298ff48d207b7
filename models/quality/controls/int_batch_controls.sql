-- Whether all that was announced came (R-01), and all that came is accounted for (R-02).
with batches as (
    select * from {{ ref('stg_landing__batches') }}
    where status = 'LANDED'
),

scorecard as (
    select * from {{ ref('dq_scorecard') }}
)

select
    'R-01' as control_id,
    sum(expected_rows) as left_value,
    sum(received + erased) as right_value,
    sum(abs(expected_rows - received - erased)) as difference
from batches
where expected_rows is not null and control_status <> 'ACCEPTED'
union all
select
    'R-02' as control_id,
    sum(batches.received + batches.erased) as left_value,
    sum(
        scorecard.unreadable + scorecard.quarantined + scorecard.accepted + scorecard.erased
    ) as right_value,
    sum(
        abs(
            batches.received
            + batches.erased
            - coalesce(
                scorecard.unreadable
                + scorecard.quarantined
                + scorecard.accepted
                + scorecard.erased,
                0
            )
        )
        + case
            when scorecard.is_judged
                then abs(batches.landed - scorecard.quarantined - scorecard.accepted)
            else 0
        end
    ) as difference
from batches
left join scorecard
    on
        batches.feed = scorecard.feed
        and batches.batch_date = scorecard.batch_date
