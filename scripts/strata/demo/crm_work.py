"""What staff do in the CRM: changed attributes, contacts, opportunities, log-ins, ideas."""

from strata.demo.bank import Demo
from strata.demo.deliver import Style, deliver_csv
from strata.demo.dirt import (
    OUTSIDE,
    Dirt,
    late,
    open_ground,
    ragged,
    register,
    register_batch,
    restyled,
    send_again,
    soil,
)


def make_staff_work(demo: Demo) -> None:
    """Deliver profile updates, contacts, opportunities, use of the CRM and suggestions."""
    _profile_feed(demo)
    _contact_feed(demo)
    _opportunity_feed(demo)
    _usage_feed(demo)
    _suggestion_feed(demo)


def _profile_feed(demo: Demo) -> None:
    """`crm_profile_update`: changes of attributes; review may follow in a later batch."""
    demo.run("""
        create temp table out_crm_profile_update as
        with drawn as (
            select
                crm_actor.*, no, hash(crm_cust_id, no) as k,
                first_day + floor(u(hash(crm_cust_id, no), 'day') * (day_last() - first_day + 1))
                    ::integer as day
            from crm_actor, range(1, 4) as numbers(no)
            where u(hash(crm_cust_id, no), 'updates')
                < 0.30 * (day_last() - first_day + 1) / 822.0 and first_day <= day_last()
        ),
        chosen as (
            select
                *,
                pick(k, 'attribute', ['CONTACT', 'CONTACT', 'OCCUPATION', 'INCOME', 'INCOME',
                    'HOME_ADDR', 'HOME_ADDR', 'EMPLOYER', 'EDUCATION', 'MARITAL']) as attr_name,
                case when u(k, 'by') < 0.35 then 'CUSTOMER' when u(k, 'by') < 0.92 then 'STAFF'
                    else 'SYSTEM' end as source
            from drawn
        )
        select
            'PU' || substr(chosen.crm_cust_id, 2) || '-' || no as update_id,
            chosen.crm_cust_id,
            attr_name,
            case attr_name
                when 'CONTACT' then mobile when 'OCCUPATION' then occupation_code
                when 'INCOME' then annual_income::varchar when 'HOME_ADDR' then home_addr
                when 'EDUCATION' then education_code when 'MARITAL' then marital_code
            end as old_value,
            case attr_name
                when 'CONTACT' then '155' || lpad(permuted(person_id, 30011, no)::varchar, 8, '0')
                when 'OCCUPATION' then pick(k, 'new job', ['0101', '0102', '0201', '0301', '0801'])
                when 'INCOME' then (round(annual_income * (0.9 + 0.5 * u(k, 'new income')), -2))
                    ::bigint::varchar
                when 'HOME_ADDR' then replace(home_addr, '大道', '新路')
                when 'EMPLOYER' then employer_name
                when 'EDUCATION' then pick(k, 'new school', ['10', '20', '30'])
                else pick(k, 'new family', ['20', '30']) end as new_value,
            (day + to_seconds(30000 + die(k, 'second', 32000)))::timestamp::varchar as update_ts,
            source,
            case when source = 'STAFF' then staff_id end as staff_id,
            case source
                when 'STAFF' then pick(k, 'proof', ['DOCUMENT', 'INCOME_PROOF', 'VISIT', null])
                when 'CUSTOMER' then pick(k, 'proof', ['APP_SIGNED', null, null]) end
                as evidence_type,
            case when source = 'SYSTEM' then 'APPROVED'
                else pick(k, 'review', ['APPROVED', 'APPROVED', 'APPROVED', 'APPROVED', 'APPROVED',
                    'APPROVED', 'APPROVED', 'PENDING', 'PENDING', 'REJECTED']) end as review_status,
            batch_of(day) as _batch,
            hash(update_id) >> 1 as _ord
        from chosen
        left join stint on chosen.crm_cust_id = stint.crm_cust_id and day >= start_day
            and (end_day is null or day < end_day)
        left join employer on employer.employer_no = die(k, 'new employer', 80);
    """)
    _update_in_lobby(demo)
    demo.run("""
        create table profile_updated as
        select staff_id, update_ts::date as day from out_crm_profile_update
        where source = 'STAFF' and review_status <> 'REJECTED';
    """)
    open_ground(demo, "crm_profile_update")
    soil(
        demo, "crm_profile_update", *ragged(0.001), late(), restyled("update_ts", 0.01),
        Dirt("D10", "repaired", "new_value",
             "replace(new_value, '区第', '区,' || chr(10) || '\"新\"第')",
             "comma, quote and line end in a value", 0.02, "attr_name = 'HOME_ADDR'"),
        Dirt("D31", "repaired", "new_value", "new_value || '.00'", "income with decimals", 0.05,
             "attr_name = 'INCOME'"),
        Dirt("D09", "flagged", "new_value", "left(new_value, 3) || chr(65533) || '路'",
             "characters lost before delivery", 0.01, "attr_name = 'HOME_ADDR'"),
        Dirt("D11", "rejected", "update_ts", "'2025-00-00 00:00:00'", "time unreadable", 0.001),
        Dirt(OUTSIDE, "flagged", "source", "'ROBOT'", "unknown code", 0.001, "source = 'SYSTEM'"),
    )
    send_again(demo, "crm_profile_update", {"review_status": "'APPROVED'"}, share=0.5,
               note="reviewed later", where="review_status = 'PENDING'")
    register(demo, "crm_profile_update")
    bom = demo.batches[min(9, demo.daily_batches)]
    register_batch(demo, "crm_profile_update", bom, "D09", "byte order mark")
    deliver_csv(demo, "crm_profile_update",
                encoding_of=lambda batch: "utf-8-sig" if batch == bom else "utf-8")


