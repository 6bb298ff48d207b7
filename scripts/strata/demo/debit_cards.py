"""Debit cards, signings and risk assessments of core customers."""

from strata.demo.bank import Demo
from strata.demo.deliver import Style, deliver_csv, plant_unreadable


def make_debit_cards(demo: Demo) -> None:
    """Make `debit_card` (clean) and deliver cards, signings and risk assessments."""
    _card_feed(demo)
    _signing_feed(demo)
    _assessment_feed(demo)


def _card_feed(demo: Demo) -> None:
    """One card a main account; some were lost and replaced, then used offline (D17)."""
    demo.run("""
        create table debit_card as
        with main as (
            select
                acct.acct_no, acct.core_cust_no, acct.person_id, acct.open_date, acct.is_orphan,
                acct.close_date,
                u(acct.acct_no, 'replaced') < 0.05 and acct.open_date < day_last() - 300 as
                    is_replaced,
                greatest(acct.open_date + 200, day_first() + 20)
                    + (u(acct.acct_no, 'lost') * greatest(0, day_last() - 25
                        - greatest(acct.open_date + 200, day_first() + 20)))::integer as lost_date
            from acct
            left join person using (person_id)
            where acct.slot_no = 1 and acct.acct_type = 'CUR' and not acct.is_test
                and not coalesce(person.is_minor, false)
        )
        select
            debit_card_no(core_cust_no, 1) as card_no, acct_no, core_cust_no, person_id,
            open_date as issue_date,
            case when is_replaced then lost_date end as lost_date,
            case when is_replaced then debit_card_no(core_cust_no, 2) end as replaced_by,
            close_date, is_orphan, 1 as card_seq
        from main
        union all
        select debit_card_no(core_cust_no, 2), acct_no, core_cust_no, person_id, lost_date + 3,
            null,
            null, close_date, is_orphan, 2
        from main where is_replaced
        order by card_no;

        create temp table card_version as
        select *, batch_of(issue_date) as batch, 1 as version from debit_card
        union all
        select *, lost_date + 3, 2 from debit_card
        where lost_date > day_history() - 3;

        create table out_core_debit_card as
        select
            card_no, acct_no, core_cust_no,
            left(card_no, 6) as card_bin,
            strftime(issue_date, '%Y-%m-%d') as issue_date,
            case when u(card_no, 'never used') < 0.04 then null
                else strftime(least(issue_date + 2 + (u(card_no, 'activated') * 20)::integer,
                    day_last()), '%Y-%m-%d') end as activate_date,
            case
                when lost_date + 3 <= batch then 'L'
                when close_date <= batch then 'C'
                when issue_date < day_last() - 3650 and u(card_no, 'expired') < 0.1 then 'E'
                else 'A'
            end as status,
            case when lost_date + 3 <= batch then replaced_by end as replaced_by,
            batch as _batch,
            hash(card_no) >> 1 as _ord
        from card_version;
    """)
    demo.plant("core_debit_card", "D19", "flagged",
               "select card_no, batch, 'core_cust_no', 'customer not delivered' "
               "from card_version where is_orphan")
    demo.plant("core_debit_card", "D17", "repaired",
               "select card_no, batch, 'replaced_by', 'lost and replaced' from card_version "
               "where lost_date + 3 <= batch")
    deliver_csv(demo, "core_debit_card", style=Style(empty="header"))


