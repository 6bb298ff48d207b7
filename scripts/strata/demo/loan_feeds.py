"""The five feeds of the loan system: UTF-8, yuan, flags Y and N, five classes in Chinese."""

from datetime import date, timedelta

from strata.demo.bank import Demo
from strata.demo.deliver import Style, deliver_csv, deliver_parquet
from strata.demo.dirt import OUTSIDE, Dirt, open_ground, register, register_batch, soil

LATE_DAYS = 40


def deliver_loan(demo: Demo) -> None:
    """Deliver every feed of the loan system but its customers."""
    _make_states(demo)
    _contract_feed(demo)
    _balance_feed(demo)
    _repayment_feed(demo)
    _application_feed(demo)
    _report_feed(demo)


def _make_states(demo: Demo) -> None:
    """`loan_state`: status and class of a contract on each batch that brings a change of either."""
    demo.run("""
        create macro loan_class(dpd) as case when dpd <= 0 then '正常' when dpd <= 90 then '關注'
            when dpd <= 180 then '次級' when dpd <= 360 then '可疑' else '損失' end;

        create temp table loan_state as
        with turning as (
            select deal_id, start_date as day from loan_deal
            union
            select deal_id, day from loan_span where day > day_history()
            union
            select deal_id, unpaid_since + threshold
            from loan_span, unnest([1, 91, 181, 361]) as steps(threshold)
            where unpaid_since + threshold > day_history() and unpaid_since + threshold < until
        ),
        batches as (
            select distinct deal_id, batch_of(day) as batch from turning where day <= day_last()
        ),
        known as (
            select
                batches.deal_id, batches.batch,
                coalesce(loan_span.cents, 0) <= 0 as is_settled,
                coalesce((batch - unpaid_since)::integer, 0) as dpd
            from batches
            left join loan_span on batches.deal_id = loan_span.deal_id
                and batches.batch >= loan_span.day and batches.batch < loan_span.until
        ),
        named as (
            select
                deal_id, batch,
                case when is_settled then 'SET' when dpd > 0 then 'OVD' else 'ACT' end as status,
                case when is_settled then '正常' else loan_class(dpd) end as five_class
            from known
        ),
        compared as (
            select
                *,
                lag(status || five_class) over (partition by deal_id order by batch) as before
            from named
        )
        select deal_id, batch, status, five_class,
            row_number() over (partition by deal_id order by batch) as version
        from compared where before is distinct from status || five_class;
    """)


def _contract_feed(demo: Demo) -> None:
    """`loan_contract`: told at the start and whenever status or class changes."""
    demo.run("""
        create temp table loan_contract_version as
        select
            loan_deal.*, batch, version, status, five_class,
            case when ccy = 'CNY' and u(contract_no, 'ccy form') < 0.006 then 'RMB'
                when ccy = 'CNY' and u(contract_no, 'ccy form') < 0.010 then '156' else ccy end
                as ccy_text,
            case when u(contract_no, 'amount form') < 0.04 then 'THOUSANDS'
                when u(contract_no, 'amount form') < 0.05 then 'WIDE' end as amount_form,
            case when u(contract_no, 'date form') < 0.06 then 'SLASH'
                when u(contract_no, 'date form') < 0.10 then 'STAMP' else 'ISO' end as date_form
        from loan_deal inner join loan_state using (deal_id);

        create table out_loan_contract as
        select
            contract_no,
            loan_cust_no,
            co_borrower_no,
            product_code,
            loan_type,
            case amount_form when 'THOUSANDS' then format('{:,.2f}', principal / 100.0)
                when 'WIDE' then full_width(yuan(principal)::varchar)
                else yuan(principal)::varchar end as principal,
            rate::varchar as rate,
            rate_type,
            case when rate_type = 'LPR_FLOAT' then spread_bp::varchar end as lpr_spread_bp,
            term_m::varchar as term_m,
            day_text(start_date, date_form) as start_date,
            day_text(maturity_date, date_form) as maturity_date,
            repay_mode,
            case loan_type when 'MORT' then 'HOUSE' when 'AUTO' then 'CAR'
                when 'CONS' then pick(contract_no, 'security', ['NONE', 'NONE', 'NONE', 'HOUSE'])
                else pick(contract_no, 'security', ['HOUSE', 'HOUSE', 'GUARANTEE', 'NONE'])
            end as collateral_type,
            status,
            five_class,
            coalesce(staff_id, 'S00009') as mgr_staff_id,
            case when kind like 'older%' or loan_type = 'MORT' then 'CTR'
                else pick(contract_no, 'sold at', ['APP', 'APP', 'CTR', 'STAFF', 'WEB'])
            end as channel,
            ccy_text as ccy,
            batch as _batch,
            hash(contract_no) >> 1 as _ord
        from loan_contract_version
        left join staff on loan_contract_version.branch_code = staff.branch_code
            and staff.position_code = 'LOAN';
    """)
    planted = (
        ("D13", "repaired", "'ccy', ccy_text", "ccy_text in ('RMB', '156')"),
        ("D12", "repaired", "'principal', amount_form", "amount_form is not null"),
        ("D11", "repaired", "'start_date', date_form", "date_form <> 'ISO'"),
        ("D19", "flagged", "'loan_cust_no', 'borrower not delivered'", "is_orphan"),
    )
    for code, verdict, noted, condition in planted:
        demo.plant("loan_contract", code, verdict,
                   f"select contract_no, batch, {noted} from loan_contract_version "
                   f"where {condition}")
    deliver_csv(demo, "loan_contract", control="principal", style=Style(empty="header"))