def _update_in_lobby(demo: Demo) -> None:
    """Add what lobby managers bring up to date while customers wait."""
    demo.run("""
        insert into out_crm_profile_update
        with drawn as (
            select
                staff_id, branch_code, months.month_start, no,
                hash(staff_id, months.month_start, no, 'lobby update') as k
            from employee, (select distinct month_start from biz_day) as months,
                range(1, 16) as numbers(no)
            where seat = 4 and months.month_start > hire_date
                and u(hash(staff_id, months.month_start, no, 'lobby update'), 'updates')
                    < 0.30 + 0.35 * u(staff_id, 'updates')
        ),
        candidate as (
            select
                crm_cust_id, branch_code, mobile, occupation_code,
                row_number() over (partition by branch_code order by crm_cust_id) as place,
                count(*) over (partition by branch_code) as customers
            from crm_actor
            where not is_minor and scenario is distinct from 'DECEASED'
                and known_day < day_first()
        )
        select
            'PL' || substr(staff_id, 2) || strftime(month_start, '%y%m') || '-' || no,
            crm_cust_id,
            'CONTACT',
            mobile,
            '157' || lpad(permuted((k % 99999989)::bigint, 30011, no)::varchar, 8, '0'),
            (month_start + (die(k, 'day', 28) - 1)::integer
                + to_seconds(33000 + die(k, 'second', 28000)))::timestamp::varchar,
            'STAFF', staff_id, 'VISIT',
            pick(k, 'review', ['APPROVED', 'APPROVED', 'APPROVED', 'APPROVED', 'REJECTED']),
            batch_of((month_start + (die(k, 'day', 28) - 1)::integer)::date),
            hash('PL' || k) >> 1
        from drawn
        inner join branch using (branch_code)
        inner join candidate
            on coalesce(branch.successor_code, drawn.branch_code) = candidate.branch_code
            and candidate.place = 1 + k % candidate.customers
        where (close_date is null or month_start + 28 < close_date)
            and month_start + 27 <= day_last();
    """)


