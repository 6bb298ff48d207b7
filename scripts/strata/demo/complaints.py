"""Complaints and who answers for them, told again whenever something changes (D26)."""

from dataclasses import replace

from strata.demo.bank import Demo
from strata.demo.deliver import Style, deliver_csv
from strata.demo.dirt import OUTSIDE, Dirt, open_ground, ragged, register, soil

COMPLAINTS_A_YEAR = 0.008
LEAST_COMPLAINTS = 24


def make_complaints(demo: Demo) -> None:
    """Make `complaint` (as it will be in the end), deliver complaints and shares of blame."""
    _make_complaint_table(demo)
    _complaint_feed(demo)
    _responsibility_feed(demo)


def _make_complaint_table(demo: Demo) -> None:
    """One row a complaint number. The first three are old ones decided in the last 45 days."""
    demo.run(f"""
        create table complaint as
        with drawn as (
            select
                crm_cust_id, no,
                row_number() over (
                    order by u(crm_cust_id || no, 'complains'), crm_cust_id, no) as turn
            from crm_actor, range(1, 3) as numbers(no)
            where first_day < day_history() - 120 and not is_minor
                and scenario is distinct from 'DECEASED'
        ),
        chosen as (
            select
                drawn.*, person_id, branch_code, branch_closes, successor_code, first_day,
                hash(crm_cust_id, no, 'complaint') as k
            from drawn inner join crm_actor using (crm_cust_id)
            where turn <= greatest({LEAST_COMPLAINTS},
                round(people() * {COMPLAINTS_A_YEAR} * {demo.months} / 12.0))
        ),
        received as (
            select
                *,
                case when turn <= 3 then day_history() - 70 + turn::integer
                    else first_day + floor(u(k, 'day') * (day_last() - first_day))::integer end
                    as receive_day,
                case when u(k, 'level') < 0.60 then 1 when u(k, 'level') < 0.90 then 2 else 3 end
                    as complaint_level,
                case when u(k, 'how hard') < 0.65 then 'SIMPLE' when u(k, 'how hard') < 0.93
                    then 'COMPLEX' else 'SPECIAL' end as complexity
            from chosen
        ),
        timed as (
            select
                *,
                (receive_day + to_seconds(28800 + die(k, 'second', 40000)))::timestamp
                    as receive_ts,
                receive_day + case complexity when 'SIMPLE' then 15 when 'COMPLEX' then 30
                    else 60 end as due_date,
                u(k, 'withdrawn') < 0.05 and turn > 3 as withdrawn,
                -- most within the time allowed, some late, a few never
                case
                    when u(k, 'closing') < 0.82 then receive_day + 1 + floor(u(k, 'closed')
                        * case complexity when 'SIMPLE' then 13 when 'COMPLEX' then 27 else 56 end)
                        ::integer
                    when u(k, 'closing') < 0.96
                        then receive_day + 61 + die(k, 'closed', 20)::integer
                end as close_day
            from received
        ),
        decided as (
            select
                *,
                case
                    when turn <= 3 then least(day_history() + 9 * turn::integer, day_last())
                    when withdrawn then receive_day + 1
                    when u(k, 'decision') < 0.62
                        then coalesce(close_day, receive_day + 40) + die(k, 'decided', 10)::integer
                    when u(k, 'decision') < 0.95
                        then receive_day + 60 + die(k, 'decided', 100)::integer
                end as decide_day,
                case when u(k, 'reopened') < 0.08 and not withdrawn
                    then close_day + 5 + die(k, 'reopens', 25)::integer end as reopen_day,
                not withdrawn and (turn <= 2 or u(k, 'valid') < 0.55) as is_valid
            from timed
        ),
        firsts as (
            select 'CP' || strftime(receive_day, '%y%m') || '-' || lpad(turn::varchar, 6, '0')
                as complaint_id, null::varchar as repeat_of, *
            from decided
        )
        select * from firsts
        union all
        -- the same complaint through another channel, some days later (D26)
        select * replace (
            complaint_id || 'R' as complaint_id,
            complaint_id as repeat_of,
            hash(k, 'again') as k,
            receive_ts + to_days(1 + die(k, 'repeats', 5)::integer) as receive_ts,
            receive_day + 1 + die(k, 'repeats', 5)::integer as receive_day,
            due_date + 1 + die(k, 'repeats', 5)::integer as due_date,
            close_day + 1 + die(k, 'repeats', 5)::integer as close_day,
            decide_day + 1 + die(k, 'repeats', 5)::integer as decide_day,
            null as reopen_day
        )
        from firsts
        where (u(k, 'twice') < 0.10 or turn in (4, 5)) and not withdrawn
            and receive_day <= day_last() - 7
        order by complaint_id;
    """)


