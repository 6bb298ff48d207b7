"""Deposit accounts as they truly are (`acct`), who holds them, and the feeds that tell it."""

from strata.demo.bank import Demo
from strata.demo.deliver import Style, deliver_csv

ORPHAN_SHARE = 0.0025


def make_accounts(demo: Demo) -> None:
    """Make `acct` and `term_deposit`, then deliver accounts, holders and time deposits.

    `acct`: one row per deposit account, clean and typed; `level` is the balance (in account
    currency, yuan not cents) it hovers about, `person_id` NULL for orphans and test customers.
    """
    _make_acct(demo)
    _make_term_deposits(demo)
    _account_feed(demo)
    _holder_feed(demo)
    _time_deposit_feed(demo)


def _make_acct(demo: Demo) -> None:
    """Slots: 1 and 2 demand, 3 and 4 term, 5 notice, 6 large CD, 7 structured, 8 and 9 foreign
    currency, 10 and 11 term deposits that follow a matured 3 or 4.
    """
    demo.run(f"""
        create table person_wealth as
        select
            person_id,
            case
                -- who becomes another holds a demand account alone, which follows at once
                when is_minor or not in_core or kind_from is not null then false
                when is_online_investor then true
                when kind = 'young_active' then u(person_id, 'has wealth') < 0.10
                when kind = 'mature_wealthy_elsewhere' then u(person_id, 'has wealth') < 0.70
                when kind = 'older_counter_welloff' then u(person_id, 'has wealth') < 0.75
                else u(person_id, 'has wealth') < 0.03
            end as has_wealth,
            case
                when kind = 'young_active' then 0.30
                when kind = 'mature_wealthy_elsewhere' then 0.55
                when kind = 'older_counter_welloff' then 0.40
                else 0.15
            end as wealth_share
        from person;

        create temp table slot as
        with owners as (
            select
                core.source_customer_id as core_cust_no, core.record_no, core.is_test, core.since,
                core.scenario, core.relation, core.is_second,
                person.person_id, person.kind, person.kind_from, person.is_minor,
                person.in_ebank, person.aum, person.branch_code,
                coalesce(has_wealth, false) as has_wealth, wealth_share
            from source_record as core
            left join person using (person_id)
            left join person_wealth using (person_id)
            where core.source_system = 'core'
        ),
        chances as (
            select
                *,
                case
                    when slot_no = 1 then 1
                    when is_test or is_minor or kind_from is not null and slot_no > 2 then 0
                    when record_no = 2 then case when slot_no = 3 then 0.4 else 0 end
                    when relation = 'DRILL_SHARE' and not is_second and slot_no = 8 then 1
                    when kind = 'young_active'
                        then [1, 0.38, 0.14, 0, 0.01, 0.01, 0.01, 0.02, 0][slot_no]
                    when kind = 'mature_wealthy_elsewhere'
                        then [1, 0.25, 0.48, 0.15, 0.06, 0.06, 0.08, 0.08, 0.02][slot_no]
                    when kind = 'older_counter_welloff'
                        then [1, 0.03, 0.88, 0.38, 0.06, 0.10, 0.04, 0.02, 0.01][slot_no]
                    else [1, 0.02, 0.42, 0, 0.01, 0, 0, 0, 0][slot_no]
                end as chance
            from owners, range(1, 10) as slots(slot_no)
        )
        select * from chances where u2(core_cust_no, slot_no, 'slot') < chance;

        create temp table share as
        -- what stands in an account follows from the person's whole and from what else is held
        select
            core_cust_no,
            sum(weight) as weights,
            any_value(has_wealth) as has_wealth
        from (
            select *,
                case when slot_no = 1 then case when kind like 'older%' then 0.18 else 0.30 end
                    when slot_no = 2 then 0.04 when slot_no in (3, 4) then 0.45
                    when slot_no in (5, 6, 7) then 0.20 else 0.06 end as weight
            from slot
        ) group by core_cust_no;

        create table acct as
        with weighted as (
            select
                slot.* exclude (chance),
                case when slot_no = 1 then case when kind like 'older%' then 0.18 else 0.30 end
                    when slot_no = 2 then 0.04 when slot_no in (3, 4) then 0.45
                    when slot_no in (5, 6, 7) then 0.20 else 0.06 end
                    / weights * case when slot.has_wealth then 1 - wealth_share else 1 end
                    as weight
            from slot inner join share using (core_cust_no)
        ),
        typed as (
            select
                *,
                case slot_no when 1 then 'CUR' when 2 then 'CUR' when 3 then 'TD' when 4 then 'TD'
                    when 5 then 'NTC' when 6 then 'CD' when 7 then 'STR' when 8 then 'CUR'
                    else 'TD' end as acct_type,
                case when slot_no >= 8
                    then pick(core_cust_no, 'foreign', ['USD', 'USD', 'HKD', 'EUR']) else 'CNY' end
                    as ccy,
                case
                    when slot_no in (1, 2, 8) then 0
                    when slot_no = 5 then 0
                    when slot_no = 6 then pick(core_cust_no, 'cd term', [12, 24, 36])
                    when slot_no = 7 then pick(core_cust_no, 'str term', [3, 6, 12])
                    else pick(core_cust_no || slot_no, 'term', [3, 6, 12, 12, 24, 36, 36, 60])
                end as term_m
            from weighted
        ),
        opened as (
            select
                *,
                case
                    when slot_no = 1 or is_test then since
                    -- most deposits are older than the window: people move money, seldom add it
                    when since < day_first() - 30 and u2(core_cust_no, slot_no, 'old') < case
                        when kind like 'older%' then 0.94 when kind like 'mature%' then 0.80
                        else 0.60 end
                        then greatest(since, day_first() - 1500)
                            + floor(u2(core_cust_no, slot_no, 'opened')
                                * (day_first() - 1 - greatest(since, day_first() - 1500)))::integer
                    else least(
                        day_last() - 3,
                        greatest(since, day_first())
                            + floor(u2(core_cust_no, slot_no, 'opened')
                                * greatest(1, day_last() - 5 - greatest(since, day_first()))
                            )::integer
                    )
                end as open_date
            from typed
        ),
        termed as (
            select
                *,
                acct_type in ('TD', 'CD') and term_m > 0 and u2(core_cust_no, slot_no, 'roll') <
                    0.75
                    as auto_rollover,
                case when term_m > 0 then (open_date + to_months(term_m::integer))::date end
                    as first_maturity
            from opened
        ),
        followed as (
            select *, slot_no as final_slot from termed
            union all
            -- most of what matures without rollover is deposited again some days later
            select * replace (
                (first_maturity + 3)::date as open_date,
                ((first_maturity + 3)::date + to_months(12))::date as first_maturity,
                12 as term_m,
                true as auto_rollover
            ), slot_no + 7
            from termed
            where slot_no in (3, 4) and not auto_rollover
                and first_maturity between day_first() and day_last() - 30
                and coalesce(scenario, '') not in ('CLOSED', 'DECEASED')
                and u2(core_cust_no, slot_no, 'again') < 0.8
        ),
        orphaned as (
            -- accounts whose customer no file ever names
            select * replace (
                '98' || lpad(no::varchar, 8, '0') as core_cust_no,
                null as person_id,
                null as scenario,
                null as relation,
                false as is_test,
                1 + no % 9 as final_slot
            )
            from (
                select *, row_number() over (order by u(core_cust_no || slot_no, 'orphan'),
                    core_cust_no, slot_no) as no
                from followed where final_slot in (1, 3) and scenario is null and relation is null
                    and not is_test and open_date < day_first() and record_no = 1
            ) where no <= greatest(2, (select count(*) from followed) * {ORPHAN_SHARE})
        ),
        everything as (
            select *, false as is_orphan from followed
            union all
            select * exclude (no), true from orphaned
        )
        select
            row_number() over (order by core_cust_no, final_slot) as acct_id,
            coalesce(branch_code, '990201')
                || case acct_type when 'CUR' then '10' when 'TD' then '20' when 'NTC' then '30'
                    when 'CD' then '40' else '50' end
                || core_cust_no[2:10] || lpad(final_slot::varchar, 2, '0') as acct_no,
            core_cust_no, record_no, person_id, kind, scenario, relation,
            coalesce(is_second, false) as is_second,
            final_slot::integer as slot_no, acct_type,
            case when slot_no = 2 then pick(core_cust_no, 'class', ['II', 'III']) else 'I' end
                as acct_class,
            case
                when slot_no = 1 then 'D001' when slot_no = 2 then 'D002'
                when slot_no = 5 then 'NT07' when slot_no = 6 then 'CD36' when slot_no = 7 then
                    'ST06'
                when slot_no = 8 then 'F001' when slot_no = 9 then 'F012'
                else 'T' || lpad(term_m::varchar, 2, '0')
            end as product_code,
            ccy,
            open_date,
            case
                when scenario = 'CLOSED' then greatest(
                    least(day_first() + 40 + (u(core_cust_no, 'closed') * 600)::integer,
                        day_history() - 20), open_date + 1)
                when acct_type in ('TD', 'CD', 'STR') and not auto_rollover
                    and first_maturity between day_first() and day_last() then first_maturity
                when slot_no = 2 and u(core_cust_no, 'drop second') < 0.05
                    and open_date < day_history() - 60
                    then greatest(open_date, day_first()) + 50
                        + (u(core_cust_no, 'dropped') * greatest(0, day_last() - 60
                            - greatest(open_date, day_first())))::integer
            end as close_date,
            coalesce(branch_code, '990201') as branch_code,
            case
                when slot_no = 2 then 'APP'
                when kind not like 'older%' and in_ebank and slot_no > 2
                    and u(core_cust_no, 'opens online') < 0.6 then 'APP'
                else 'CTR'
            end as open_channel,
            slot_no = 1 and u(core_cust_no, 'social') < 0.35 as is_social_card,
            case
                when acct_type = 'CUR' then 0.0020
                when acct_type = 'NTC' then 0.0110
                when ccy <> 'CNY' then 0.0280
                when acct_type = 'STR' then 0.0240
                else case when term_m <= 6 then 0.0145 when term_m = 12 then 0.0165
                    when term_m = 24 then 0.0195 when term_m = 36 then 0.0240 else 0.0250 end
            end::decimal(9, 6) as rate,
            first_maturity,
            auto_rollover,
            term_m::integer as term_m,
            case
                when is_test then 1
                when slot_no = 1 and acct_type = 'CUR' then greatest(30, aum * weight)
                when acct_type = 'CUR' and ccy = 'CNY' then least(9000, greatest(20, aum * weight))
                when ccy <> 'CNY' then greatest(100, round(aum * weight / 7, -2))
                when acct_type in ('CD') then greatest(200000, round(aum * weight, -4))
                else greatest(1000, round(aum * weight, -3))
            end::double as level,
            1 + (u(core_cust_no, 'cycle day') * 26)::integer as cycle_day,
            -- quiet accounts: no movement at all
            slot_no = 1 and not is_test and coalesce(scenario, '') <> 'DECEASED_ACTIVE'
                and kind_from is null
                and (coalesce(scenario, '') = 'DECEASED'
                    or u(core_cust_no, 'quiet') < case when kind like 'older_little' then 0.22
                        when kind like 'older%' then 0.08 else 0.03 end) as is_quiet,
            is_orphan,
            is_test
        from everything
        order by acct_no;
    """)
    twice = demo.rows("select count(*) - count(distinct acct_no) from acct")[0][0]
    if twice:
        raise AssertionError(f"{twice} account numbers are used twice")