def _contact_feed(demo: Demo) -> None:
    demo.run("""
        create temp table out_crm_contact_log as
        with drawn as (
            select
                crm_actor.crm_cust_id, kind, hash(crm_actor.crm_cust_id, month_start) as k,
                month_start
                    + die(hash(crm_actor.crm_cust_id, month_start), 'day', 28)::integer - 1 as day
            from crm_actor, (select distinct month_start from biz_day)
            where u(hash(crm_actor.crm_cust_id, month_start), 'is called') < case kind
                when 'mature_wealthy_elsewhere' then 0.17 when 'older_counter_welloff' then 0.21
                when 'young_active' then 0.06 else 0.03 end
                and scenario is distinct from 'DECEASED' and not is_minor
        ),
        handled as (
            select drawn.*, staff_id,
                pick(k, 'result', ['INTERESTED', 'INTERESTED', 'NOT_NOW', 'NOT_NOW', 'REFUSED',
                    'NO_ANSWER', 'NO_ANSWER', null]) as result_code
            from drawn
            inner join stint on drawn.crm_cust_id = stint.crm_cust_id and day >= start_day
                and (end_day is null or day < end_day)
            where day between day_first() and day_last()
        )
        select
            'CL' || substr(crm_cust_id, 2) || '-' || strftime(day, '%y%m%d') as contact_id,
            crm_cust_id,
            staff_id,
            (day + to_seconds(32400 + die(k, 'second', 28000)))::timestamp::varchar as contact_ts,
            case when kind like 'older%' then pick(k, 'way', ['CALL', 'CALL', 'BRANCH', 'VISIT'])
                else pick(k, 'way', ['CALL', 'WECHAT', 'WECHAT', 'APP', 'BRANCH']) end as channel,
            case result_code when 'NO_ANSWER' then '0' else die(k, 'minutes', 25)::varchar end
                as minutes,
            result_code,
            case when result_code = 'INTERESTED' then pick(k, 'need', ['DEPOSIT', 'WEALTH', 'FUND',
                'INSURANCE', 'CARD', 'LOAN', 'DIGITAL']) end as need_tag,
            case when result_code in ('INTERESTED', 'NOT_NOW')
                then strftime(day + 3 + die(k, 'next', 40)::integer, '%Y%m%d') end
                as next_action_date,
            batch_of(day) as _batch,
            hash(contact_id) >> 1 as _ord
        from handled;

        delete from out_crm_contact_log using employee
        where out_crm_contact_log.staff_id = employee.staff_id and contact_ts::date >= leave_date;
    """)
    _loan_officers_call(demo)
    demo.run("""
        create table contact_made as
        select staff_id, crm_cust_id, contact_ts::date as day, result_code
        from out_crm_contact_log;
    """)
    open_ground(demo, "crm_contact_log")
    soil(
        demo, "crm_contact_log", *ragged(0.0005), late(0.03), restyled("contact_ts", 0.01),
        Dirt("D11", "repaired", "next_action_date", "'00000000'", "no next action", 0.02,
             "next_action_date is null"),
        Dirt("D11", "rejected", "contact_ts", "'昨天下午'", "time unreadable", 0.0005),
        Dirt(OUTSIDE, "flagged", "minutes", "'-5'", "negative length", 0.0005, "minutes <> '0'"),
        Dirt("D12", "repaired", "minutes", "full_width(minutes)", "full-width digits", 0.01),
        Dirt("D12", "flagged", "minutes", "'约十分钟'", "length unreadable", 0.0005),
    )
    send_again(demo, "crm_contact_log", {"result_code": "'INTERESTED'", "need_tag": "'WEALTH'"},
               share=0.05, note="result noted later", where="result_code is null")
    register(demo, "crm_contact_log")
    deliver_csv(demo, "crm_contact_log", control="minutes")


