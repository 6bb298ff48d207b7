"""Personnel: who works where on which day (`roster`), and the four feeds personnel sends.

Staff of `staff` keep the numbers every other feed knows; presidents of branches (S9....) and people
hired within the window (S8....) come beside them.
"""

from strata.demo.bank import Demo
from strata.demo.deliver import Style, deliver_csv
from strata.demo.dirt import OUTSIDE, Dirt, late, open_ground, ragged, register, send_again, soil
from strata.demo.outside import AGREED_KEY

LEAVERS_A_YEAR = 0.03
PART_TIMERS = 0.03
_EMPLOYEES = f"""
    create table employee as
    with base as (
        select
            staff.staff_id, branch_no, staff.branch_code, position_code, seat, hire_date,
            close_date is not null as is_closing
        from staff inner join branch using (branch_no)
        union all
        select
            'S9' || lpad(branch_no::varchar, 4, '0'), branch_no, branch_code, 'HEAD', 11,
            date '2004-01-01' + (u(branch_no, 'president hired') * 5000)::integer,
            close_date is not null
        from branch where branch_level = 'SUB'
    ),
    turned as (
        select
            *,
            row_number() over (
                partition by seat <= 3, is_closing order by u(staff_id, 'leaves'), staff_id
            ) as leave_turn,
            row_number() over (
                partition by seat in (1, 2, 3, 8), is_closing
                order by u(staff_id, 'long leave'), staff_id
            ) as long_turn,
            row_number() over (
                partition by seat = 5, is_closing order by u(staff_id, 'resigns'), staff_id
            ) as manager_turn
        from base
    ),
    counted as (
        select *, count(*) over () as heads from turned
    ),
    fated as (
        select
            * exclude (leave_turn, long_turn, manager_turn),
            case
                when is_closing then null
                when seat <= 3 and leave_turn <= greatest(2, heads * {LEAVERS_A_YEAR}
                    * (day_last() - day_first()) / 365.0)
                    then case when leave_turn = 1 then day_last() - 40
                        else day_first() + 60 + (u(staff_id, 'leave day')
                            * (day_last() - day_first() - 160))::integer end
                when seat = 5 and manager_turn = 1 then day_last() - 75
            end as leave_date,
            case when seat in (1, 2, 3, 8) and not is_closing then case long_turn
                when 1 then day_first() + 120
                when 2 then day_first() + 30 + (u(staff_id, 'away') * 200)::integer
                when 3 then day_last() - 60
                when 4 then day_first() + 60 + (u(staff_id, 'away') * 250)::integer
                end end as away_from,
            case when seat in (1, 2, 3, 8) and not is_closing then case long_turn
                when 1 then day_first() + 430
                when 2 then day_first() + 30 + (u(staff_id, 'away') * 200)::integer + 158
                when 3 then day_last() + 98
                when 4 then day_first() + 60 + (u(staff_id, 'away') * 250)::integer + 70
                end end as away_to,
            case long_turn when 4 then 'SICK' else 'MATERNITY' end as away_type,
            case when seat in (1, 2, 8) and not is_closing
                and (u(staff_id, 'part-time') < {PART_TIMERS} or long_turn = 6)
                then 0.5 else 1.0 end as fte
        from counted
    ),
    settled as (
        select * replace (case when away_from is null then leave_date end as leave_date)
        from fated
    )
    select *, false as is_new from settled
    union all by name
    select
        'S8' || lpad((row_number() over (order by staff_id))::varchar, 4, '0') as staff_id,
        branch_no, branch_code, position_code, seat,
        leave_date + die(staff_id, 'followed', 25)::integer as hire_date,
        false as is_closing, 1.0 as fte, true as is_new
    from settled where leave_date is not null
    order by staff_id;
"""


def make_employees(demo: Demo) -> None:
    """Make `employee`: hired, left, part-time, on long leave; who leaves is followed by somebody.

    One teller and one manager leave near the end; the CRM goes on naming the manager.
    """
    demo.run(_EMPLOYEES)


def make_hr(demo: Demo) -> None:
    """Make `office_day`, `roster` and `attendance`; deliver what personnel knows.

    `roster`: where somebody really worked from `from_day` to `to_day` (excluded, NULL while it
    lasts), one row a time. `attendance`: one row a person and workday.
    """
    _make_office_days(demo)
    _make_roster(demo)
    _make_attendance(demo)
    _staff_feed(demo)
    _position_feed(demo)
    _attendance_feed(demo)
    _training_feed(demo)


def _make_office_days(demo: Demo) -> None:
    """Workdays of the delivered calendar, festivals and made-up days included."""
    demo.run("""
        create table office_day as
        select biz_date as day, month_start
        from biz_day
        where exists (select 1 from make_up_day where make_up_day.day::date = biz_date)
            or (is_workday and not exists (
                select 1 from festival
                where biz_date between starts::date and starts::date + (days - 1)::integer
            ))
        order by 1;
    """)


