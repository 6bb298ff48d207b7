"""Counters: what tellers did and how fast, who waited how long, who went to a device instead.

Services of the core's counter transactions and of people who just walk in form visits; each visit
takes its turn at one teller, so that nobody serves two at a time. `service` is what happened.
"""

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

# Standard minutes of a service, and its kind of business at the ticket machine.
SERVICES = {
    "CASHDP": (3, "CASH"), "CASHWD": (3, "CASH"), "TRFOUT": (3, "TRANSFER"),
    "ITROUT": (3, "TRANSFER"), "BILPAY": (3, "PAYMENT"), "CCREP": (3, "PAYMENT"),
    "OPENAC": (18, "OPENING"), "CARDLS": (9, "CARD"), "PWDRST": (6, "CARD"),
    "WMBUY": (15, "WEALTH"), "TDOPEN": (6, "OTHER"), "TDCLOS": (6, "OTHER"),
    "ACCLOS": (6, "OTHER"),
}
WALK_INS_A_TELLER_DAY = 4


def make_counter(demo: Demo) -> None:
    """Make `staff_pace` and `service`; deliver tickets, the business log and device transactions.

    `staff_pace`: the true ratio of somebody's handling times to the standard. Two rush.
    """
    codes, rest = zip(*SERVICES.items(), strict=True)
    minutes, kinds = zip(*rest, strict=True)
    demo.load("service_kind", txn_code=codes, minutes=minutes, biz_type=kinds)
    _make_desks(demo)
    _make_requests(demo)
    _make_services(demo)
    _make_tickets(demo)
    _log_feed(demo)
    _ticket_feed(demo)
    _device_feed(demo)


def _make_desks(demo: Demo) -> None:
    """`desk_day`: who is there on a workday of a branch; customers of a branch by number."""
    demo.run("""
        create table staff_pace as
        select
            staff_id,
            round(case when position_code = 'TELLER' and row_number() over (
                partition by position_code = 'TELLER' and leave_date is null and not is_closing
                    and away_from is null
                order by u(staff_id, 'rushes'), staff_id) <= 2
                and leave_date is null and not is_closing and away_from is null
                then 0.55 + 0.10 * u(staff_id, 'rush') else 0.75 + 0.60 * u(staff_id, 'pace') end,
                4)::decimal(9, 4) as pace
        from employee
        order by staff_id;

        create temp table desk_day as
        select
            branch_code, day,
            list(staff_id order by staff_id) filter (where position_code = 'TELLER') as tellers,
            list(staff_id order by staff_id) filter (where position_code = 'OPS') as clerks,
            list(staff_id order by staff_id) filter (where position_code = 'LOBBY') as lobby
        from attendance where shift_hours > 0
        group by branch_code, day;

        create temp table branch_customer as
        select
            coalesce(branch.successor_code, person.branch_code) as branch_code,
            row_number() over (
                partition by coalesce(branch.successor_code, person.branch_code)
                order by core.source_customer_id
            ) as no,
            count(*) over (partition by coalesce(branch.successor_code, person.branch_code))
                as customers,
            core.source_customer_id as core_cust_no,
            date_diff('year', person.birth_date, day_last()) as age,
            core.since
        from (
            select * from source_record where source_system = 'core'
            qualify row_number() over (partition by person_id order by source_customer_id) = 1
        ) as core
        inner join person on core.person_id = person.person_id
        inner join branch on person.branch_code = branch.branch_code
        where not person.is_minor;

        -- how many there are, so that one can be drawn by number
        create temp table branch_size as
        select branch_code, max(customers) as customers from branch_customer group by branch_code;
    """)


