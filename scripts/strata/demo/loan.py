"""Personal loans as they truly are: contracts, what falls due and when it is paid, debt by day.

All amounts are whole cents. A schedule is closed-form (`loan_left`: principal left after n parts),
so that the parts of a contract sum to its principal; a partial prepayment scales what is left. The
debt of a day is the principal less what was repaid until that day's end.

`loan_feeds` tells it as the loan system would.
"""

from strata.demo.bank import Demo
from strata.demo.booking import book_daily
from strata.demo.loan_feeds import deliver_loan

ORPHAN_SHARE = 0.003
# Shares of contracts that are never paid again, that miss some months, that often pay late.
NEVER, EPISODE, SLOW = 0.012, 0.030, 0.050
# How far before the first day schedules are worked out; nobody was late before.
LOOK_BACK = 400
# type, product, ledger subject
TYPES = (
    ("MORT", "LM01", "1301"), ("CONS", "LC01", "1302"), ("AUTO", "LA01", "1303"),
    ("BIZ", "LB01", "1304"),
)


def make_loan(demo: Demo) -> None:
    """Make the loan tables, ask core for the money, book the ledger, deliver the five feeds.

    Tables: `loan_deal` (a contract), `loan_due` (a part that falls due), `loan_paid` (a repayment),
    `loan_span` (a contract and a stretch of days with the same debt).
    """
    _make_macros(demo)
    _make_deals(demo)
    _make_prepayments(demo)
    _make_late_payers(demo)
    _make_dues(demo)
    _make_repayments(demo)
    _make_spans(demo)
    _ask_core(demo)
    _book(demo)
    deliver_loan(demo)
    demo.run("drop table loan_span; drop table loan_due;")


def _make_macros(demo: Demo) -> None:
    types, products, subjects = zip(*TYPES, strict=True)
    demo.load("loan_kind", loan_type=types, product_code=products, subject=subjects)
    demo.run("""
        -- principal left after n of `term` parts, in cents
        create macro loan_left(cents, rate, term, n, mode) as round(case mode
            when 'BULLET' then case when n < term then cents else 0 end
            when 'EPP' then cents * (term - n) / term
            else cents * (pow(1 + rate / 12, term) - pow(1 + rate / 12, n))
                / (pow(1 + rate / 12, term) - 1)
        end)::bigint;
        create macro loan_due_date(start_date, n) as (start_date + to_months(n::integer))::date;
    """)