def _make_roster(demo: Demo) -> None:
    """`roster` from the days on which somebody begins something else.

    A few change their role or branch in mid-month; managers of `staff_move` work in the next branch
    from that day; the closed branch's people go to its successor, its managers to other work
    because its customers get the successor's managers.
    """
    demo.run("""
        create temp table open_branch as
        select branch_no, branch_code, row_number() over (order by branch_no) as turn,
            count(*) over () as branches
        from branch where branch_level = 'SUB' and close_date is null;

        create temp table next_branch as
        select here.branch_no, there.branch_no as next_no, there.branch_code as next_code
        from open_branch as here
        inner join open_branch as there on there.turn = 1 + here.turn % here.branches;

        -- who is there from the first day to the last, for all the day
        create temp table settled_staff as
        select * from employee
        where not is_closing and leave_date is null and away_from is null and not is_new
            and fte = 1;

        create temp table rotation as
        with kinds(kind, seats, share) as (
            values ('LOBBY', [1, 4], 0.17), ('OPS', [3, 8], 0.09), ('BRANCH', [2], 0.17),
                ('CM', [2], 0.05), ('SUBMGR', [10], 0.09)
        ),
        possible as (
            select kind, share, steady.branch_no
            from kinds inner join settled_staff as steady on list_contains(seats, steady.seat)
            group by kind, share, seats, steady.branch_no
            having count(*) = len(seats)
        ),
        ranked as (
            select *, row_number() over (
                partition by kind order by u(branch_no, 'rotates ' || kind), branch_no) as turn
            from possible
        )
        select
            kind, branch_no,
            date_trunc('month', day_first() + 45 + (u(branch_no, 'day of ' || kind)
                * (day_last() - day_first() - 90))::integer)::date
                + 7 + die(branch_no, 'rotates on ' || kind, 14)::integer as day
        from ranked
        where turn <= greatest(1, round(share * (select count(*) from open_branch)));

        create temp table role_change as
        select staff_id, day,
            case kind when 'BRANCH' then position_code when 'CM' then 'CM'
                else case seat when 4 then 'TELLER' when 8 then 'TELLER' else kind end end
                as position_code,
            case kind when 'BRANCH' then next_code else branch_code end as branch_code
        from rotation
        inner join settled_staff as steady using (branch_no)
        inner join next_branch using (branch_no)
        where kind = 'LOBBY' and seat in (1, 4) or kind = 'OPS' and seat in (3, 8)
            or kind in ('BRANCH', 'CM') and seat = 2
        union all
        -- two deputies change places
        select steady.staff_id, day, steady.position_code,
            case when steady.branch_no = rotation.branch_no then next_code else here.branch_code
                end
        from rotation
        inner join next_branch using (branch_no)
        inner join branch as here using (branch_no)
        inner join settled_staff as steady on steady.seat = 10
            and steady.branch_no in (rotation.branch_no, next_no)
        where kind = 'SUBMGR';

        create temp table roster_begin as
        select staff_id, hire_date as day, 0 as rank, position_code, branch_code from employee
        union all
        select staff_id, move_day, 1, position_code, next_code
        from staff_move
        inner join employee using (staff_id)
        inner join next_branch using (branch_no)
        union all
        select staff_id, day, 1, position_code, branch_code
        from role_change
        qualify row_number() over (partition by staff_id order by day, position_code) = 1
        union all
        select
            staff_id, close_date, 1,
            case seat when 5 then 'LOBBY' when 6 then 'LOAN' when 7 then 'OPS' when 11 then 'SUBMGR'
                else position_code end,
            successor_code
        from employee inner join branch using (branch_no)
        where close_date <= day_last();

        create table roster as
        select
            begun.staff_id,
            begun.position_code,
            begun.branch_code,
            begun.day as from_day,
            coalesce(
                lead(begun.day) over (partition by begun.staff_id order by begun.day), leave_date
            ) as to_day,
            employee.fte,
            case when begun.position_code = 'HEAD' then 'G5' when begun.position_code = 'SUBMGR'
                then 'G4' else 'G' || die(begun.staff_id, 'grade', 3) end as grade,
            case when begun.position_code in ('HEAD', 'SUBMGR') then begun.branch_code end
                as supervises_branch,
            begun.day > employee.hire_date as is_change
        from roster_begin as begun
        inner join employee using (staff_id)
        order by staff_id, from_day;
    """)


