"""CRM as the branches keep it: who looks after whom, what customers agreed to, what staff did.

What staff do with customers is in `crm_work.py`, complaints are in `complaints.py`, surveys and
points in `feedback.py`, branches and outside data in `outside.py`; all know a customer by its CRM
number.
"""

from strata.demo.bank import Demo
from strata.demo.complaints import make_complaints
from strata.demo.crm_work import make_staff_work
from strata.demo.deliver import deliver_csv
from strata.demo.dirt import OUTSIDE, Dirt, open_ground, ragged, register, soil
from strata.demo.feedback import make_points, make_surveys
from strata.demo.outside import make_branches, make_outside_data

CRM_STARTS = "date '2021-03-01'"
LAW_STARTS = "date '2021-11-01'"


def make_consents(demo: Demo) -> None:
    """Make `crm_actor`, `stint` and `consent`; deliver the consents.

    `crm_actor`: one row a CRM customer with the person behind it. `stint`: who is the customer's
    primary manager from `start_day` to `end_day` (excluded; NULL while it lasts), clean, one at a
    time. `consent`: one row a consent or refusal and the period it holds. Marketing asks for them
    before anybody invests, and managers change what customers do.
    """
    _make_actors(demo)
    _make_stints(demo)
    _consent_feed(demo)


def make_crm(demo: Demo) -> None:
    """Deliver what the CRM and its neighbours hold."""
    make_branches(demo)
    _assignment_feed(demo)
    make_staff_work(demo)
    make_complaints(demo)
    make_surveys(demo)
    make_points(demo)
    make_outside_data(demo)


def _make_actors(demo: Demo) -> None:
    demo.run(f"""
        create table crm_actor as
        select
            crm.source_customer_id as crm_cust_id,
            person.* exclude (cust_name, name_pinyin),
            crm.since,
            greatest(crm.since, {CRM_STARTS}) as known_day,
            greatest(crm.since + 1, day_first()) as first_day,
            date_diff('year', person.birth_date, day_last()) as age,
            branch.close_date as branch_closes,
            branch.successor_code
        from source_record as crm
        inner join person on crm.person_id = person.person_id
        left join branch on person.branch_code = branch.branch_code
        where crm.source_system = 'crm'
        order by crm_cust_id;
    """)


def _make_stints(demo: Demo) -> None:
    """Seats 5 to 7 of a branch look after its customers, the loan officer (9) after most borrowers.

    Seat 6 moves away in some branches.
    """
    demo.run("""
        create temp table staff_move as
        select
            staff_id, branch_code,
            day_first() + 60 + (u(staff_id, 'move day') * (day_last() - day_first() - 80))::integer
                as move_day
        from (
            select *, row_number() over (order by u(staff_id, 'moves'), staff_id) as turn
            from staff where seat = 6 and branch_code not in (
                select branch_code from branch where close_date is not null
            )
        ) where turn <= greatest(1, (select count(*) * 0.3 from branch where branch_level = 'SUB'));

        create table stint as
        with moments as (
            select crm_cust_id, known_day as day, 1 as rank, 'NEW' as reason from crm_actor
            union all
            select crm_cust_id,
                day_first() + floor(u(crm_cust_id, 'change day') * (day_last() - day_first()))
                    ::integer, 2, pick(crm_cust_id, 'change', ['REBALANCE', 'REBALANCE', 'REQUEST'])
            from crm_actor where u(crm_cust_id, 'changes manager') < 0.22
            union all
            select crm_cust_id,
                day_first() + floor(u(crm_cust_id, 'second day') * (day_last() - day_first()))
                    ::integer, 3, 'REBALANCE'
            from crm_actor where u(crm_cust_id, 'changes again') < 0.06
            union all
            select crm_cust_id, branch_closes, 4, 'BRANCH_MERGER'
            from crm_actor where branch_closes <= day_last()
        ),
        begun as (
            select distinct on (crm_cust_id, day) *
            from (
                select moments.* from moments inner join crm_actor using (crm_cust_id)
                where rank = 1 or day > known_day
            )
            order by crm_cust_id, day, rank desc
        ),
        numbered as (
            select
                *,
                row_number() over (partition by crm_cust_id order by day) as no,
                lead(day) over (partition by crm_cust_id order by day) as next_day
            from begun
        ),
        seated as (
            select
                crm_cust_id, day as start_day, next_day as end_day, reason,
                case when branch_closes <= day then successor_code else branch_code end
                    as branch_code,
                case when in_loan and u(crm_cust_id, 'borrower') < 0.7 then 9
                    else 5 + (hash(crm_cust_id) % 3 + no) % 3 end as seat
            from numbered inner join crm_actor using (crm_cust_id)
        ),
        split as (
            -- who moves away hands all customers over on that day, whatever the month says
            select
                seated.* exclude (end_day, seat),
                case when move_day > start_day then coalesce(least(end_day, move_day), move_day)
                    else end_day end as end_day,
                case when move_day <= start_day then 5 else seat end as seat
            from seated
            left join staff_move on seated.branch_code = staff_move.branch_code and seat = 6
            union all by name
            select
                seated.* exclude (start_day, seat, reason),
                move_day as start_day, 'STAFF_MOVE' as reason, 5 as seat
            from seated
            inner join staff_move on seated.branch_code = staff_move.branch_code and seat = 6
            where move_day > start_day and (end_day is null or move_day < end_day)
        )
        select crm_cust_id, start_day, end_day, reason, split.branch_code, staff_id
        from split
        inner join staff on split.branch_code = staff.branch_code and split.seat = staff.seat
        where start_day <= day_last()
        order by crm_cust_id, start_day;
    """)