def _loan_officers_call(demo: Demo) -> None:
    """Add contacts of loan officers, who own no customers, with customers of their branch."""
    demo.run("""
        insert into out_crm_contact_log
        with drawn as (
            select
                staff_id, branch_code, months.month_start, no,
                hash(staff_id, months.month_start, no, 'loan contact') as k
            from staff, (select distinct month_start from biz_day) as months,
                range(1, 13) as numbers(no)
            where seat = 9
                and u(hash(staff_id, months.month_start, no, 'loan contact'), 'calls')
                    < 0.45 + 0.40 * u(staff_id, 'calls')
        ),
        candidate as (
            select
                crm_cust_id, branch_code,
                row_number() over (partition by branch_code order by crm_cust_id) as place,
                count(*) over (partition by branch_code) as customers
            from crm_actor
            where not is_minor and scenario is distinct from 'DECEASED'
                and known_day < day_first()
        ),
        dated as (
            select
                drawn.*, crm_cust_id,
                month_start + (die(k, 'day', 28) - 1)::integer as day,
                pick(k, 'result', ['INTERESTED', 'INTERESTED', 'NOT_NOW', 'NOT_NOW', 'REFUSED',
                    'NO_ANSWER', null]) as result_code
            from drawn
            inner join branch using (branch_code)
            inner join candidate
                on coalesce(branch.successor_code, drawn.branch_code) = candidate.branch_code
                and candidate.place = 1 + k % candidate.customers
        )
        select
            'CN' || substr(staff_id, 2) || '-' || strftime(month_start, '%y%m') || '-' || no,
            crm_cust_id, staff_id,
            (day + to_seconds(32400 + die(k, 'second', 28000)))::timestamp::varchar,
            pick(k, 'way', ['CALL', 'CALL', 'WECHAT', 'BRANCH']),
            case result_code when 'NO_ANSWER' then '0' else die(k, 'minutes', 25)::varchar end,
            result_code,
            case when result_code = 'INTERESTED' then 'LOAN' end,
            case when result_code in ('INTERESTED', 'NOT_NOW')
                then strftime((day + 3 + die(k, 'next', 40)::integer)::date, '%Y%m%d') end,
            batch_of(day::date),
            hash('CN' || k) >> 1
        from dated
        where day <= day_last();
    """)


def _opportunity_feed(demo: Demo) -> None:
    """`crm_opportunity`: told when it is seen and again when it is closed."""
    demo.run("""
        create temp table out_crm_opportunity as
        with drawn as (
            select
                crm_actor.crm_cust_id, kind, no, hash(crm_actor.crm_cust_id, no, 'opp') as k,
                first_day + floor(u(hash(crm_actor.crm_cust_id, no, 'opp'), 'day')
                    * (day_last() - first_day + 1))::integer as day
            from crm_actor, range(1, 5) as numbers(no)
            where u(hash(crm_actor.crm_cust_id, no, 'opp'), 'seen') < case kind
                when 'mature_wealthy_elsewhere' then 0.40 when 'older_counter_welloff' then 0.28
                when 'young_active' then 0.22 else 0.05 end
                and first_day <= day_last() and not is_minor
        ),
        seen as (
            select
                drawn.*, staff_id,
                day + 5 + die(k, 'open for', 70)::integer as close_day,
                pick(k, 'end', ['WON', 'LOST', 'LOST', 'EXPIRED']) as outcome
            from drawn
            left join stint on drawn.crm_cust_id = stint.crm_cust_id and day >= start_day
                and (end_day is null or day < end_day)
        ),
        told as (
            select *, batch_of(day) as batch from seen
            union all
            select *, close_day from seen
            where close_day > batch_of(day) and close_day <= day_last()
        )
        select
            'OP' || substr(crm_cust_id, 2) || '-' || no as opp_id,
            crm_cust_id,
            case when kind = 'young_active'
                then pick(k, 'product', ['CC01', 'FD01', 'FD03', 'LC01', 'CC02'])
                when kind like 'mature%'
                then pick(k, 'product', ['WM03', 'FD04', 'CC03', 'IN02', 'LM01', 'PM01'])
                else pick(k, 'product', ['T36', 'CD36', 'WM01', 'BD01', 'IN01']) end
                as product_code,
            pick(k, 'source', ['NBO', 'NBO', 'NBO', 'STAFF', 'STAFF', 'CUSTOMER']) as source,
            (20 + 79 * u(k, 'score'))::decimal(18, 2)::varchar as score,
            case when close_day <= batch then outcome else 'OPEN' end as status,
            (day + interval 10 hour + to_seconds(die(k, 'second', 20000)))::varchar as created_at,
            case when close_day <= batch
                then (close_day + interval 15 hour + to_seconds(die(k, 'second', 9000)))::varchar
                end as closed_at,
            staff_id,
            batch as _batch,
            hash(opp_id) >> 1 as _ord
        from told;
        """)
    _refer(demo)
    demo.run("""
        create table opportunity_won as
        select distinct staff_id, crm_cust_id, source, closed_at::date as day
        from out_crm_opportunity where status = 'WON';
    """)
    open_ground(demo, "crm_opportunity")
    soil(
        demo, "crm_opportunity", ragged(0.0008)[0], restyled("created_at", 0.01),
        Dirt(OUTSIDE, "flagged", "source", "'CAMPAIGN'", "unknown code", 0.001),
        Dirt(OUTSIDE, "flagged", "closed_at", "'2022-01-31 12:00:00'", "closed before it was seen",
             0.001, "closed_at is not null"),
        Dirt("D12", "flagged", "score", "'高'", "score unreadable", 0.001),
        Dirt(OUTSIDE, "rejected", "opp_id", "null", "key missing", 0.0005),
    )
    register(demo, "crm_opportunity")
    for batch in demo.rows("select distinct _batch from out_crm_opportunity order by 1"):
        register_batch(demo, "crm_opportunity", batch[0], "D10", "trailer line")
    deliver_csv(demo, "crm_opportunity", control="score", style=Style(trailer=True))