def _make_deals(demo: Demo) -> None:
    """`loan_deal`: one contract of most borrowers, two of some; a few borrowers nobody knows."""
    demo.run(f"""
        create temp table loan_slot as
        with holders as (
            select
                loan.source_customer_id as loan_cust_no, loan.person_id, loan.since, person.kind,
                person.scenario, person.branch_code, person.annual_income,
                case when person.relation in ('FAMILY', 'JOINT') then partner.loan_no end
                    as co_borrower_no
            from source_record as loan
            inner join person on loan.person_id = person.person_id
            left join number_of as partner on person.partner_id = partner.person_id
            where loan.source_system = 'loan' and coalesce(person.scenario, '') <> 'CLOSED'
        ),
        slots as (
            select holders.*, slot, false as is_orphan
            from holders, range(1, 3) as slots(slot)
            where slot = 1 or u(loan_cust_no, 'second loan') < 0.16
            union all
            -- contracts whose borrower no file ever names
            select 'L97' || lpad(no::varchar, 6, '0'), null, day_first() - 700, 'young_active',
                null, '990201', 90000, null, 1, true
            from range(1, 1 + greatest(1, (
                select round(count(*) * {ORPHAN_SHARE})::bigint from holders))) as numbers(no)
        ),
        drawn as (
            select
                *,
                loan_cust_no || slot as deal_key,
                u(loan_cust_no || slot, 'loan type') as type_draw
            from slots
        )
        select
            *,
            case
                when kind = 'young_active' then case when type_draw < 0.55 then 'CONS'
                    when type_draw < 0.78 then 'AUTO' else 'MORT' end
                when kind = 'mature_wealthy_elsewhere' then case when type_draw < 0.50 then 'MORT'
                    when type_draw < 0.68 then 'BIZ' when type_draw < 0.84 then 'AUTO'
                    else 'CONS' end
                when kind = 'older_counter_welloff' then case when type_draw < 0.45 then 'CONS'
                    when type_draw < 0.75 then 'BIZ' else 'MORT' end
                else case when type_draw < 0.75 then 'CONS' else 'BIZ' end
            end as loan_type
        from drawn;

        create table loan_deal as
        with termed as (
            select
                *,
                case loan_type
                    when 'MORT' then pick(deal_key, 'loan term', [180, 240, 300, 360, 360])
                    when 'CONS' then pick(deal_key, 'loan term', [12, 24, 36, 36])
                    when 'AUTO' then pick(deal_key, 'loan term', [24, 36, 60])
                    else pick(deal_key, 'loan term', [12, 24, 36])
                end::integer as term_m,
                case loan_type
                    when 'MORT' then 900000 * exp(0.55 * g(deal_key, 'loan size'))
                    when 'CONS' then 55000 * exp(0.60 * g(deal_key, 'loan size'))
                    when 'AUTO' then 130000 * exp(0.40 * g(deal_key, 'loan size'))
                    else 420000 * exp(0.70 * g(deal_key, 'loan size'))
                end * case kind when 'mature_wealthy_elsewhere' then 1.3
                    when 'older_little' then 0.5 else 1.0 end as size_yuan,
                case
                    when loan_type = 'MORT' and slot = 1
                        then since + 5 + die(deal_key, 'drawn', 20)::integer
                    else greatest(since + 8, day_first() - 550) + floor(u(deal_key, 'drawn')
                        * greatest(1, day_last() - 2 - greatest(since + 8, day_first() - 550)))
                        ::integer
                end as start_date,
                (case loan_type when 'MORT' then die(deal_key, 'spread', 90) - 35
                    when 'CONS' then 40 + die(deal_key, 'spread', 180)
                    when 'AUTO' then 10 + die(deal_key, 'spread', 120)
                    else die(deal_key, 'spread', 150) end
                    - case kind when 'mature_wealthy_elsewhere' then 10 else 0 end)::integer
                    as spread_bp,
                case when loan_type = 'BIZ' and not is_orphan and u(deal_key, 'loan ccy') < 0.06
                    then 'USD' else 'CNY' end as ccy,
                case loan_type
                    when 'BIZ' then pick(deal_key, 'mode', ['BULLET', 'BULLET', 'EPI'])
                    when 'CONS' then pick(deal_key, 'mode', ['EPI', 'EPI', 'EPI', 'EPP', 'BULLET'])
                    when 'MORT' then pick(deal_key, 'mode', ['EPI', 'EPI', 'EPI', 'EPI', 'EPP'])
                    else 'EPI' end as repay_mode
            from loan_slot
        ),
        numbered as (
            select
                *,
                row_number() over (order by is_orphan, loan_cust_no, slot)::integer as deal_id
            from termed where start_date < day_last() - 1
        ),
        deposit as (
            -- where a repayment may come from
            select person_id, acct_no, open_date, close_date from acct
            where slot_no = 1 and record_no = 1 and not is_orphan and not is_quiet
        )
        select
            numbered.* exclude (type_draw, size_yuan),
            'HT' || lpad(permuted(deal_id, 7109, 4409)::varchar, 8, '0') as contract_no,
            loan_kind.product_code,
            loan_kind.subject,
            (100000 * greatest(5, round(
                size_yuan / 1000 / case when ccy = 'USD' then 7 else 1 end)))::bigint as principal,
            case when loan_type in ('MORT', 'BIZ') and u(deal_key, 'floats') < 0.85
                then 'LPR_FLOAT' else 'FIXED' end as rate_type,
            (case when term_m > 60 then 0.0395 else 0.0345 end + spread_bp / 10000.0)
                ::decimal(9, 6) as rate,
            loan_due_date(start_date, term_m) as maturity_date,
            deposit.acct_no as core_acct_no,
            greatest(deposit.open_date + 2, day_first()) as core_from,
            coalesce(deposit.close_date, date '9999-12-31') as core_until
        from numbered
        inner join loan_kind using (loan_type)
        left join deposit
            on case when numbered.ccy = 'CNY' then numbered.person_id end = deposit.person_id
        order by deal_id;
    """)


def _make_prepayments(demo: Demo) -> None:
    """`loan_prepay`: after which part, on what day, and which share of what was left."""
    demo.run("""
        create temp table loan_prepay as
        with wanted as (
            select
                *,
                greatest(start_date + 45, day_first() + 10) as earliest,
                least(day_last() - 15, maturity_date - 70) as latest,
                u(deal_key, 'prepays') as prepay_draw
            from loan_deal where not is_orphan
        ),
        dated as (
            select
                *,
                earliest + floor(u(deal_key, 'prepaid on') * (latest - earliest))::integer as around
            from wanted where prepay_draw < 0.12 and latest > earliest
        ),
        placed as (
            select
                *,
                datediff('month', start_date, around)
                    - (loan_due_date(start_date, datediff('month', start_date, around)) > around)
                    ::integer as after_seq
            from dated
        )
        select
            deal_id,
            after_seq,
            loan_due_date(start_date, after_seq) + 9 as prepaid_on,
            case when prepay_draw < 0.05 then 1.0
                else 0.1 + 0.3 * u(deal_key, 'prepaid share') end as share
        from placed
        where after_seq between 1 and term_m - 2
            and loan_due_date(start_date, after_seq) + 9 between day_first() and day_last();
    """)