def _make_term_deposits(demo: Demo) -> None:
    """One row per term a deposit ran: `sub_no` 001 first, then rollovers with interest on top."""
    demo.run("""
        create table term_deposit as
        with terms as (
            select
                acct.*,
                term_no,
                (open_date + to_months((term_no * term_m)::integer))::date as start_date,
                (open_date + to_months(((term_no + 1) * term_m)::integer))::date as maturity_date
            from acct, range(0, 60) as numbers(term_no)
            where term_m > 0 and acct_type in ('TD', 'CD', 'STR')
                and (term_no = 0 or auto_rollover)
        )
        select
            acct_no,
            lpad((term_no + 1)::varchar, 3, '0') as sub_no,
            term_no::integer as term_no,
            round(level * 100 * pow(1 + rate::double * term_m / 12, term_no))::bigint as cents,
            start_date, maturity_date, term_m, rate, branch_code, ccy, acct_type, close_date
        from terms
        where start_date <= day_last() and (close_date is null or start_date < close_date)
        order by acct_no, sub_no;
    """)


def _account_feed(demo: Demo) -> None:
    """`core_account`: first versions, owner change and currency correction of the drill."""
    owner_day = demo.batches[min(25, demo.daily_batches)]
    correct_day = demo.batches[min(30, demo.daily_batches)]
    demo.run(f"""
        create temp table account_version as
        with base as (
            select
                *,
                batch_of(open_date) as batch,
                1 as version,
                (least(open_date + 30, batch_of(open_date)) + interval 7 hour)::timestamp
                    as updated_at,
                ccy as told_ccy
            from acct
        )
        select * from base
        union all
        -- an account is closed in the last 45 days: a newer version says so
        select * replace (batch_of(close_date) as batch, 2 as version,
            (close_date + interval 18 hour)::timestamp as updated_at)
        from base where close_date > day_history() and close_date > open_date
        union all
        select * replace (date '{owner_day}' as batch, 3 as version,
            (date '{owner_day}' + interval 11 hour)::timestamp as updated_at)
        from base where relation = 'DRILL_OWNER' and not is_second and slot_no = 1
        union all
        select * replace (date '{correct_day}' as batch, 4 as version,
            (date '{correct_day}' + interval 11 hour)::timestamp as updated_at)
        from base where relation = 'DRILL_SHARE' and ccy <> 'CNY';

        -- before its correction the foreign account was told in the wrong currency
        update account_version
        set told_ccy = case when ccy = 'USD' then 'HKD' else 'USD' end
        where relation = 'DRILL_SHARE' and ccy <> 'CNY' and version = 1;

        update account_version
        set core_cust_no = (
            select other.core_no from number_of as other
            inner join person on other.person_id = person.partner_id
            where person.person_id = account_version.person_id
        )
        where version = 3;

        create table owner_change as
        select account_version.acct_no, account_version.core_cust_no, person.partner_id as person_id
        from account_version inner join person using (person_id)
        where version = 3;

        insert into drill
        select case version when 3 then 'owner change' else 'currency corrected' end,
            'core_account', acct_no, batch,
            case version when 3 then 'now of ' || core_cust_no else 'now ' || ccy end
        from account_version where version in (3, 4);

        create temp table account_text as
        select
            *,
            case when u(acct_no, 'ccy form') < 0.006 and told_ccy = 'CNY' then 'RMB'
                when u(acct_no, 'ccy form') < 0.010 and told_ccy = 'CNY' then '156'
                else told_ccy end as ccy_text,
            case when u(acct_no, 'open style') < 0.03
                then pick(acct_no, 'open style', ['COMPACT', 'SLASH', 'STAMP'])
                else 'ISO' end as open_style,
            close_date is not null and close_date <= batch as is_closed
        from account_version;

        create table out_core_account as
        select
            acct_no,
            core_cust_no,
            product_code,
            acct_class,
            acct_type,
            ccy_text as ccy,
            day_text(open_date, open_style) as open_date,
            case when is_closed then strftime(close_date, '%Y-%m-%d') else '00000000' end
                as close_date,
            branch_code as open_branch,
            open_channel,
            case
                when is_closed then 'C'
                when scenario = 'DECEASED' then 'S'
                when is_quiet then 'L'
                when u(acct_no, 'frozen') < 0.002 then 'F'
                else 'N'
            end as status,
            is_social_card::varchar as is_social_card,
            rate::varchar as rate,
            case
                when first_maturity is null then '99991231'
                when auto_rollover then (
                    select strftime(max(maturity_date), '%Y-%m-%d') from term_deposit
                    where term_deposit.acct_no = account_text.acct_no
                )
                else strftime(first_maturity, '%Y-%m-%d')
            end as maturity_date,
            auto_rollover::varchar as auto_rollover,
            strftime(updated_at, '%Y-%m-%d %H:%M:%S') as updated_at,
            batch as _batch,
            hash(acct_no) >> 1 as _ord
        from account_text;
    """)
    planted = (
        ("D13", "repaired", "'ccy', ccy_text", "ccy_text in ('RMB', '156')"),
        ("D11", "repaired", "'open_date', open_style", "open_style <> 'ISO'"),
        ("D19", "flagged", "'core_cust_no', 'customer not delivered'", "is_orphan"),
        ("D21", "flagged", "'core_cust_no', 'closed customer, open account'",
         "scenario = 'CLOSED_OPEN' and not is_closed"),
        ("D30", "flagged", "'core_cust_no', 'account of staff'",
         "scenario = 'STAFF' and slot_no = 1 and version = 1"),
    )
    for code, verdict, noted, condition in planted:
        demo.plant("core_account", code, verdict,
                   f"select acct_no, batch, {noted} from account_text where {condition}")
    deliver_csv(demo, "core_account", style=Style(empty="header"))