def _make_requests(demo: Demo) -> None:
    """`request_line`: what was asked for at the counters, and in which visit."""
    demo.run(f"""
        create temp table request_line as
        with core as (
            select
                core_counter.*,
                ts::date as day,
                case when close_date <= ts::date then successor_code
                    else core_counter.branch_code end as desk_branch,
                'S' || lpad(((branch_no - 1) * 10 + teller_seat)::varchar, 5, '0') as core_teller
            from core_counter
            inner join branch on core_counter.branch_code = branch.branch_code
            inner join office_day on core_counter.ts::date = office_day.day
            inner join service_kind using (txn_code)
            where channel = 'CTR' and hour(ts) between 8 and 17
        ),
        slots as (
            select
                attendance.staff_id as seat_of, attendance.branch_code, attendance.day, no,
                hash(attendance.staff_id, attendance.day, no, 'walks in') as k
            from attendance, range(1, {WALK_INS_A_TELLER_DAY} + 2) as numbers(no)
            where position_code = 'TELLER' and shift_hours > 0
        ),
        walked as (
            select
                slots.*, (1 + k % branch_size.customers)::bigint as place,
                pick(k, 'asks for', ['CASHDP', 'CASHDP', 'CASHDP', 'CASHDP', 'CASHWD', 'CASHWD',
                    'CASHWD', 'TRFOUT', 'TRFOUT', 'BILPAY', 'BILPAY', 'CCREP', 'CCREP', 'CCREP',
                    'PWDRST', 'PWDRST', 'CARDLS', 'OPENAC', 'CASHDP', 'BILPAY']) as txn_code
            from slots
            left join branch_size using (branch_code)
            where u(k, 'comes') < {WALK_INS_A_TELLER_DAY}
                / ({WALK_INS_A_TELLER_DAY} + 1.0) * (0.75 + 0.5 * u(branch_code, 'busy'))
        ),
        named as (
            select
                walked.*, branch_customer.core_cust_no,
                day + interval 9 hour
                    + to_seconds((27000 * pow(u(k, 'when'), 1.1))::integer) as ts
            from walked
            left join branch_customer on walked.branch_code = branch_customer.branch_code
                -- who only brings or fetches cash says no name
                and branch_customer.no = case when txn_code in ('PWDRST', 'CARDLS', 'OPENAC')
                    then walked.place end
        )
        select
            'C' || txn_id as line_key, 'V' || core_cust_no || strftime(day, '%y%m%d') as visit_key,
            desk_branch as branch_code, day, ts, core_cust_no, txn_code, txn_id as core_txn_id,
            cents, flag, orig_txn_id, core_teller, 1 as item_count
        from core
        union all
        select
            'W' || lpad(hex(k), 16, '0'), 'W' || lpad(hex(k), 16, '0'), branch_code, day, ts,
            core_cust_no, txn_code, null,
            case when txn_code in ('CASHDP', 'CASHWD', 'TRFOUT', 'BILPAY', 'CCREP')
                then (exp(8.1 + 1.1 * g(k, 'amount')) * 100)::bigint // 100 * 100 end,
            'N', null, null, 1
        from named
        union all
        -- some want something more while they are there
        select
            'X' || lpad(hex(k), 16, '0'), 'W' || lpad(hex(k), 16, '0'), branch_code, day, ts,
            core_cust_no, pick(k, 'more', ['CASHDP', 'BILPAY', 'TRFOUT', 'CASHWD']), null,
            (exp(7.6 + 1.0 * g(k, 'more amount')) * 100)::bigint // 100 * 100, 'N', null, null, 1
        from named where u(k, 'wants more') < 0.12;
    """)