def _make_late_payers(demo: Demo) -> None:
    """`loan_habit`: who is late, from which part on and for how many; others pay in time."""
    demo.run(f"""
        create temp table loan_habit as
        with eligible as (
            select
                loan_deal.*,
                greatest(start_date + 60, day_first() + 30) as earliest,
                least(day_last() - 45, maturity_date - 100) as latest
            from loan_deal left join loan_prepay using (deal_id)
            where loan_prepay.deal_id is null and not is_orphan and ccy = 'CNY'
        ),
        ranked as (
            select
                *,
                row_number() over (order by u(deal_key, 'late payer'), deal_id) as turn,
                count(*) over () as deals
            from eligible where latest > earliest + 60
        ),
        habits as (
            select
                *,
                case
                    when turn <= greatest(1, round(deals * {NEVER})) then 'NEVER'
                    when turn <= greatest(3, round(deals * {NEVER + EPISODE})) then 'EPISODE'
                    when turn <= greatest(5, round(deals * {NEVER + EPISODE + SLOW})) then 'SLOW'
                end as habit,
                -- those who never pay again began early enough for every class to be reached
                earliest + floor(u(deal_key, 'late from') * (latest - earliest)
                    * case when turn <= greatest(1, round(deals * {NEVER})) then 0.6 else 1 end
                )::integer as around
            from ranked
        )
        select
            deal_id, habit,
            datediff('month', start_date, around) + 1 as from_seq,
            1 + die(deal_key, 'parts missed', 4)::integer as parts
        from habits where habit is not null;
    """)


def _make_dues(demo: Demo) -> None:
    """`loan_due`: every part due from `LOOK_BACK` days before the first day to the as-of date."""
    demo.run(f"""
        create table loan_due as
        with parts as (
            select
                loan_deal.*,
                seq::integer as seq,
                loan_due_date(start_date, seq) as due_date,
                after_seq, share, habit, from_seq, parts
            from loan_deal
            left join loan_prepay using (deal_id)
            left join loan_habit using (deal_id),
            lateral (select unnest(range(
                greatest(1, datediff('month', start_date, day_first() - {LOOK_BACK}) - 1),
                least(term_m, datediff('month', start_date, day_last()) + 1) + 1
            )) as seq)
        ),
        scheduled as (
            select
                *,
                case when seq - 1 >= after_seq then 1 - share else 1 end
                    * loan_left(principal, rate::double, term_m, seq - 1, repay_mode)
                    as left_before,
                case when seq > after_seq then 1 - share else 1 end
                    * loan_left(principal, rate::double, term_m, seq, repay_mode) as left_after
            from parts
            where due_date between day_first() - {LOOK_BACK} and day_last()
                and (after_seq is null or share < 1 or seq <= after_seq)
        ),
        measured as (
            select
                deal_id, deal_key, seq, due_date, rate, habit, from_seq, parts, start_date,
                round(left_before)::bigint as before_cents,
                (round(left_before) - round(left_after))::bigint as principal_due,
                round(round(left_before) * rate::double / 12)::bigint as interest_due
            from scheduled
        ),
        paid as (
            select
                *,
                case
                    when habit = 'NEVER' and seq >= from_seq then null
                    when habit = 'EPISODE' and seq between from_seq and from_seq + parts - 1
                        then loan_due_date(start_date, from_seq + parts - 1) + 12
                    when habit = 'SLOW' and u2(deal_id, seq, 'slow') < 0.3
                        then due_date + die(deal_id * 1000 + seq, 'days slow', 18)::integer
                    when u2(deal_id, seq, 'slow') < 0.012
                        then due_date + die(deal_id * 1000 + seq, 'days slow', 4)::integer
                    else due_date
                end as pays_on
            from measured
        )
        select
            deal_id, seq, due_date, before_cents, principal_due, interest_due,
            case when pays_on <= day_last() then pays_on end as paid_date,
            case when pays_on > due_date then round((principal_due + interest_due) * rate::double
                * 1.5 / 365 * (pays_on - due_date)) else 0 end::bigint as penalty
        from paid
        order by deal_id, seq;
    """)