def _holder_feed(demo: Demo) -> None:
    """`core_account_holder`: minors with guardians, joint accounts, one share that changes."""
    change_day = demo.batches[min(28, demo.daily_batches)]
    demo.run(f"""
        create temp table holder as
        with pairs as (
            select
                acct.acct_no, acct.core_cust_no, acct.open_date, acct.relation, acct.is_second,
                other.core_no as other_core_no
            from acct
            inner join person on acct.person_id = person.person_id
            inner join number_of as other on person.partner_id = other.person_id
            where acct.record_no = 1 and other.core_no is not null
        )
        select acct_no, core_cust_no, 'PRIMARY' as holder_role, 1.0000 as share_pct,
            open_date as valid_from, batch_of(open_date) as batch, 1 as version, 'minor' as why
        from pairs where relation = 'MINOR' and is_second
        union all
        select acct_no, other_core_no, 'GUARDIAN', 0, open_date, batch_of(open_date), 1, 'minor'
        from pairs where relation = 'MINOR' and is_second
        union all
        select acct_no, core_cust_no, 'PRIMARY',
            case when u(acct_no, 'thirds') < 0.4 then 0.6667 else 0.5 end,
            open_date, batch_of(open_date), 1, 'joint'
        from pairs where relation in ('JOINT', 'DRILL_SHARE') and not is_second
        union all
        select acct_no, other_core_no, 'JOINT',
            case when u(acct_no, 'thirds') < 0.4 then 0.3333 else 0.5 end,
            open_date, batch_of(open_date), 1, 'joint'
        from pairs where relation in ('JOINT', 'DRILL_SHARE') and not is_second;

        insert into holder
        select acct_no, core_cust_no, holder_role,
            case holder_role when 'PRIMARY' then 0.7 else 0.3 end, valid_from,
            date '{change_day}', 2, why
        from holder
        where acct_no in (
            select acct_no from acct
            where relation = 'DRILL_SHARE' and not is_second and slot_no = 1
        );

        insert into drill
        select 'share change', 'core_account_holder', acct_no || '|' || core_cust_no, batch,
            'share now ' || share_pct from holder where version = 2;

        create table out_core_account_holder as
        select
            acct_no, core_cust_no, holder_role,
            share_pct::decimal(5, 4)::varchar as share_pct,
            strftime(valid_from, '%Y-%m-%d') as valid_from,
            '99991231' as valid_to,
            batch as _batch,
            hash(acct_no) >> 1 as _ord
        from holder;
    """)
    demo.plant("core_account_holder", "D20", "flagged",
               "select acct_no || '|' || core_cust_no, batch, 'holder_role', why from holder "
               "where version = 1")
    deliver_csv(demo, "core_account_holder")