def _make_services(demo: Demo) -> None:
    """`service`: each line with its teller and its times, one visit after the other.

    A visit starts when it is called and its teller is free: the running maximum of (call minus the
    work before it) plus that work.
    """
    demo.run("""
        create temp table visit_line as
        with placed as (
            select
                request_line.*, service_kind.minutes, service_kind.biz_type, desk_day.lobby,
                coalesce(desk_day.tellers, desk_day.clerks) as desks,
                desk_day.clerks,
                first_value(txn_code) over first_of as first_code,
                first_value(core_teller) over first_of as first_teller,
                first_value(ts) over first_of as called_ts
            from request_line
            inner join service_kind using (txn_code)
            inner join desk_day on request_line.branch_code = desk_day.branch_code
                and request_line.day = desk_day.day
            where desk_day.tellers is not null or desk_day.clerks is not null
            window first_of as (
                partition by request_line.visit_key, request_line.branch_code
                order by ts, line_key
                rows between unbounded preceding and unbounded following
            )
        ),
        assigned as (
            select
                placed.* exclude (desks, clerks),
                case
                    when clerks is not null
                        and first_code in
                            ('OPENAC', 'PWDRST', 'CARDLS', 'WMBUY', 'TDOPEN', 'ACCLOS')
                        and u(visit_key, 'by a clerk') < 0.45
                        then clerks[1 + (hash(visit_key) % len(clerks))::integer]
                    when list_contains(desks, first_teller) then first_teller
                    else desks[1 + (hash(visit_key) % len(desks))::integer]
                end as teller_id
            from placed
        )
        select
            assigned.*,
            case when u(line_key, 'authorised') < 0.12
                then 30 + die(line_key, 'authorising', 210)::integer else 0 end as auth_s,
            least(3500, greatest(
                12, round(60.0 * minutes * pace * exp(0.35 * g(line_key, 'takes')))))::integer
                as work_s
        from assigned
        inner join staff_pace on assigned.teller_id = staff_pace.staff_id;

        create temp table visit as
        with summed as (
            select
                visit_key, branch_code, day, teller_id, min(called_ts) as called_ts,
                sum(auth_s + work_s)::bigint as taken_s
            from visit_line
            group by visit_key, branch_code, day, teller_id
        ),
        queued as (
            select
                *,
                epoch(called_ts)::bigint as called_s,
                sum(taken_s) over turns as until_s
            from summed
            window turns as (
                partition by teller_id, day order by called_ts, visit_key
                rows unbounded preceding
            )
        )
        select
            * exclude (until_s, called_s),
            (until_s - taken_s + max(called_s - until_s + taken_s) over (
                partition by teller_id, day order by called_ts, visit_key rows unbounded preceding
            ))::bigint as start_s
        from queued;

        create table service as
        select
            visit_line.* exclude (called_ts, first_code, first_teller, minutes),
            make_timestamp((start_s + coalesce(sum(auth_s + work_s) over earlier, 0)::bigint)
                * 1000000) as start_ts,
            'Q' || strftime(visit_line.day, '%y%m%d') || lpad(hex(hash(
                visit_key, visit_line.branch_code)), 16, '0') as ticket_id
        from visit_line
        inner join visit using (visit_key, branch_code, day, teller_id)
        window earlier as (
            partition by visit_key, visit_line.branch_code order by ts, line_key
            rows between unbounded preceding and 1 preceding
        );
    """)


def _make_tickets(demo: Demo) -> None:
    """`ticket`: one a visit, those who gave up, and those the lobby manager sent to a device."""
    demo.run("""
        create temp table ticket as
        with served as (
            select
                ticket_id, branch_code, day, teller_id, hash(ticket_id) as k,
                first(biz_type order by start_ts, line_key) as biz_type,
                first(txn_code order by start_ts, line_key) as txn_code,
                first(core_cust_no order by start_ts, line_key) as core_cust_no,
                any_value(lobby) as lobby,
                min(start_ts) as start_ts,
                max(start_ts + to_seconds(auth_s + work_s)) as end_ts
            from service
            group by ticket_id, branch_code, day, teller_id
        ),
        loaded as (
            select
                *,
                case when lobby is not null then lobby[1 + (k % len(lobby))::integer] end
                    as lobby_staff_id,
                (165 + 150 * u(branch_code, 'queues'))
                    * case when hour(start_ts) in (10, 11) then 1.5 when hour(start_ts) in (9, 16)
                        then 0.8 else 1.1 end
                    * case when day(day) between 10 and 16 then 1.3 else 1 end as usual_wait
            from served
        ),
        waited as (
            select *, (10 + usual_wait * exp(0.72 * g(k, 'waits')))::integer as wait_s
            from loaded
        ),
        moved as (
            select
                waited.*, no, hash(k, no) as dk,
                (1 + hash(k, no) % branch_size.customers)::bigint as place,
                0.20 + 0.35 * u(coalesce(lobby_staff_id, waited.branch_code), 'sends')
                    as rate
            from waited
            cross join range(1, 3) as numbers(no)
            left join branch_size on waited.branch_code = branch_size.branch_code
            where biz_type in ('CASH', 'TRANSFER', 'PAYMENT', 'CARD')
        )
        select
            ticket_id, branch_code, day, biz_type, txn_code, core_cust_no,
            start_ts - to_seconds(wait_s) as take_ts,
            start_ts - to_seconds(least(wait_s, 5 + die(k, 'walks', 25)::integer)) as call_ts,
            start_ts, end_ts, teller_id, false as abandoned, null as diverted_to, lobby_staff_id,
            case when u(k, 'rates') < 0.35 then least(5, greatest(1, round(5.1 - wait_s / 900.0
                + 0.6 * g(k, 'rating'))))::integer end as rating
        from waited
        union all
        select
            replace(ticket_id, 'Q', 'QA'), branch_code, day, biz_type, txn_code, null,
            start_ts - to_seconds(wait_s), case when u(k, 'called in vain') < 0.6 then start_ts end,
            null, null, null, true, null, lobby_staff_id, null
        from waited where u(k, 'gives up') < 0.010 + 0.06 * least(1, wait_s / 900.0)
        union all
        select
            replace(ticket_id, 'Q', 'QD' || moved.no), moved.branch_code, day, biz_type, txn_code,
            case when age < 70 and since < day then branch_customer.core_cust_no end,
            start_ts - to_seconds(200 + die(dk, 'earlier', 3000)::integer),
            null, null, null, null, false,
            case when u(dk, 'sent to') < 0.78 then 'DEVICE' else 'APP' end, lobby_staff_id, null
        from moved
        left join branch_customer on moved.branch_code = branch_customer.branch_code
            and branch_customer.no = case when u(dk, 'known') < 0.7 then moved.place end
        where u(dk, 'is sent') < case when lobby_staff_id is null then 0.04
            else rate / (1 - rate) / 2 end;
    """)