def _balance_rows(first: date, last: date) -> str:
    """Query: each open contract on each day of a span, amounts in yuan."""
    return f"""
        with days as (
            select
                loan_span.*, contract_no, loan_type,
                unnest(generate_series(greatest(day, date '{first}'),
                    least(until - 1, date '{last}'), interval 1 day))::date as biz_date
            from loan_span inner join loan_deal using (deal_id)
            where loan_span.cents > 0 and day <= date '{last}' and until > date '{first}'
        ),
        aged as (
            select *, coalesce((biz_date - unpaid_since)::integer, 0) as dpd from days
        ),
        staged as (
            select
                *,
                case when dpd <= 30 then 1 when dpd <= 90 then 2 else 3 end as stage,
                case
                    when dpd > 90 then least(0.95, 0.35 + (dpd - 90) / 900.0)
                    when dpd > 30 then 0.09
                    else case loan_type when 'MORT' then 0.0035 when 'AUTO' then 0.0080
                        when 'BIZ' then 0.0120 else 0.0150 end
                        * (0.8 + 0.4 * u(deal_id, 'loss')) * case when dpd > 0 then 2 else 1 end
                end as loss_share
            from aged
        )
        select
            contract_no, biz_date, yuan(cents) as principal_bal,
            yuan(late_principal) as overdue_principal, yuan(late_interest) as overdue_int, dpd,
            yuan(round(cents * loss_share)::bigint) as ecl_amt, stage,
            deal_id::bigint as _ord
        from staged
    """