def _refer(demo: Demo) -> None:
    """Add opportunities in the name of who saw them: tellers and lobby managers, who pass them on,
    and loan officers.
    """
    demo.run("""
        insert into out_crm_opportunity
        with drawn as (
            select
                staff_id, branch_code, seat, hire_date, leave_date, months.month_start, no,
                hash(staff_id, months.month_start, no, 'refers') as k
            from employee, (select distinct month_start from biz_day) as months,
                range(1, 7) as numbers(no)
            where (seat <= 4 or seat = 9)
                and u(hash(staff_id, months.month_start, no, 'refers'), 'refers')
                    < 0.25 + 0.35 * u(staff_id, 'refers') + case seat when 9 then 0.2 else 0 end
                and (away_from is null or months.month_start < away_from - 30
                    or months.month_start >= away_to)
        ),
        dated as (
            select *, (month_start + (die(k, 'day', 28) - 1)::integer)::date as day from drawn
        ),
        candidate as (
            select
                crm_cust_id, branch_code,
                row_number() over (partition by branch_code order by crm_cust_id) as place,
                count(*) over (partition by branch_code) as customers
            from crm_actor
            where not is_minor and scenario is distinct from 'DECEASED'
                and known_day < day_first()
        ),
        seen as (
            select
                dated.*, candidate.crm_cust_id,
                day + 4 + die(k, 'open for', 40)::integer as close_day,
                pick(k, 'end', ['WON', 'WON', 'LOST', 'LOST', 'EXPIRED']) as outcome
            from dated
            inner join branch using (branch_code)
            inner join candidate
                on coalesce(branch.successor_code, dated.branch_code) = candidate.branch_code
                and candidate.place = 1 + k % candidate.customers
            where day <= day_last() and (close_date is null or day < close_date)
                and day > hire_date and (leave_date is null or day < leave_date)
        ),
        told as (
            select *, batch_of(day) as batch from seen
            union all
            select *, close_day from seen
            where close_day > batch_of(day) and close_day <= day_last()
        )
        select
            'OR' || substr(staff_id, 2) || strftime(month_start, '%y%m') || '-' || no,
            crm_cust_id,
            case seat when 9 then pick(k, 'product', ['LM01', 'LC01', 'LC01', 'LB01', 'LA01'])
                else pick(k, 'product', ['WM01', 'WM03', 'CC01', 'CC02', 'T36', 'LC01', 'FD01'])
                end,
            case seat when 9 then pick(k, 'source', ['NBO', 'CUSTOMER', 'STAFF']) else 'STAFF' end,
            (20 + 79 * u(k, 'score'))::decimal(18, 2)::varchar,
            case when close_day <= batch then outcome else 'OPEN' end,
            (day + interval 10 hour + to_seconds(die(k, 'second', 20000)))::varchar,
            case when close_day <= batch
                then (close_day + interval 15 hour + to_seconds(die(k, 'second', 9000)))::varchar
                end,
            staff_id,
            batch,
            hash('OR' || k) >> 1
        from told;
    """)