def _make_attendance(demo: Demo) -> None:
    """`attendance`: annual leave comes in weeks, other absence by the day."""
    demo.run("""
        create table attendance as
        with days as (
            select
                roster.staff_id, roster.position_code, roster.branch_code, roster.fte,
                office_day.day,
                hash(roster.staff_id, office_day.day) as k,
                u2(roster.staff_id, date_trunc('week', office_day.day)::date, 'weeks off')
                    as week_draw,
                office_day.day >= away_from and office_day.day < away_to as is_away,
                away_type
            from roster
            inner join employee using (staff_id)
            inner join office_day on office_day.day >= from_day
                and (to_day is null or office_day.day < to_day)
        ),
        drawn as (
            select
                *,
                case
                    when is_away then away_type
                    when week_draw < 0.035 then 'ANNUAL'
                    when u(k, 'away') < 0.010 then 'SICK'
                    when u(k, 'away') < 0.016 then 'PERSONAL'
                    when u(k, 'away') < 0.024 then 'TRAINING'
                    when u(k, 'away') < 0.0255 then 'STATUTORY'
                    when u(k, 'away') < 0.0260 then 'ABSENT'
                end as leave_type
            from days
        )
        select
            staff_id, position_code, branch_code, day, leave_type,
            case when leave_type is null then 8 * fte else 0 end as shift_hours
        from drawn
        order by day, staff_id;
    """)


def _staff_feed(demo: Demo) -> None:
    """`hr_staff`: told when hired and again when somebody leaves.

    Some of the staff are customers; the hash of their identifier is made with the agreed key.
    """
    demo.run(f"""
        create temp table staff_customer as
        with customers as (
            select
                person_id, id_no, cust_name, branch_code,
                row_number() over (partition by branch_code order by person_id) as no
            from person where is_staff and id_type = '01'
        ),
        seats as (
            select
                staff_id, branch_code,
                row_number() over (
                    partition by branch_code order by u(staff_id, 'is customer'), staff_id
                ) as no
            from employee where not is_new
        )
        select staff_id, person_id, id_no, cust_name
        from customers inner join seats using (branch_code, no);

        create temp table out_hr_staff as
        with told as (
            select *, batch_of(hire_date) as batch from employee where hire_date <= day_last()
            union all
            select *, leave_date from employee
            where leave_date > batch_of(hire_date) and leave_date <= day_last()
        )
        select
            told.staff_id,
            coalesce(
                staff_customer.cust_name,
                surname.form || given.form
            ) as staff_name,
            case when staff_customer.id_no is not null
                then sha256('{AGREED_KEY}|' || staff_customer.id_no)
                when u(told.staff_id, 'identifier told') < 0.9
                then sha256('{AGREED_KEY}|' || told.staff_id) end as id_no_hash,
            strftime(hire_date, '%Y-%m-%d') as hire_date,
            case when leave_date <= batch then strftime(leave_date, '%Y-%m-%d') end as leave_date,
            case when leave_date <= batch then 'LEFT' else 'ACTIVE' end as status,
            batch as _batch,
            hash(told.staff_id) >> 1 as _ord,
            -- what is lost for good here would leave work without a worker
            coalesce(leave_date > batch and leave_date <= day_last(), false) as _is_superseded
        from told
        left join staff_customer on told.staff_id = staff_customer.staff_id
        inner join name_part as surname on surname.part = 'SURNAME'
            and surname.no = die(told.staff_id, 'surname', 40)
        inner join name_part as given on given.part = 'FEMALE'
            and given.no = die(told.staff_id, 'given', 40);
    """)
    open_ground(demo, "hr_staff")
    soil(
        demo, "hr_staff",
        Dirt("D11", "repaired", "hire_date", "replace(hire_date, '-', '')", "20200131", 0.10),
        Dirt("D09", "flagged", "staff_name", "left(staff_name, 1) || chr(65533)",
             "characters lost before delivery", 0.01),
        Dirt(OUTSIDE, "rejected", "staff_id", "null", "key missing", 0.005, "_is_superseded"),
    )
    register(demo, "hr_staff")
    deliver_csv(demo, "hr_staff")