def _assignment_feed(demo: Demo) -> None:
    """`crm_manager_assignment`: stints as entered, some overlapping, some with gaps (D22)."""
    demo.run("""
        create temp table assignment as
        with neighbours as (
            select
                *,
                lead(reason) over (partition by crm_cust_id order by start_day) as next_reason,
                u(hash(crm_cust_id, start_day), 'handover') as draw,
                lead(u(hash(crm_cust_id, start_day), 'handover')) over (
                    partition by crm_cust_id order by start_day) as next_draw
            from stint
        ),
        entered as (
            select
                crm_cust_id, staff_id, branch_code, reason, 'PRIMARY' as role,
                -- a successor who starts late leaves a gap, a predecessor who stays an overlap
                case when draw < 0.06 and reason in ('REBALANCE', 'REQUEST')
                    and (end_day is null or end_day > start_day + 20) then start_day + 11
                    else start_day end as valid_from,
                case when next_draw > 0.94 and next_reason in ('REBALANCE', 'REQUEST')
                    then end_day + 9 else end_day end as valid_to,
                case when reason in ('STAFF_MOVE', 'BRANCH_MERGER') then lower(reason)
                    when draw < 0.06 and reason in ('REBALANCE', 'REQUEST')
                        and (end_day is null or end_day > start_day + 20) then 'gap before'
                    when next_draw > 0.94 and next_reason in ('REBALANCE', 'REQUEST')
                        then 'overlap after' end as oddity
            from neighbours
            union all
            select
                crm_cust_id, staff.staff_id, staff.branch_code, 'SUPPORT', 'ASSIST',
                start_day + 5, end_day, null
            from stint
            inner join staff on stint.branch_code = staff.branch_code and staff.seat = 4
            where u(crm_cust_id, 'assisted') < 0.12 and start_day + 5 <= day_last()
                and (end_day is null or end_day > start_day + 6)
        ),
        told as (
            select *, batch_of(valid_from) as batch from entered where valid_from <= day_last()
            union all
            -- the end of a period is known on the day it comes
            select *, valid_to from entered
            where valid_to > batch_of(valid_from) and valid_to <= day_last()
        )
        select
            told.*, kind, age, aum,
            case when valid_to <= batch then valid_to end as told_to
        from told inner join crm_actor using (crm_cust_id);

        create temp table out_crm_manager_assignment as
        select
            crm_cust_id, staff_id,
            strftime(valid_from, '%Y-%m-%d') as valid_from,
            role,
            coalesce(strftime(told_to, '%Y-%m-%d'), '9999-12-31') as valid_to,
            reason as assign_reason,
            case
                when u(crm_cust_id, 'tag') < 0.06 then null
                when u(crm_cust_id, 'tag') < 0.30
                    then pick(crm_cust_id, 'tag', ['A', 'B', 'C', 'D'])
                when aum >= 45000 then case when age < 55 then 'B' else 'C' end
                else case when age < 48 then 'A' else 'D' end
            end as tier_at_assign,
            branch_code,
            batch as _batch,
            hash(crm_cust_id, valid_from) >> 1 as _ord,
            case when oddity is not null then 'D22' end as _code,
            'repaired' as _verdict,
            case when oddity is not null then 'valid_from' end as _column,
            oddity as _note
        from assignment;
    """)
    open_ground(demo, "crm_manager_assignment")
    soil(
        demo, "crm_manager_assignment", *ragged(0.0004),
        Dirt("D11", "repaired", "valid_from", "replace(valid_from, '-', '')", "20200131", 0.01),
        Dirt("D11", "rejected", "valid_from", "'2024-02-30'", "key unreadable", 0.0004),
        Dirt(OUTSIDE, "flagged", "role", "'BACKUP'", "unknown code", 0.001),
        Dirt(OUTSIDE, "flagged", "tier_at_assign", "'VIP'", "unknown code", 0.002),
        Dirt(OUTSIDE, "flagged", "valid_to", "'2019-06-30'", "ends before it begins", 0.001),
    )
    register(demo, "crm_manager_assignment")
    deliver_csv(demo, "crm_manager_assignment")