def _signing_feed(demo: Demo) -> None:
    """Payroll, fast payment, autopay, custody; `is_payroll` of the flows follows these."""
    demo.run("""
        create table signing as
        with main as (
            select
                acct.acct_no, acct.core_cust_no, acct.open_date, acct.person_id, person.kind,
                person.in_ebank, person.employer_no, acct.close_date, acct.is_quiet
            from acct inner join person using (person_id)
            where acct.slot_no = 1 and acct.record_no = 1 and not acct.is_orphan
                and not person.is_minor
        ),
        kinds as (
            select
                main.*,
                sign_type,
                case sign_type
                    when 'PAYROLL' then case when is_quiet then 0 when kind = 'young_active'
                        then 0.62
                        when kind = 'mature_wealthy_elsewhere' then 0.55 else 0.02 end
                    when 'FASTPAY_WX' then case when kind like 'older%' then 0.10 else 0.75 end
                    when 'FASTPAY_ALI' then case when kind like 'older%' then 0.04 else 0.60 end
                    when 'FASTPAY_UP' then case when kind like 'older%' then 0.02 else 0.15 end
                    when 'CUSTODY_3RD' then case when kind like 'mature%' then 0.10 else 0.01 end
                    when 'AUTOPAY' then 0.12
                    when 'SMS' then 0.45
                    else case when kind like 'older%' then 0.30 else 0.12 end
                end as chance
            from main, unnest(['PAYROLL', 'FASTPAY_WX', 'FASTPAY_ALI', 'FASTPAY_UP', 'CUSTODY_3RD',
                'AUTOPAY', 'SMS', 'BILL_AUTODEBIT']) as types(sign_type)
        )
        select
            core_cust_no, sign_type,
            'SG' || substr(core_cust_no, 2) || left(sign_type, 1) || substr(sign_type, 9, 1)
                as sign_id,
            acct_no, person_id,
            case sign_type when 'PAYROLL' then employer_name when 'FASTPAY_WX' then '微信支付'
                when 'FASTPAY_ALI' then '支付宝' when 'CUSTODY_3RD' then '虚构证券' end as partner,
            case when sign_type = 'PAYROLL' then credit_code end as partner_uscc,
            open_date + (u(acct_no || sign_type, 'signed')
                * least(400, day_last() - open_date))::integer as sign_date,
            case when u(acct_no || sign_type, 'cancelled') < 0.06 then day_first() + 100
                + (u(acct_no || sign_type, 'cancel day') * (day_last() - day_first() -
                    110))::integer
                end as cancel_date
        from kinds left join employer using (employer_no)
        where u(acct_no || sign_type, 'signs') < chance
        order by core_cust_no, sign_type;

        update signing set cancel_date = null where cancel_date <= sign_date;

        create table out_core_signing as
        with versions as (
            select *, batch_of(sign_date) as batch, 1 as version from signing
            union all
            select *, cancel_date, 2 from signing
            where cancel_date > day_history() and sign_date < cancel_date
        )
        select
            core_cust_no, sign_type, sign_id, acct_no, partner, partner_uscc,
            strftime(sign_date, '%Y-%m-%d') as sign_date,
            case when cancel_date <= batch then strftime(cancel_date, '%Y-%m-%d') end as
                cancel_date,
            batch as _batch,
            hash(core_cust_no) >> 1 as _ord
        from versions;
    """)
    plant_unreadable(demo, "core_signing", 0.0004)
    deliver_csv(demo, "core_signing")


def _assessment_feed(demo: Demo) -> None:
    """Yearly assessments of people who invest; a few take too many in one day."""
    demo.run("""
        create table assessment as
        with takers as (
            select
                acct.core_cust_no, person.person_id, person.kind, person.birth_date,
                    person.in_ebank,
                greatest(acct.open_date, day_first() - 300) as start_day
            from acct
            inner join person using (person_id)
            inner join person_wealth using (person_id)
            where acct.slot_no = 1 and acct.record_no = 1 and not acct.is_orphan and has_wealth
        )
        select
            core_cust_no,
            (start_day + 3 + (turn * 360 + u2(core_cust_no, turn, 'assessed') * 10)::integer
                + interval 9 hour + (u2(core_cust_no, turn, 'minute') * 30000)::integer
                    * interval 1 second)::timestamp as assess_ts,
            case when kind like 'older%' then die(core_cust_no, 'risk', 3)
                else 1 + die(core_cust_no, 'risk', 4) end as level_no,
            case when in_ebank and u(core_cust_no, 'assessed at') < 0.8 then 'APP' else 'CTR' end
                as channel,
            birth_date <= day_last() - 365 * 65 as is_elderly
        from takers, range(0, 4) as turns(turn)
        where start_day + (20 + turn * 370)::integer <= day_last()
        union all
        -- a third one on the same day
        select core_cust_no, (start_day + 40 + interval 10 hour + turn * interval 9
            minute)::timestamp,
            die(core_cust_no, 'risk', 4) + 1, 'APP', false
        from takers, range(0, 3) as turns(turn)
        where u(core_cust_no, 'keeps trying') < 0.004 and start_day + 41 < day_last();

        create table out_core_risk_assessment as
        select
            core_cust_no,
            strftime(assess_ts, '%Y-%m-%d %H:%M:%S') as assess_ts,
            'C' || level_no as risk_level,
            (level_no * 20 - die(core_cust_no, 'points', 15))::decimal(18, 2)::varchar as score,
            channel,
            strftime((assess_ts + interval 1 year)::date, '%Y-%m-%d') as valid_to,
            is_elderly::varchar as is_elderly_confirm,
            batch_of(assess_ts::date) as _batch,
            epoch(assess_ts)::bigint as _ord
        from assessment;
    """)
    deliver_csv(demo, "core_risk_assessment", control="score")