def _position_feed(demo: Demo) -> None:
    """`hr_position`: told when it begins and again when its end is known (D22).

    In a few changes the old position was not ended in time: it overlaps the new one by days.
    """
    demo.run("""
        create temp table out_hr_position as
        with neighbours as (
            select
                *,
                coalesce(lead(is_change) over (partition by staff_id order by from_day), false)
                    as is_followed
            from roster
        ),
        ranked as (
            select
                *,
                row_number() over (
                    partition by is_followed
                    order by u(staff_id || from_day, 'not ended'), staff_id, from_day
                ) as turn
            from neighbours
        ),
        entered as (
            select
                *,
                case when is_followed and turn <= 2 then to_day + 4 + die(staff_id, 'stays', 8)
                    ::integer else to_day end as told_to
            from ranked
        ),
        told as (
            select *, batch_of(from_day) as batch from entered where from_day <= day_last()
            union all
            select *, batch_of(to_day) from entered
            where to_day > batch_of(from_day) and to_day <= day_last()
        )
        select
            staff_id,
            strftime(from_day, '%Y-%m-%d') as valid_from,
            position_code, grade, branch_code,
            fte::decimal(5, 4)::varchar as fte,
            case when to_day <= batch then strftime(told_to, '%Y-%m-%d') else '9999-12-31' end
                as valid_to,
            supervises_branch,
            batch as _batch,
            hash(staff_id, from_day) >> 1 as _ord,
            coalesce(to_day > batch and to_day <= day_last(), false) as _is_superseded,
            case when to_day <= batch and told_to > to_day then 'D22'
                when is_change and day(from_day) > 1 then 'D22' end as _code,
            case when to_day <= batch and told_to > to_day then 'flagged' else 'repaired' end
                as _verdict,
            case when to_day <= batch and told_to > to_day then 'valid_to' when is_change
                then 'valid_from' end as _column,
            case when to_day <= batch and told_to > to_day then 'old position not ended in time'
                when is_change then 'changed within a month' end as _note
        from told;
    """)
    open_ground(demo, "hr_position")
    soil(
        demo, "hr_position",
        Dirt("D11", "repaired", "valid_from", "replace(valid_from, '-', '/')", "2020/01/31", 0.05,
             "valid_to = '9999-12-31'"),
        Dirt(OUTSIDE, "flagged", "position_code", "'CLERK'", "unknown code", 0.004,
             "_is_superseded"),
        Dirt("D12", "flagged", "fte", "'全职'", "part of a position unreadable", 0.004,
             "_is_superseded"),
        Dirt("D11", "rejected", "valid_from", "'2024-02-30'", "key unreadable", 0.004,
             "_is_superseded"),
    )
    register(demo, "hr_position")
    deliver_csv(demo, "hr_position")


def _attendance_feed(demo: Demo) -> None:
    demo.run("""
        create temp table out_hr_attendance as
        select
            staff_id,
            strftime(day, '%Y-%m-%d') as work_date,
            shift_hours::decimal(18, 2)::varchar as shift_hours,
            leave_type,
            batch_of(day) as _batch,
            epoch(day)::bigint as _ord
        from attendance;
    """)
    open_ground(demo, "hr_attendance")
    soil(
        demo, "hr_attendance", *ragged(0.0002), late(0.01),
        Dirt("D11", "repaired", "work_date", "replace(work_date, '-', '/')", "2020/01/31", 0.01),
        Dirt(OUTSIDE, "flagged", "shift_hours", "'26.00'", "more hours than a day", 0.0002,
             "leave_type is null"),
        Dirt(OUTSIDE, "flagged", "shift_hours", "'-8.00'", "negative hours", 0.0001,
             "leave_type is null"),
        Dirt(OUTSIDE, "flagged", "leave_type", "'PERSONAL'", "leave with hours", 0.0002,
             "leave_type is null"),
        Dirt("D12", "flagged", "shift_hours", "'半天'", "hours unreadable", 0.0001),
        Dirt("D11", "rejected", "work_date", "'2024-02-30'", "key unreadable", 0.0002),
    )
    send_again(demo, "hr_attendance", {"leave_type": "'SICK'"}, share=0.5,
               note="reason put right", where="leave_type = 'ABSENT'")
    register(demo, "hr_attendance")
    deliver_csv(demo, "hr_attendance", control="shift_hours", style=Style(compress_history=True))


def _training_feed(demo: Demo) -> None:
    demo.run("""
        create temp table out_hr_training as
        with drawn as (
            select
                staff_id, half, hash(staff_id, half, 'course') as k,
                greatest(hire_date, day_first())
                    + (half * 120 + die(hash(staff_id, half, 'course'), 'day', 115))::integer as day
            from employee, range(0, 8) as halves(half)
            where u(hash(staff_id, half, 'course'), 'takes part') < 0.8
        )
        select
            staff_id,
            'TR0' || die(k, 'course', 9) as course_code,
            strftime(drawn.day, '%Y-%m-%d') as course_date,
            (u(k, 'passed') < 0.93)::varchar as passed,
            batch_of(drawn.day) as _batch,
            hash(staff_id, half) >> 1 as _ord
        from drawn
        inner join employee using (staff_id)
        where drawn.day <= day_last() and (leave_date is null or drawn.day < leave_date);
    """)
    open_ground(demo, "hr_training")
    soil(
        demo, "hr_training", *ragged(0.001),
        Dirt("D11", "repaired", "course_date", "replace(course_date, '-', '')", "20200131", 0.03),
        Dirt(OUTSIDE, "flagged", "passed", "'?'", "neither passed nor failed", 0.002),
        Dirt("D11", "rejected", "course_date", "'2024-00-10'", "key unreadable", 0.002),
    )
    register(demo, "hr_training")
    deliver_csv(demo, "hr_training")