def _balance_feed(demo: Demo) -> None:
    """`loan_balance_daily`: history as Parquet by month, then a CSV file a day.

    Two values cannot be read: one day is delivered again whole a day later, the other never is.
    """
    deals = demo.rows("select count(*) from loan_deal")[0][0]
    for first, last in demo.chunks(deals * 31):
        if first > demo.history_day:
            break
        demo.run(f"""
            create table out_loan_balance_daily as
            select *, day_history() as _batch, strftime(biz_date, '%Y-%m') as _part
            from ({_balance_rows(first, min(last, demo.history_day))})
        """)
        deliver_parquet(demo, "loan_balance_daily", control="principal_bal")

    again = demo.batches[max(1, demo.daily_batches // 4)]
    lost = demo.batches[max(1, demo.daily_batches * 2 // 3)]
    demo.run(f"""
        create table out_loan_balance_daily as
        with rows_of_days as (
            {_balance_rows(demo.history_day + timedelta(days=1), demo.last_day)}
        ),
        delivered as (
            select *, biz_date as batch, false as is_again from rows_of_days
            union all
            select *, biz_date + 1, true from rows_of_days
            where biz_date = date '{again}' and biz_date < day_last()
        ),
        ranked as (
            select
                *,
                biz_date in (date '{again}', date '{lost}') and not is_again and row_number() over (
                    partition by biz_date, is_again
                    order by u(contract_no || biz_date, 'unreadable'), contract_no
                ) = 1 as is_bad
            from delivered
        )
        select
            contract_no,
            strftime(biz_date, '%Y-%m-%d') as biz_date,
            case when is_bad then '#VALUE!' else principal_bal::varchar end as principal_bal,
            overdue_principal::varchar as overdue_principal,
            overdue_int::varchar as overdue_int,
            dpd::varchar as dpd,
            ecl_amt::varchar as ecl_amt,
            stage::varchar as stage,
            is_bad,
            is_again,
            batch as _batch,
            _ord
        from ranked;
    """)
    demo.plant("loan_balance_daily", "D12", "rejected",
               "select contract_no || '|' || biz_date, _batch, 'principal_bal', 'no number' "
               "from out_loan_balance_daily where is_bad")
    demo.plant("loan_balance_daily", "D15", "repaired",
               "select contract_no || '|' || biz_date, _batch, null, 'day delivered again' "
               "from out_loan_balance_daily where is_again")
    demo.run("""
        insert into drill
        select distinct 'snapshot delivered again', 'loan_balance_daily', biz_date, _batch,
            'whole day again, a value had been unreadable'
        from out_loan_balance_daily where is_again
    """)
    deliver_csv(demo, "loan_balance_daily", control="principal_bal")


def _repayment_feed(demo: Demo) -> None:
    """`loan_repayment`: on the day of payment; some come late, broken, wrong or twice."""
    bom = demo.batches[min(9, demo.daily_batches)]
    demo.run(f"""
        create temp table loan_repay_fate as
        with eligible as (
            select
                repay_id, paid_date,
                case when paid_date >= day_last() - {LATE_DAYS + 3}
                    and paid_date <= day_last() - {LATE_DAYS} then 'VERY_LATE' else 'USUAL' end
                    as class
            from loan_paid
            where paid_date > day_history() and paid_date < day_last() - 6
        ),
        ranked as (
            select
                *,
                row_number() over (partition by class order by u(repay_id, 'repay fate'), repay_id)
                    as turn,
                greatest(1, round(count(*) over (partition by class) * 0.004)) as few
            from eligible
        )
        select
            repay_id,
            case
                when class = 'VERY_LATE' then case when turn = 1 then 'VERY_LATE' end
                when turn <= few then 'BROKEN'
                when turn <= few * 2 then 'BAD'
                when turn <= few * 3 then 'WRONG'
                when turn <= few * 4 then 'AGAIN'
                when turn <= few * 9 then 'LATE'
            end as fate
        from ranked;

        create temp table loan_repay_version as
        with fated as (
            select
                loan_paid.*, contract_no, deal_key, fate, batch_of(paid_date) as due_batch,
                u(repay_id, 'repaid how') as channel_draw
            from loan_paid
            inner join loan_deal using (deal_id)
            left join loan_repay_fate using (repay_id)
            where paid_date >= day_first()
        )
        select
            *,
            'FINAL' as told,
            case fate when 'VERY_LATE' then paid_date + {LATE_DAYS}
                when 'LATE' then due_batch + die(repay_id, 'late by', 3)::integer
                when 'BROKEN' then due_batch + 1 when 'BAD' then due_batch + 1
                when 'WRONG' then due_batch + 2 else due_batch end as batch
        from fated
        union all
        select *, fate, case fate when 'AGAIN' then due_batch + 1 else due_batch end
        from fated where fate in ('BROKEN', 'BAD', 'WRONG', 'AGAIN');

        create table out_loan_repayment as
        select
            repay_id,
            contract_no,
            seq::varchar as due_seq,
            strftime(due_date, '%Y%m%d') as due_date,
            case told when 'BAD' then strftime(paid_date, '%Y1332')
                else strftime(paid_date, '%Y%m%d') end as paid_date,
            yuan(principal)::varchar as principal,
            (case told when 'WRONG' then yuan(interest + 1234) else yuan(interest) end)::varchar
                as interest,
            yuan(penalty)::varchar as penalty,
            case when is_prepay then pick(repay_id, 'prepaid at', ['APP', 'CTR'])
                when channel_draw < 0.80 then 'BATCH' when channel_draw < 0.93 then 'APP'
                else 'CTR' end as channel,
            case when is_prepay then 'Y' else 'N' end as is_prepay,
            batch as _batch,
            epoch(paid_date)::bigint as _ord,
            case told when 'BROKEN' then 'LONG' end as _raw
        from loan_repay_version;
    """)
    planted = (
        ("D10", "unreadable", "null, 'LONG'", "told = 'BROKEN'"),
        ("D11", "rejected", "'paid_date', 'no date'", "told = 'BAD'"),
        ("D15", "repaired", "null, case told when 'AGAIN' then 'twice unchanged' "
         "else 'corrected' end", "told = 'AGAIN' or told = 'FINAL' and fate = 'WRONG'"),
        ("D14", "repaired", "null, 'late by days'", "fate = 'LATE'"),
        ("D14", "flagged", "null, '40 days late'", "fate = 'VERY_LATE'"),
    )
    for code, verdict, noted, condition in planted:
        demo.plant("loan_repayment", code, verdict,
                   f"select repay_id, batch, {noted} from loan_repay_version where {condition}")
    demo.run(f"""
        insert into drill
        select 'fact {LATE_DAYS} days late', 'loan_repayment', repay_id, batch, 'paid ' || paid_date
        from loan_repay_version where fate = 'VERY_LATE';
        insert into defect
        select 'loan_repayment', 'batch', _batch, 'D10', 'repaired', null, 'trailer line'
        from (select distinct _batch from out_loan_repayment);
    """)
    register_batch(demo, "loan_repayment", bom, "D09", "byte order mark")
    deliver_csv(
        demo, "loan_repayment", control="principal",
        style=Style(compress_history=True, trailer=True),
        encoding_of=lambda batch: "utf-8-sig" if batch == bom else "utf-8",
    )


def _application_feed(demo: Demo) -> None:
    """`loan_application`: of the contracts of the last years, of the refused and the undecided."""
    demo.run("""
        create table loan_ask as
        with granted as (
            select
                deal_key as ask_key, loan_cust_no, product_code, loan_type, principal, kind,
                branch_code,
                greatest(since, start_date - 3 - die(deal_key, 'asked before', 15)::integer)
                    as apply_date,
                'APPROVED' as result, start_date - 1 as decided_on
            from loan_deal where start_date > day_first() - 365 and not is_orphan
        ),
        refused as (
            select
                loan.source_customer_id || 'N', loan.source_customer_id, 'LC01', 'CONS',
                100000 * (20 + die(loan.source_customer_id, 'asked for', 200)), person.kind,
                person.branch_code,
                greatest(loan.since, day_first()) + floor(u(loan.source_customer_id, 'asked on')
                    * (day_last() - greatest(loan.since, day_first())))::integer,
                case when u(loan.source_customer_id, 'why refused') < 0.8 then 'REJECTED'
                    else 'WITHDRAWN' end,
                null
            from source_record as loan
            inner join person on loan.person_id = person.person_id
            where loan.source_system = 'loan' and u(loan.source_customer_id, 'refused') < 0.22
        ),
        everything as (
            select * from granted
            union all
            select * from refused
        )
        select
            * replace (
                case when coalesce(decided_on, apply_date + 3) <= day_last()
                    then coalesce(greatest(decided_on, apply_date), apply_date + 3) end
                    as decided_on
            ),
            'LA' || lpad((row_number() over (order by apply_date, ask_key))::varchar, 8, '0')
                as app_id
        from everything
        order by app_id;

        create temp table loan_ask_version as
        select distinct loan_ask.*, batch_of(day) as batch
        from loan_ask, lateral (select unnest([apply_date, decided_on]) as day)
        where day <= day_last();

        create table out_loan_application as
        select
            app_id,
            loan_cust_no,
            product_code,
            yuan(case when result = 'APPROVED' and u(ask_key, 'asked more') < 0.3
                then principal + 100000 * die(ask_key, 'more', 50) else principal end)::varchar
                as apply_amt,
            case loan_type when 'MORT' then 'HOUSE' when 'AUTO' then 'CAR'
                when 'BIZ' then pick(ask_key, 'purpose', ['WORKING', 'STOCK', 'EQUIPMENT'])
                else pick(ask_key, 'purpose', ['DECOR', 'EDU', 'TRAVEL', 'MEDICAL', 'WEDDING'])
            end as purpose,
            strftime(apply_date + interval 9 hour + floor(u(ask_key, 'asked at') * 28000)::integer
                * interval 1 second, '%Y-%m-%d %H:%M:%S') as apply_ts,
            case when kind like 'older%' or loan_type = 'MORT' then 'CTR'
                else pick(ask_key, 'asked through', ['APP', 'APP', 'CTR', 'STAFF', 'WEB']) end
                as channel,
            case when decided_on <= batch then result end as result,
            case when decided_on <= batch and result = 'APPROVED' then yuan(principal)::varchar end
                as approved_amt,
            staff_id,
            batch as _batch,
            hash(app_id) >> 1 as _ord
        from loan_ask_version
        left join staff on loan_ask_version.branch_code = staff.branch_code
            and staff.position_code = 'LOAN';
    """)
    open_ground(demo, "loan_application")
    soil(
        demo, "loan_application",
        Dirt("D12", "repaired", "apply_amt", "format('{:,.2f}', apply_amt::double)",
             "thousands", 0.02),
        Dirt("D10", "unreadable", "_raw", "'SHORT'", "line too short", 0.003),
        Dirt("D11", "flagged", "apply_ts", "'9点30分'", "no time", 0.003),
    )
    register(demo, "loan_application")
    deliver_csv(demo, "loan_application", control=None)


def _report_feed(demo: Demo) -> None:
    """`loan_credit_report`: a look into the bureau for every application, yearly for some loans."""
    demo.run("""
        create temp table loan_query as
        select ask_key as query_key, loan_cust_no, kind, apply_date as query_date
        from loan_ask
        union all
        select deal_key || 'Y' || turn, loan_cust_no, kind,
            (start_date + 20 + to_years(turn::integer))::date
        from loan_deal, range(1, 20) as turns(turn)
        where not is_orphan and u(deal_key, 'reviewed') < 0.35
            and (start_date + 20 + to_years(turn::integer))::date between day_first()
            and least(day_last(), maturity_date);

        create table out_loan_credit_report as
        with numbered as (
            select
                loan_query.*, doc_state, id_style,
                coalesce(record.id_no, person.id_no) as id_no,
                'CQ' || lpad((row_number() over (order by query_date, query_key))::varchar, 8, '0')
                    as query_id,
                exp(0.8 * g(loan_cust_no, 'elsewhere')) * case loan_query.kind
                    when 'mature_wealthy_elsewhere' then 600000 when 'young_active' then 90000
                    when 'older_counter_welloff' then 40000 else 12000 end as elsewhere,
                u(loan_cust_no, 'credit') as credit_draw
            from loan_query
            inner join source_record as record on record.source_system = 'loan'
                and record.source_customer_id = loan_query.loan_cust_no
            left join person on record.person_id = person.person_id
        )
        select
            query_id,
            id_no,
            strftime(query_date + interval 9 hour + floor(u(query_key, 'queried') * 30000)::integer
                * interval 1 second, '%Y-%m-%d %H:%M:%S') as query_ts,
            'Y' as authorised_flag,
            'SQ' || substr(query_id, 3) as authorise_doc_no,
            'PBOC' as bureau,
            floor(credit_draw * 5)::integer::varchar as open_loan_cnt,
            (case when credit_draw < 0.2 then 0 else round(elsewhere, -2) end)::decimal(18, 2)
                ::varchar as ext_loan_bal,
            (1000 * ceil(elsewhere / 12000))::decimal(18, 2)::varchar as ext_card_limit,
            round(1000 * ceil(elsewhere / 12000) * 0.6 * credit_draw, 2)::decimal(18, 2)::varchar
                as ext_card_used,
            (case when credit_draw > 0.9 then die(query_key, 'bureau late', 6) else 0 end)::varchar
                as overdue_cnt_24m,
            (die(query_key, 'bureau queries', 5) - 1)::varchar as query_cnt_3m,
            round(780 - 260 * credit_draw * credit_draw + 20 * u(query_key, 'score'))
                ::decimal(18, 2)::varchar as score,
            doc_state,
            id_style,
            batch_of(query_date) as _batch,
            epoch(query_date)::bigint as _ord
        from numbered;
    """)
    for code, verdict, condition, note in (
        ("D03", "repaired", "doc_state = 'OLD15'", "15 digits"),
        ("D04", "repaired", "id_style is not null", "form of the identifier"),
        ("D05", "flagged", "doc_state = 'INVALID'", "invalid identifier"),
        ("D06", "flagged", "doc_state = 'PLACEHOLDER'", "placeholder"),
    ):
        demo.plant("loan_credit_report", code, verdict,
                   f"select query_id, _batch, 'id_no', '{note}' from out_loan_credit_report "
                   f"where {condition}")
    plain = "doc_state = 'VALID' and id_style is null"
    open_ground(demo, "loan_credit_report")
    soil(
        demo, "loan_credit_report",
        Dirt(OUTSIDE, "flagged", "authorised_flag", "'N'", "query without permission", 0.006,
             plain),
        Dirt("D11", "rejected", "query_ts", "'2025-02-30 10:00:00'", "no such day", 0.003, plain),
        Dirt("D10", "unreadable", "_raw", "'SHORT'", "line too short", 0.003, plain),
    )
    demo.run("""
        update out_loan_credit_report set authorise_doc_no = null where authorised_flag = 'N'
    """)
    register(demo, "loan_credit_report")
    deliver_csv(demo, "loan_credit_report", control="score")