def _time_deposit_feed(demo: Demo) -> None:
    """`core_time_deposit`: a row a term; a term that ends inside the last 45 days is told twice."""
    demo.run("""
        create temp table term_version as
        select *, batch_of(start_date) as batch, 1 as version from term_deposit
        union all
        select *, maturity_date, 2 from term_deposit
        where maturity_date > day_history() and maturity_date <= day_last();

        create temp table term_text as
        select
            *,
            case
                when u(acct_no || sub_no, 'principal style') < 0.02 and cents >= 100000
                    then format('{:,.2f}', cents / 100.0)
                when u(acct_no || sub_no, 'principal style') < 0.024
                    then full_width(yuan(cents)::varchar)
                else yuan(cents)::varchar
            end as principal_text
        from term_version;

        create table out_core_time_deposit as
        select
            acct_no,
            sub_no,
            principal_text as principal,
            strftime(start_date, '%Y%m%d') as start_date,
            strftime(maturity_date, '%Y%m%d') as maturity_date,
            term_m::varchar as term_m,
            rate::varchar as rate,
            case when u(acct_no || sub_no, 'early') < 0.02
                then yuan(cents // 10)::varchar else '0.00' end as early_withdraw_amt,
            case when maturity_date <= batch then 'MAT' else 'ACT' end as status,
            batch as _batch,
            hash(acct_no) >> 1 as _ord
        from term_text;
    """)
    demo.plant("core_time_deposit", "D12", "repaired",
               "select acct_no || '|' || sub_no, batch, 'principal', 'thousands or full width' "
               "from term_text where principal_text <> yuan(cents)::varchar")
    demo.run("""
        insert into defect
        select 'core_time_deposit', 'batch', _batch, 'D10', 'repaired', null, 'trailer line'
        from (select distinct _batch from out_core_time_deposit)
    """)
    deliver_csv(demo, "core_time_deposit", control="principal", style=Style(trailer=True))
