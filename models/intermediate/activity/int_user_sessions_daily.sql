{{ partitioned_by('event_date', 'int_event_dates', "feed = 'ebk_session'") }}

-- E-banking sessions per user, channel and day, each once. A session counts a bounded time; a user
-- with more sessions on a day than any person has is a robot and drops out for that day.
with sessions as (
    select * from {{ ref('stg_ebank__sessions') }}
    where
        not is_rejected
        and {{ in_touched('session_date') }}
),

superseded_events as (
    select * from {{ ref('int_superseded_events') }}
    where feed = 'ebk_session'
),

standing as (
    select
        sessions.*,
        count(*) over (partition by sessions.user_id, sessions.session_date) as sessions_on_day,
        case
            when
                sessions.duration_seconds is not null
                and coalesce(sessions.logged_out_at >= sessions.logged_in_at, true)
                then least(sessions.duration_seconds, 60 * {{ parameter('session_max_minutes') }})
        end as counted_seconds
    from sessions
    left join superseded_events
        on
            sessions.batch_date = superseded_events.batch_date
            and sessions.src_file = superseded_events.src_file
            and sessions.src_row_no = superseded_events.src_row_no
    where superseded_events.feed is null
)

select
    session_date as event_date,
    user_id,
    channel_code,
    count(*) as sessions,
    sum(case when is_successful then 1 else 0 end) as successful_sessions,
    cast(sum(case when is_successful then counted_seconds end) / 60 as decimal(18, 2)) as minutes
from standing
where sessions_on_day <= {{ parameter('session_max_per_day') }}
group by session_date, user_id, channel_code