def _log_feed(demo: Demo) -> None:
    """`cntr_business_log`: services, reversals (D16), own errors put right, batches."""
    demo.run("""
        create temp table out_cntr_business_log as
        with reversed as (
            select orig_txn_id from core_counter where flag = 'R'
        ),
        lines as (
            select
                'L' || strftime(day, '%y%m%d') || lpad(hex(hash(line_key)), 16, '0') as serial_no,
                service.*, hash(line_key) as k,
                start_ts + to_seconds(auth_s + work_s) as end_ts
            from service
        ),
        corrected as (
            select
                'E' || substr(serial_no, 2) as serial_no, branch_code, teller_id, ticket_id,
                txn_code, null as core_txn_id, core_cust_no,
                end_ts + to_seconds(900 + die(k, 'notices', 5000)) as start_ts,
                end_ts + to_seconds(1080 + die(k, 'notices', 5000)) as end_ts,
                null::integer as auth_s, 'OK' as status, 'false' as is_batch, 1 as item_count,
                cents, serial_no as orig_serial_no, day, k
            from lines
            where flag = 'N' and u(k, 'errs') < 0.0005 + 0.0035 * pow(u(teller_id, 'care'), 2)
                and hour(end_ts) < 16
        ),
        batches as (
            select
                'B' || strftime(day, '%y%m%d') || lpad(hex(hash(desk_day.branch_code, day, no)),
                    16, '0') as serial_no,
                desk_day.branch_code,
                coalesce(clerks, tellers)[1] as teller_id, day, no,
                hash(desk_day.branch_code, day, no, 'batch') as k
            from desk_day, range(1, 3) as numbers(no)
            where coalesce(clerks, tellers) is not null
                and u(hash(desk_day.branch_code, day, no, 'batch'), 'comes')
                < case when no = 2 then 0.20 when day(day) between 5 and 15 then 0.35 else 0.05 end
        ),
        told as (
            select
                serial_no, branch_code, teller_id, ticket_id, txn_code, core_txn_id, core_cust_no,
                start_ts, end_ts,
                case when auth_s > 0 then case when u(k, 'wait told') < 0.95 then auth_s end
                    when u(k, 'wait told') < 0.7 then 0 end as auth_s,
                case when flag = 'R' then 'REV'
                    when core_txn_id in (select orig_txn_id from reversed)
                        and u(k, 'marked') < 0.5 then 'REV'
                    when core_txn_id is null and u(k, 'fails') < 0.015 then 'FAIL'
                    else 'OK' end as status,
                'false' as is_batch, item_count, cents,
                original_no as orig_serial_no, day, k
            from lines
            left join (select line_key as original_key, serial_no as original_no from lines)
                on original_key = 'C' || orig_txn_id
            union all by name
            select * from corrected
            union all by name
            select
                serial_no, branch_code, teller_id,
                case no when 1 then 'PAYBAT' else 'MACHIN' end as txn_code,
                day + interval 9 hour + to_seconds(die(k, 'when', 24000)) as start_ts,
                day + interval 9 hour + to_seconds(die(k, 'when', 24000)
                    + (case no when 1 then 18 * ceil((5 + k % 60) / 10.0) * 10
                    * (0.8 + 0.4 * u(k, 'takes')) else 40 end)::integer) as end_ts,
                0 as auth_s, 'OK' as status, (no = 2)::varchar as is_batch,
                case no when 1 then 5 + (k % 60)::integer else 100 + (k % 4000)::integer end
                    as item_count,
                (50000 + k % 9000000)::bigint as cents, day, k
            from batches
        )
        select
            serial_no, branch_code, teller_id,
            'W' || lpad((1 + hash(teller_id) % 6)::varchar, 2, '0') as window_no,
            ticket_id, txn_code, core_txn_id, core_cust_no,
            start_ts::varchar as start_ts,
            end_ts::varchar as end_ts,
            auth_s::varchar as auth_wait_s,
            status, is_batch, item_count::varchar as item_count,
            yuan(cents)::varchar as amount,
            orig_serial_no,
            batch_of(day) as _batch,
            epoch(start_ts)::bigint as _ord
        from told;
    """)
    open_ground(demo, "cntr_business_log")
    served = "status = 'OK' and txn_code not in ('MACHIN', 'PAYBAT')"
    soil(
        demo, "cntr_business_log", *ragged(0.0001), late(0.01), restyled("start_ts", 0.004),
        Dirt("D23", "flagged", "end_ts", "(start_ts::timestamp - interval 6 minute)::varchar",
             "ended before it began", 0.005, served),
        Dirt("D23", "flagged", "end_ts", "(start_ts::timestamp + interval 2 second)::varchar",
             "done in two seconds", 0.004, served),
        Dirt("D23", "flagged", "end_ts", "(start_ts::timestamp + interval 3 hour)::varchar",
             "left open for hours", 0.004, served),
        Dirt("D12", "repaired", "amount", "format('{:,.2f}', amount::double)",
             "thousands separators", 0.005, "try_cast(amount as double) >= 1000"),
        Dirt(OUTSIDE, "flagged", "status", "'DONE'", "unknown code", 0.0003, "status = 'OK'"),
        Dirt(OUTSIDE, "flagged", "auth_wait_s", "'-30'", "negative value", 0.0003,
             "auth_wait_s = '0'"),
        Dirt(OUTSIDE, "flagged", "amount", "'-' || amount", "negative value", 0.0003,
             "try_cast(amount as double) > 0"),
        Dirt("D12", "flagged", "auth_wait_s", "'约一分钟'", "wait unreadable", 0.0003,
             "auth_wait_s is not null"),
        Dirt("D11", "rejected", "start_ts", "'昨天'", "time unreadable", 0.0003),
        Dirt(OUTSIDE, "rejected", "serial_no", "null", "key missing", 0.0002,
             "txn_code = 'MACHIN'"),
    )
    send_again(demo, "cntr_business_log", {"status": "'REV'"}, share=1, note="reversed later",
               where="status = 'OK' and serial_no in (select orig_serial_no from "
               "out_cntr_business_log where status = 'REV')")
    send_again(demo, "cntr_business_log", {"auth_wait_s": "'45'"}, share=0.02,
               note="approval wait told later", where="auth_wait_s is null and status = 'OK'")
    register(demo, "cntr_business_log")
    deliver_csv(demo, "cntr_business_log", control="amount", style=Style(compress_history=True))