def _make_repayments(demo: Demo) -> None:
    """`loan_paid`: parts and prepayments from the first day on."""
    demo.run("""
        create table loan_paid as
        select
            'RP' || lpad(deal_id::varchar, 6, '0') || lpad(seq::varchar, 3, '0') || 'D' as repay_id,
            deal_id, seq, due_date, paid_date, principal_due as principal,
            interest_due as interest, penalty, false as is_prepay
        from loan_due where paid_date is not null
        union all
        select
            'RP' || lpad(deal_id::varchar, 6, '0') || lpad(after_seq::varchar, 3, '0') || 'P',
            deal_id, null, null, prepaid_on, amount,
            round(amount * rate::double * 9 / 365)::bigint, 0, true
        from (
            select
                loan_prepay.*, rate,
                loan_left(principal, rate::double, term_m, after_seq, repay_mode)
                    - round((1 - share) * loan_left(principal, rate::double, term_m, after_seq,
                        repay_mode))::bigint as amount
            from loan_prepay inner join loan_deal using (deal_id)
        )
        order by repay_id;
    """)


def _make_spans(demo: Demo) -> None:
    """`loan_span`: from `day` to the day before `until`: principal, what is overdue, since when."""
    demo.run(f"""
        create temp table loan_move as
        -- the debt that schedules start from
        select
            deal_id,
            greatest(start_date, day_first() - {LOOK_BACK}) as day,
            coalesce(
                min_by(before_cents, seq),
                any_value(principal) filter (where maturity_date > day_first() - {LOOK_BACK})
            )::bigint as cents,
            0::bigint as late_principal,
            0::bigint as late_interest
        from loan_deal left join loan_due using (deal_id)
        where maturity_date >= day_first() - {LOOK_BACK}
        group by deal_id, start_date
        union all
        select deal_id, paid_date, -principal, 0, 0 from loan_paid
        union all
        select deal_id, due_date + 1, 0, principal_due, interest_due
        from loan_due where paid_date is null or paid_date > due_date
        union all
        select deal_id, paid_date, 0, -principal_due, -interest_due
        from loan_due where paid_date > due_date;

        create table loan_span as
        with summed as (
            select
                deal_id, day, sum(cents) as cents, sum(late_principal) as late_principal,
                sum(late_interest) as late_interest
            from loan_move group by deal_id, day
        ),
        running as (
            select
                deal_id, day,
                lead(day, 1, day_last() + 1) over by_day as until,
                sum(cents) over by_day as cents,
                sum(late_principal) over by_day as late_principal,
                sum(late_interest) over by_day as late_interest
            from summed
            window by_day as (partition by deal_id order by day)
        ),
        unpaid as (
            select running.deal_id, running.day, min(due_date) as unpaid_since
            from running
            inner join loan_due on running.deal_id = loan_due.deal_id
                and loan_due.due_date < running.day
                and (loan_due.paid_date is null or loan_due.paid_date > running.day)
            where loan_due.paid_date is null or loan_due.paid_date > loan_due.due_date
            group by running.deal_id, running.day
        )
        select
            deal_id, day, until, cents::bigint as cents, late_principal::bigint as late_principal,
            late_interest::bigint as late_interest, unpaid_since
        from running left join unpaid using (deal_id, day)
        where day <= day_last()
        order by deal_id, day;
    """)


def _ask_core(demo: Demo) -> None:
    """Consumer loans are paid out to, and most loans repaid from, the borrower's account."""
    demo.run("""
        insert into core_request
        select
            repay_id, core_acct_no,
            (paid_date + interval 7 hour + floor(u(repay_id, 'minute') * 600)::integer
                * interval 1 minute)::timestamp,
            loan_paid.principal + interest + penalty, 'D', 'LNREP',
            case when is_prepay or u(deal_key, 'repays by hand') < 0.15 then 'APP' else 'BATCH' end,
            '贷款还款'
        from loan_paid inner join loan_deal using (deal_id)
        where core_acct_no is not null and paid_date between core_from and core_until - 5
        order by repay_id;

        insert into core_request
        select
            contract_no, core_acct_no, (start_date + interval 10 hour)::timestamp, principal, 'C',
            'LNDRW', 'BATCH', '贷款发放'
        from loan_deal
        where loan_type = 'CONS' and core_acct_no is not null
            and start_date between core_from and core_until - 5
        order by contract_no;
    """)


def _book(demo: Demo) -> None:
    """Principal by loan type and currency, the contracts of unknown borrowers among it."""
    book_daily(demo, """
        select subject, ccy, day, loan_move.cents
        from loan_move inner join loan_deal using (deal_id)
        where cents <> 0
    """)
