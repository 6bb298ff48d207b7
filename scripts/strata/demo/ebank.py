"""E-banking: who logs in when; what is ordered there is in `ebank_orders.py`.

Days of use follow the latent kind; a day with an online transaction in core always has a session.
What moved money on a core account carries core's number; attempts that failed, applications and
repayments from elsewhere do not.
"""

from datetime import date, timedelta

from strata.demo.bank import Demo
from strata.demo.deliver import Style, deliver_csv
from strata.demo.dirt import (
    OUTSIDE,
    Dirt,
    late,
    open_ground,
    ragged,
    register,
    restyled,
    send_again,
    soil,
)
from strata.demo.ebank_orders import make_orders

LATE_DAYS = 40
HELD_BACK_SHARE = 0.35
ROBOT_SHARE = 0.0006


def make_ebank(demo: Demo) -> None:
    """Make `ebank_actor`, then deliver sessions, transactions, bill payments and bookings.

    `ebank_actor`: one row a user number, with the days it may act on and how often it does.
    """
    _make_actors(demo)
    _make_robots(demo)
    users = demo.rows("select count(*) from ebank_actor")[0][0]
    for first, last in demo.chunks(users * 31, most=6_000_000):
        _session_feed(demo, first, last)
    make_orders(demo)


def _make_actors(demo: Demo) -> None:
    demo.run("""
        -- some moment of the first 28 days of a month, between 7 and 23 o'clock
        create macro daytime(month_start, k, salt) as (month_start
            + to_days((die(k, salt || ' day', 28) - 1)::integer)
            + to_seconds(25200 + die(k, salt || ' second', 57000)))::timestamp;

        create macro log_ins_a_day(kind, person_id) as case kind
            when 'young_active' then 0.50 * exp(0.30 * g(person_id, 'log-in rate'))
            when 'mature_wealthy_elsewhere' then 0.16 * exp(0.35 * g(person_id, 'log-in rate'))
            when 'older_counter_welloff' then 0.030 * exp(0.50 * g(person_id, 'log-in rate'))
            else 0.016 * exp(0.50 * g(person_id, 'log-in rate')) end;

        create table ebank_actor as
        select
            ebank.source_customer_id as user_id,
            ebank.person_id,
            ebank.is_test,
            coalesce(person.kind, 'test') as kind,
            person.kind_changed_on,
            coalesce(person.is_online_investor, false) as is_investor,
            coalesce(person.in_card, false) as in_card,
            coalesce(person.annual_income, 0) as annual_income,
            greatest(ebank.since + 1, day_first()) as first_day,
            case
                when ebank.scenario in ('DECEASED', 'DECEASED_ACTIVE') then day_first() - 1
                -- some stop using it one day
                when u(ebank.person_id, 'gives up') < 0.04
                    then day_first() + (u(ebank.person_id, 'gave up') * 800)::integer
                else coalesce(main.close_date - 1, day_last())
            end as last_day,
            least(0.92, case
                when ebank.is_test then 0.01
                when ebank.scenario = 'TOURIST' then 0.04
                when coalesce(main.is_quiet, false) then 0.004
                else log_ins_a_day(person.kind, ebank.person_id) * person.zeal
            end * case when coalesce(person.is_online_investor, false) then 1.1 else 1 end)
                as day_rate,
            least(0.92, log_ins_a_day(person.kind_from, ebank.person_id) * person.zeal)
                as rate_before,
            coalesce(substr(person.home_addr, 4, 3), '东湖市') as home_city,
            die(ebank.source_customer_id, 'devices', 3) as devices
        from source_record as ebank
        left join person on ebank.person_id = person.person_id
        left join acct as main
            on ebank.person_id = main.person_id and main.slot_no = 1 and main.record_no = 1
                and not main.is_orphan
        where ebank.source_system = 'ebank'
        order by user_id;
    """)


def _make_robots(demo: Demo) -> None:
    """Scripts that log in with a customer's name, hundreds of times on single days."""
    demo.run(f"""
        create temp table robot_day as
        with ranked as (
            select
                user_id,
                row_number() over (order by u(user_id, 'robot'), user_id) as turn
            from ebank_actor
            where kind = 'young_active' and first_day < day_history() - 30 and last_day = day_last()
        )
        select
            user_id,
            case when no <= 2
                then day_history() + die(user_id || no, 'robot day', {demo.daily_batches})::integer
                else day_history() - die(user_id || no, 'robot day', 30)::integer
            end as biz_date,
            max(210 + die(user_id || no, 'robot sessions', 160)) as sessions
        from ranked, range(1, 5) as numbers(no)
        where turn <= greatest(2, (select count(*) * {ROBOT_SHARE} from ebank_actor))
        group by 1, 2;
    """)