def _ticket_feed(demo: Demo) -> None:
    demo.run("""
        create temp table out_cntr_queue_ticket as
        select
            ticket_id, branch_code, biz_type, core_cust_no,
            take_ts::varchar as take_ts,
            call_ts::varchar as call_ts,
            start_ts::varchar as start_ts,
            end_ts::varchar as end_ts,
            case when teller_id is not null
                then 'W' || lpad((1 + hash(teller_id) % 6)::varchar, 2, '0') end as window_no,
            teller_id, abandoned::varchar as abandoned, diverted_to, lobby_staff_id,
            rating::varchar as rating,
            batch_of(day) as _batch,
            epoch(take_ts)::bigint as _ord
        from ticket;
    """)
    open_ground(demo, "cntr_queue_ticket")
    soil(
        demo, "cntr_queue_ticket", *ragged(0.0001), late(0.01), restyled("take_ts", 0.003),
        Dirt("D23", "flagged", "end_ts", "(start_ts::timestamp - interval 7 minute)::varchar",
             "ended before it began", 0.008, "start_ts is not null"),
        Dirt("D23", "flagged", "start_ts", "null", "served, start missing", 0.008,
             "start_ts is not null"),
        Dirt("D23", "flagged", "take_ts", "(start_ts::timestamp + interval 5 minute)::varchar",
             "served before it was drawn", 0.003, "start_ts is not null"),
        Dirt("D23", "flagged", "abandoned", "'true'", "abandoned and served", 0.003,
             "start_ts is not null"),
        Dirt(OUTSIDE, "flagged", "diverted_to", "'HALL'", "unknown code", 0.0003,
             "diverted_to is not null"),
        Dirt(OUTSIDE, "flagged", "rating", "'9'", "rating outside 1 to 5", 0.0005,
             "rating is not null"),
        Dirt("D23", "rejected", "take_ts", "null", "nobody knows when it was drawn", 0.001),
    )
    send_again(demo, "cntr_queue_ticket", {"rating": "'4'"}, share=0.01, note="rated later",
               where="rating is null and start_ts is not null")
    register(demo, "cntr_queue_ticket")
    deliver_csv(demo, "cntr_queue_ticket", style=Style(compress_history=True))