def _consent_feed(demo: Demo) -> None:
    """`crm_consent`: marketing by channel, the other purposes for all channels together."""
    demo.run(f"""
        create table consent as
        with asked as (
            select
                crm_cust_id, person_id, purpose, channel, chance, leaves,
                greatest(since, {LAW_STARTS}) as valid_from,
                hash(crm_cust_id, purpose, channel) as k,
                -- who is open to offers at all says yes for most channels
                case when purpose = 'MARKETING' and u(crm_cust_id, 'open to offers') >= 0.74 then 1
                    else u(hash(crm_cust_id, purpose, channel), 'agrees') end as draw
            from crm_actor,
            (values ('PROFILING', 'ALL', 0.95, 0.015), ('MARKETING', 'SMS', 0.96, 0.07),
                ('MARKETING', 'CALL', 0.85, 0.10), ('MARKETING', 'APP', 0.97, 0.05),
                ('MARKETING', 'WECHAT', 0.94, 0.06), ('THIRD_PARTY', 'ALL', 0.30, 0.03),
                ('CREDIT_QUERY', 'ALL', 0.90, 0.00)) as wishes(purpose, channel, chance, leaves)
            where purpose <> 'CREDIT_QUERY' or in_loan or in_card
        ),
        answered as (
            select
                *,
                draw < chance as granted,
                case
                    when draw < chance and u(k, 'withdraws') < leaves
                        then greatest(valid_from + 30, day_first() + (u(k, 'withdrawn')
                            * (day_last() - day_first()))::integer)
                end as withdraw_day,
                case when channel = 'CALL' and draw < chance and u(k, 'limited') < 0.3
                    then valid_from + 1096 end
                    as limit_day
            from asked
            -- no row: nobody asked
            where draw < chance or u(k, 'refusal noted') < 0.5
        ),
        ended as (
            select * replace (
                case when withdraw_day < least(limit_day, day_last() + 1)
                    then withdraw_day end
                    as withdraw_day
            ) from answered
        )
        select crm_cust_id, person_id, purpose, channel, valid_from, granted,
            coalesce(withdraw_day, limit_day) as valid_to,
            withdraw_day is not null as is_withdrawn, k
        from ended
        union all
        select crm_cust_id, person_id, purpose, channel, withdraw_day, false, null, false, k
        from ended where withdraw_day <= day_last();

        alter table consent add column evidence varchar;
        update consent set evidence = case when u(k, 'proof') < 0.7 then 'CLICK-' else 'PAPER-' end
            || substr(crm_cust_id, 2) || '-' || left(purpose, 2);

        create temp table out_crm_consent as
        with told as (
            select *, batch_of(valid_from) as batch from consent
            union all
            select *, valid_to from consent
            where is_withdrawn and valid_to > batch_of(valid_from) and valid_to <= day_last()
        )
        select
            crm_cust_id, purpose, channel,
            strftime(valid_from, '%Y-%m-%d') as valid_from,
            granted::varchar as granted,
            coalesce(strftime(case when not is_withdrawn or valid_to <= batch then valid_to end,
                '%Y-%m-%d'), '9999-12-31') as valid_to,
            evidence,
            batch as _batch,
            hash(crm_cust_id) >> 1 as _ord
        from told;
    """)
    open_ground(demo, "crm_consent")
    soil(
        demo, "crm_consent", *ragged(0.0002),
        Dirt("D11", "repaired", "valid_from", "replace(valid_from, '-', '/')", "2020/01/31", 0.005),
        Dirt(OUTSIDE, "flagged", "purpose", "'ADS'", "unknown code", 0.0005,
             "purpose = 'MARKETING' and granted = 'false'"),
        Dirt(OUTSIDE, "flagged", "granted", "'?'", "neither granted nor refused", 0.0005,
             "purpose = 'MARKETING'"),
        Dirt(OUTSIDE, "rejected", "valid_from", "null", "key missing", 0.0003,
             "purpose = 'MARKETING'"),
    )
    register(demo, "crm_consent")
    deliver_csv(demo, "crm_consent")