def _usage_feed(demo: Demo) -> None:
    demo.run("""
        create temp table out_crm_staff_usage as
        with drawn as (
            select
                staff.*, biz_date, half, hash(staff_id, biz_date, half) as k,
                case position_code when 'CM' then 0.8 when 'WM' then 0.75 when 'SUBMGR' then 0.5
                    when 'LOAN' then 0.35 when 'LOBBY' then 0.3 else 0.06 end
                    * (0.6 + 0.5 * u(staff_id, 'keen')) as chance
            from staff, biz_day, range(0, 2) as halves(half)
            where is_workday and hire_date < biz_date
        )
        select
            staff_id,
            (biz_date + to_seconds(30600 + half * 16200 + die(k, 'second', 12000)))
                ::timestamp::varchar as login_ts,
            pick(k, 'module', ['MY_CUSTOMERS', 'MY_CUSTOMERS', 'TASKS', 'OPPORTUNITY', 'CAMPAIGN',
                'REPORT']) as module,
            die(k, 'actions', 60)::varchar as actions,
            (2 + die(k, 'minutes', 50))::varchar as minutes,
            batch_of(biz_date) as _batch,
            epoch(biz_date)::bigint as _ord
        from drawn where u(k, 'uses') < chance;
    """)
    open_ground(demo, "crm_staff_usage")
    soil(
        demo, "crm_staff_usage", *ragged(0.0002), late(0.01),
        Dirt("D11", "rejected", "login_ts", "left(login_ts, 10) || ' 下午'", "key unreadable",
             0.0002),
        Dirt(OUTSIDE, "flagged", "actions", "'-1'", "negative value", 0.0002),
    )
    send_again(demo, "crm_staff_usage", {"actions": "(actions::integer + 3)::varchar"}, share=0.01,
               note="counted again")
    register(demo, "crm_staff_usage")
    deliver_csv(demo, "crm_staff_usage", control="actions", style=Style(compress_history=True))


def _suggestion_feed(demo: Demo) -> None:
    """`crm_suggestion`: free text of staff, with all that free text brings."""
    demo.run("""
        create temp table out_crm_suggestion as
        with drawn as (
            select
                staff_id, no, hash(staff_id, no, 'idea') as k,
                day_first() + floor(u(hash(staff_id, no, 'idea'), 'day')
                    * (day_last() - day_first() + 1))::integer as day
            from staff, range(1, 4) as numbers(no)
            where u(hash(staff_id, no, 'idea'), 'has one') < 0.4
        ),
        dated as (select *, day + 4 + die(k, 'answer', 60)::integer as close_day from drawn),
        told as (
            select *, batch_of(day) as batch from dated
            union all
            select *, close_day from dated
            where close_day > batch_of(day) and close_day <= day_last()
        )
        select
            'SG' || substr(staff_id, 2) || '-' || no as sugg_id,
            staff_id,
            (day + interval 17 hour + to_seconds(die(k, 'second', 3000)))::varchar as submit_ts,
            pick(k, 'content', ['希望客户视图增加到期提醒', '联系记录应能批量录入,少点几次',
                '标签太多,建议合并', '手机端常常打不开,\"我的客户\"加载慢',
                '商机列表' || chr(10) || '请按到期日排序', '希望看到客户的投诉进度',
                '建议自动带出上次联系结果']) as content,
            case when close_day <= batch then pick(k, 'end', ['ADOPTED', 'DECLINED', 'DONE'])
                else 'NEW' end as status,
            case when close_day <= batch then (close_day + interval 9 hour)::timestamp::varchar end
                as closed_ts,
            batch as _batch,
            hash(sugg_id) >> 1 as _ord
        from told;
    """)
    open_ground(demo, "crm_suggestion")
    demo.run("""
        update out_crm_suggestion set _code = 'D10', _verdict = 'repaired', _column = 'content',
            _note = 'comma, quote or line end in a value'
        where contains(content, ',') or contains(content, chr(10));
    """)
    soil(
        demo, "crm_suggestion",
        Dirt("D09", "flagged", "content", "left(content, 4) || chr(65533) || '?'",
             "characters lost before delivery", 0.01),
        Dirt(OUTSIDE, "flagged", "closed_ts", "'2020-01-01 09:00:00'", "closed before it came",
             0.005, "closed_ts is not null"),
    )
    register(demo, "crm_suggestion")
    deliver_csv(demo, "crm_suggestion")