def _device_feed(demo: Demo) -> None:
    """`cntr_device_txn`: who was sent to a device, and the core's transactions at devices."""
    demo.run("""
        create temp table out_cntr_device_txn as
        with used as (
            select
                'D' || substr(ticket_id, 2) as dev_txn_id, branch_code, core_cust_no, txn_code,
                take_ts + to_seconds(60 + die(ticket_id, 'goes', 240)) as start_ts,
                case txn_code when 'CASHDP' then 'CRS' when 'CASHWD' then 'ATM'
                    when 'TRFOUT' then pick(ticket_id, 'device', ['TRANSFER', 'STM', 'VTM'])
                    else pick(ticket_id, 'device', ['STM', 'VTM', 'VTM', 'ROBOT']) end
                    as device_type,
                lobby_staff_id as helper, day, hash(ticket_id) as k
            from ticket where diverted_to = 'DEVICE'
            union all
            select
                'D' || txn_id,
                case when close_date <= ts::date then successor_code
                    else core_counter.branch_code end,
                core_cust_no, txn_code, ts, channel, null, ts::date, hash(txn_id)
            from core_counter
            inner join branch on core_counter.branch_code = branch.branch_code
            where channel in ('ATM', 'STM', 'VTM') and flag = 'N'
        ),
        timed as (
            select *, (25 + 55 * exp(0.5 * g(k, 'takes')))::integer as taken_s
            from used
        )
        select
            dev_txn_id,
            device_type || '-' || branch_code || '-' || die(k, 'which', 3) as device_id,
            device_type, branch_code, core_cust_no, txn_code,
            start_ts::varchar as start_ts,
            (start_ts + to_seconds(taken_s))::varchar as end_ts,
            case when u(k, 'helped') < 0.35 then helper end as assist_staff_id,
            (u(k, 'succeeds') < 0.97)::varchar as success,
            batch_of(day) as _batch,
            epoch(start_ts)::bigint as _ord
        from timed;
    """)
    open_ground(demo, "cntr_device_txn")
    soil(
        demo, "cntr_device_txn", *ragged(0.0001), late(0.01), restyled("start_ts", 0.003),
        Dirt("D23", "flagged", "end_ts", "(start_ts::timestamp - interval 1 minute)::varchar",
             "ended before it began", 0.005),
        Dirt(OUTSIDE, "flagged", "device_type", "'KIOSK'", "unknown code", 0.0003),
        Dirt(OUTSIDE, "flagged", "success", "'?'", "neither done nor failed", 0.0003),
        Dirt("D11", "rejected", "start_ts", "'00:00:00'", "time unreadable", 0.0003),
    )
    send_again(demo, "cntr_device_txn", {"success": "'false'"}, share=0.005,
               note="found to have failed", where="success = 'true'")
    register(demo, "cntr_device_txn")
    deliver_csv(demo, "cntr_device_txn", style=Style(compress_history=True))
