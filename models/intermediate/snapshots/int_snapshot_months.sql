-- The days a position feed was delivered for in each month: the denominator of every daily average.
with snapshot_dates as (
    select * from {{ ref('int_snapshot_dates') }}
)

select
    feed,
    month_end,
    {{ month_start('month_end') }} as month_start,
    count(*) as snapshot_days,
    max(snapshot_date) as last_snapshot_date,
    md5({{ string_agg_sorted(
        "concat(cast(snapshot_date as varchar(10)), cast(batch_date as varchar(10)), partition_version)",
        '|', 'snapshot_date') }}) as snapshots_version
from snapshot_dates
group by feed, month_end