def _complaint_feed(demo: Demo) -> None:
    """A version whenever something happened: response, closing, decision, reopening."""
    demo.run("""
        create temp table complaint_version as
        with moments as (
            select complaint_id, batch_of(receive_day) as batch from complaint
            union
            select complaint_id, batch_of(receive_day + 1 + (u(k, 'response') * 2)::integer)
            from complaint
            union
            select complaint_id, batch_of(close_day) from complaint where close_day is not null
            union
            select complaint_id, batch_of(decide_day) from complaint where decide_day is not null
            union
            select complaint_id, batch_of(reopen_day) from complaint where reopen_day is not null
        )
        select
            complaint.*, batch,
            receive_day + 1 + (u(k, 'response') * 2)::integer as response_day,
            decide_day <= batch as is_decided,
            close_day <= batch as is_closed,
            coalesce(reopen_day <= batch, false) as is_reopened,
            lead(batch) over (partition by complaint_id order by batch) <= day_last()
                as is_superseded
        from moments inner join complaint using (complaint_id)
        where batch <= day_last() and batch >= batch_of(receive_day);

        create temp table out_cmpl_complaint as
        select
            complaint_id,
            case when u(k, 'caller unknown') >= 0.03 then crm_cust_id end as crm_cust_id,
            receive_ts::varchar as receive_ts,
            pick(k, 'channel', ['A01', 'A01', 'A02', 'A03', 'A04', 'A05']) as channel_code,
            pick(k, 'business', ['B01', 'B02', 'B03', 'B05', 'B07', 'B09']) as biz_code,
            case complaint_level when 1 then pick(k, 'cause', ['C01', 'C02'])
                when 2 then pick(k, 'cause', ['C03', 'C05', 'C06'])
                else pick(k, 'cause', ['C04', 'C09', 'C10']) end as cause_code,
            complaint_level::varchar as complaint_level,
            complexity,
            (complexity = 'SPECIAL')::varchar as extended_approved,
            strftime(due_date, '%Y-%m-%d') as due_date,
            case when response_day <= batch
                then (response_day + interval 9 hour + to_seconds(die(k, 'answer', 20000)))::varchar
                end as first_response_ts,
            case when is_closed
                then (close_day + interval 14 hour + to_seconds(die(k, 'close', 12000)))::varchar
                end as close_ts,
            case when not coalesce(is_decided, false) then 'PENDING' when is_valid then 'VALID'
                else 'INVALID' end as validity,
            case when is_decided
                then (decide_day + interval 16 hour + to_seconds(die(k, 'decide', 7000)))::varchar
                end as decided_ts,
            case when is_closed then (not is_reopened and u(k, 'solved') < 0.93)::varchar end
                as resolved,
            repeat_of,
            (complaint_level = 3 and u(k, 'regulator') < 0.4)::varchar as is_regulator_forwarded,
            (withdrawn and coalesce(is_decided, false))::varchar as withdrawn,
            batch as _batch,
            hash(complaint_id) >> 1 as _ord,
            coalesce(is_superseded, false) as _is_superseded,
            case when repeat_of is not null or batch = reopen_day and batch > day_history()
                or batch = decide_day and batch > day_history() and decide_day > receive_day + 45
                then 'D26' end as _code,
            'repaired' as _verdict,
            case when repeat_of is not null then 'repeat_of' when batch = reopen_day then 'resolved'
                else 'validity' end as _column,
            case when repeat_of is not null then 'told through several channels'
                when batch = reopen_day then 'reopened' else 'decided months later' end as _note
        from complaint_version;
    """)
    open_ground(demo, "cmpl_complaint")
    demo.run("update out_cmpl_complaint set _column = null, _note = null where _code is null")
    soil(
        demo, "cmpl_complaint",
        Dirt("D26", "flagged", "repeat_of", "complaint_id", "repeats itself", 0.004,
             "repeat_of is null"),
        Dirt("D26", "flagged", "decided_ts", "coalesce(close_ts, receive_ts)",
             "decided and undecided", 0.004, "validity = 'PENDING'"),
        Dirt(OUTSIDE, "flagged", "close_ts",
             "left(receive_ts, 4)::integer - 1 || '-01-02 10:00:00'", "closed before it came",
             0.004, "close_ts is not null"),
        Dirt(OUTSIDE, "flagged", "complaint_level", "'4'", "unknown level", 0.004),
        Dirt("D11", "flagged", "receive_ts", "'待补'", "time of receipt unreadable", 0.004,
             "_batch < day_last() - 1"),
        Dirt("D11", "repaired", "due_date", "replace(due_date, '-', '')", "20200131", 0.05),
        # what is lost for good here would leave shares of blame without a complaint
        Dirt(OUTSIDE, "rejected", "complaint_id", "null", "key missing", 0.004, "_is_superseded"),
        *(replace(kind, where="_is_superseded") for kind in ragged(0.002)),
    )
    register(demo, "cmpl_complaint")
    deliver_csv(demo, "cmpl_complaint", control="complaint_level", style=Style(empty="header"))