def _held_back(demo: Demo) -> tuple[date, date]:
    """(day of the sessions that come 40 days late, batch that brings them)."""
    batch = demo.batches[min(42, demo.daily_batches)]
    return batch - timedelta(days=LATE_DAYS), batch


def _session_feed(demo: Demo, first: date, last: date) -> None:
    held_day, held_batch = _held_back(demo)
    demo.run(f"""
        create temp table session_draw as
        with online_day as (
            -- whoever moves money online is logged in when it happens
            select
                person_id, txn_ts::date as biz_date, min_by(channel, txn_ts) as channel,
                greatest(date_trunc('day', min(txn_ts)),
                    date_trunc('second', min(txn_ts))
                        - to_seconds(20 + die(person_id, 'lead', 150)))
                    as login_ts
            from core_online
            where txn_ts >= date '{first}' and txn_ts < date '{last}' + 1 and dr_cr = 'D'
            group by 1, 2
        ),
        days as (
            select
                ebank_actor.*, biz_day.biz_date, online_day.login_ts, online_day.channel,
                coalesce(drive.drive, 0) as drive,
                hash(user_id, biz_day.biz_date) as day_key
            from ebank_actor
            inner join biz_day
                on biz_day.biz_date between greatest(first_day, date '{first}')
                    and least(last_day, date '{last}')
            left join drive on ebank_actor.person_id = drive.person_id
                and biz_day.month_start = drive.month_start
            left join online_day on ebank_actor.person_id = online_day.person_id
                and biz_day.biz_date = online_day.biz_date
        ),
        drawn as (
            select
                days.* exclude (login_ts, channel), seq,
                case when seq = 1 then login_ts end as login_ts,
                case when seq = 1 then channel end as channel
            from days, range(1, 4) as numbers(seq)
            where (login_ts is not null or u(day_key, 'logs in')
                    < case when biz_date < kind_changed_on then rate_before
                        when biz_date < kind_changed_on + 30 then (rate_before + day_rate) / 2
                        else day_rate end
                    * log_ins_driven(drive)
                    * (0.92 + 0.16 * (biz_date - day_first()) / {demo.months * 30.4}))
                and (seq = 1 or seq = 2 and u(day_key, 'again') < 0.05
                    or seq = 3 and u(day_key, 'again') < 0.006)
        ),
        robots as (
            select days.* replace (
                    (biz_date + to_seconds((no * 86000 / sessions)::bigint))::timestamp as login_ts,
                    'WEB' as channel
                ), 100 + no as seq
            from days
            inner join robot_day using (user_id, biz_date)
            inner join range(1, 400) as numbers(no) on no <= sessions
        ),
        everything as (
            from drawn union all by name from robots
        ),
        keyed as (
            select *, hash(day_key, seq) as k, seq > 100 as is_robot from everything
        )
        select
            *,
            coalesce(channel, case
                when kind = 'young_active' then case when u(k, 'channel') < 0.92 then 'APP'
                    when u(k, 'channel') < 0.97 then 'WX_MINI' when u(k, 'channel') < 0.985
                    then 'ALI_MINI' else 'WEB' end
                when kind like 'mature%' then case when u(k, 'channel') < 0.74 then 'APP'
                    when u(k, 'channel') < 0.82 then 'WX_MINI' else 'WEB' end
                else case when u(k, 'channel') < 0.8 then 'APP' else 'WX_MINI' end
            end) as channel_code,
            coalesce(login_ts, (biz_date + to_seconds(
                pick(k, 'hour', [0, 7, 7, 8, 8, 8, 9, 9, 10, 10, 11, 12, 12, 12, 13, 14, 15, 16, 17,
                    18, 18, 19, 19, 20, 20, 20, 21, 21, 21, 22, 22, 23]) * 3600
                + die(k, 'second', 3600) - 1))::timestamp) as login_at,
            is_robot or login_ts is not null or u(k, 'success') >= 0.035 as is_success,
            case
                when is_robot then 1 + die(k, 'length', 3)
                else least(9000, 25 + 190 * exp(0.95 * g(k, 'length')))::integer
            end as seconds,
            case
                when is_robot then 'ROBOT'
                when biz_date = date '{held_day}'
                    and u(user_id, 'held back') < {HELD_BACK_SHARE} then 'HELD'
                when u(k, 'log-out') < 0.026 then 'OPEN'
                when u(k, 'log-out') < 0.031 then 'SKEW'
            end as fate
        from keyed;

        create temp table out_ebk_session as
        select
            'E' || substr(user_id, 2) || '-' || strftime(biz_date, '%y%m%d') || '-' || seq
                as session_id,
            user_id,
            channel_code as channel,
            login_at::varchar as login_ts,
            case
                when not is_success or fate is not distinct from 'OPEN' then null
                when fate = 'SKEW' then login_at - to_seconds(die(k, 'skew', 3000))
                else login_at + to_seconds(seconds)
            end::varchar as logout_ts,
            case
                when channel_code like '%MINI' then 'MINI_TOKEN'
                when is_robot or channel_code = 'WEB' then 'PASSWORD'
                else pick(k, 'auth', ['FINGER', 'FINGER', 'FACE', 'FACE', 'GESTURE', 'SMS'])
            end as auth_method,
            is_success::varchar as success,
            case when is_robot then 'DX-00000000-1' else 'DV-' || substr(user_id, 2) || '-'
                || case when u(k, 'main device') < 0.85 then 1 else die(k, 'device', devices) end
            end as device_id,
            case
                when is_robot then 'Linux'
                when channel_code = 'WEB'
                    then pick(user_id, 'desk', ['Windows', 'Windows', 'macOS'])
                else pick(user_id, 'phone', ['Android', 'Android', 'HarmonyOS', 'iOS', 'iOS'])
            end as os,
            case when u(k, 'travels') < 0.03
                then pick(k, 'city', ['东湖市', '西岭市', '南浦市', '北川市']) else home_city end
                as ip_city,
            case when is_success and fate is distinct from 'OPEN' then seconds::varchar end
                as duration_s,
            case fate when 'HELD' then date '{held_batch}' else batch_of(biz_date) end as _batch,
            epoch(login_at)::bigint as _ord,
            strftime(biz_date, '%Y-%m') as _part,
            case when fate = 'HELD' then 'D14' when is_success or is_robot then
                case when fate is not null then 'D24' end end as _code,
            case fate when 'HELD' then 'flagged' when 'ROBOT' then 'repaired' else 'flagged' end
                as _verdict,
            case fate when 'HELD' then 'login_ts' when 'OPEN' then 'logout_ts'
                when 'SKEW' then 'logout_ts' end as _column,
            case fate when 'HELD' then '{LATE_DAYS} days late' when 'OPEN' then 'no log-out'
                when 'SKEW' then 'log-out before log-in'
                when 'ROBOT' then 'robot with over 200 sessions a day' end as _note
        from session_draw;
        drop table session_draw;

        insert into drill
        select 'fact 40 days late', 'ebk_session', session_id, _batch, 'session of {held_day}'
        from out_ebk_session where _note = '{LATE_DAYS} days late';
    """)
    open_ground(demo, "ebk_session")
    soil(
        demo, "ebk_session", *ragged(0.00008), late(), restyled("login_ts"),
        Dirt("D11", "rejected", "login_ts", "substr(login_ts, 1, 5) || '13-45 99:99:99'",
             "time of log-in unreadable", 0.00010),
        Dirt("D24", "rejected", "login_ts", "(login_ts::timestamp + interval 1 year)::varchar",
             "clock a year ahead", 0.00006,
             "login_ts::timestamp + interval 1 year > _batch + 1"),
        Dirt(OUTSIDE, "rejected", "session_id", "null", "key missing", 0.00004),
        Dirt(OUTSIDE, "flagged", "channel", "'H5'", "unknown channel", 0.0004),
        Dirt(OUTSIDE, "flagged", "duration_s", "'-' || duration_s", "negative length", 0.0001,
             "duration_s is not null"),
        Dirt("D11", "flagged", "logout_ts", "'--'", "time of log-out unreadable", 0.0002,
             "success = 'false'"),
        Dirt("D19", "flagged", "user_id", "null", "session of nobody", 0.0002),
    )
    in_window = "success = 'true' and logout_ts is not null"
    send_again(demo, "ebk_session", {
        "duration_s": "(duration_s::integer + 30)::varchar",
        "logout_ts": "(logout_ts::timestamp + interval 30 second)::varchar",
    }, share=0.004, note="sent again with another length", where=in_window)
    send_again(demo, "ebk_session", {
        "login_ts": "(login_ts::timestamp - interval 1 day)::varchar",
        "logout_ts": "(logout_ts::timestamp - interval 1 day)::varchar",
    }, share=0.0002, note="sent again with another day", where=in_window, least=2)
    demo.run("""
        insert into drill
        select 'event date corrected', 'ebk_session', session_id, _batch, 'one day earlier'
        from out_ebk_session where _note = 'sent again with another day';
    """)
    register(demo, "ebk_session")
    deliver_csv(demo, "ebk_session", control="duration_s", style=Style(compress_history=True))