def _responsibility_feed(demo: Demo) -> None:
    """`cmpl_responsibility`: for valid complaints the branch (1) and one to three staff (sum 1)."""
    demo.run("""
        create temp table out_cmpl_responsibility as
        with blamed as (
            select
                *, die(k, 'staff to blame', 3) as heads,
                case when branch_closes <= receive_day then successor_code else branch_code end
                    as branch
            from complaint
            where is_valid and repeat_of is null and decide_day <= day_last()
        ),
        parties as (
            select complaint_id, k, decide_day, 'BRANCH' as party_type, branch as party_id,
                1.0::double as share
            from blamed
            union all
            select
                complaint_id, k, decide_day, 'STAFF', staff_id,
                case
                    when heads = 1 then 1
                    when heads = 2 then case when place = 1 then 0.6 else 0.4 end
                    else case when place = 1 then 0.3334 else 0.3333 end
                end
            from blamed
            inner join range(1, 4) as places(place) on place <= heads
            inner join staff on staff.branch_code = branch
                and staff.seat = 1 + (hash(k, 'seat') % 9 + place)::integer % 9
        )
        select
            complaint_id, party_type, party_id,
            share::decimal(5, 4)::varchar as share_pct,
            (decide_day + interval 16 hour + to_seconds(die(k, 'decide', 7000)))::varchar
                as decided_ts,
            batch_of(decide_day) as _batch,
            hash(complaint_id) >> 1 as _ord
        from parties;
    """)
    open_ground(demo, "cmpl_responsibility")
    soil(
        demo, "cmpl_responsibility",
        Dirt(OUTSIDE, "rejected", "share_pct", "'1.2000'", "share outside 0 to 1", 0.01,
             "party_type = 'STAFF' and _batch < day_last()"),
        Dirt("D11", "flagged", "decided_ts", "'00/00'", "time unreadable", 0.01),
        *ragged(0.0),
    )
    demo.run("""
        -- what was rejected or could not be read is sent again the next day, put right
        insert into out_cmpl_responsibility by name
        with wrong as (
            select * from out_cmpl_responsibility
            where (_verdict = 'rejected' or _raw is not null) and _batch < day_last()
        ),
        others as (
            select complaint_id, sum(share_pct::double) as told from out_cmpl_responsibility
            where party_type = 'STAFF' and _verdict is distinct from 'rejected' and _raw is null
            group by 1
        )
        select wrong.* replace (
            case when party_type = 'BRANCH' then '1.0000' when _verdict = 'rejected'
                then (1 - coalesce(told, 0))::decimal(5, 4)::varchar else share_pct end
                as share_pct,
            _batch + 1 as _batch, 'D15' as _code, 'repaired' as _verdict, null as _column,
            'sent again, put right' as _note, null as _raw
        )
        from wrong left join others using (complaint_id);
    """)
    register(demo, "cmpl_responsibility")
    deliver_csv(demo, "cmpl_responsibility")
