"""Branches as personnel keeps them, and data from outside: platforms and government registers."""

from strata.demo.bank import Demo
from strata.demo.deliver import deliver_csv
from strata.demo.dirt import OUTSIDE, Dirt, open_ground, ragged, register, send_again, soil

# The key the bank agreed with its data providers: `id_hash` = sha256(key | 18-digit identifier).
AGREED_KEY = "strata demo bank and its providers"
# Hashes made with a provider's own key can be tied to nobody.
FOREIGN_KEY = "another key"


def make_branches(demo: Demo) -> None:
    """Deliver `hr_branch`: the closed branch gets a version that stands under its successor.

    A version holds from `valid_from` until the next one. One branch moves to another footfall class
    in the last days.
    """
    changed = demo.batches[min(18, demo.daily_batches)]
    demo.run(f"""
        create temp table branch_version as
        with versions as (
            select *, open_date as valid_from, branch_code as key_code, 1 as no from branch
            union all
            select * replace (successor_code as parent_code), close_date, branch_code, 2
            from branch where close_date <= day_last()
            union all
            select branch.* replace (branch_name || '营业部' as branch_name), merged.day,
                branch_code, 2
            from branch inner join (
                select successor_code as code, close_date as day from branch
                where close_date <= day_last()
            ) as merged on branch.branch_code = merged.code
            union all
            select * replace (case footfall_class when 'HIGH' then 'MEDIUM' else 'HIGH' end
                as footfall_class), date '{changed}', branch_code, 3
            from branch where branch_no = 2
        )
        select
            *, lead(valid_from) over (partition by key_code order by valid_from) as next_from
        from versions;

        create temp table out_hr_branch as
        with told as (
            select *, batch_of(valid_from) as batch from branch_version
            union all
            select *, next_from from branch_version
            where next_from > batch_of(valid_from) and next_from <= day_last()
        )
        select
            branch_code,
            strftime(valid_from, '%Y%m%d') as valid_from,
            branch_name, parent_code, branch_level, footfall_class, city_code,
            strftime(open_date, '%Y%m%d') as open_date,
            case when no = 2 or close_date <= batch then strftime(close_date, '%Y%m%d')
                else '00000000' end as close_date,
            case when next_from <= batch then strftime(next_from, '%Y%m%d') else '99991231' end
                as valid_to,
            batch as _batch,
            branch_no + 10 as _ord
        from told;
    """)
    open_ground(demo, "hr_branch")
    demo.run("""
        update out_hr_branch set _code = 'D22', _verdict = 'repaired', _column = 'parent_code',
            _note = 'merged into another branch'
        where close_date <> '00000000' and valid_to = '99991231';
    """)
    soil(demo, "hr_branch",
         Dirt("D11", "repaired", "open_date", "substr(open_date, 1, 4) || '/' || "
              "substr(open_date, 5, 2)::integer || '/' || substr(open_date, 7, 2)::integer",
              "1998/4/7", 0.1))
    register(demo, "hr_branch")
    deliver_csv(demo, "hr_branch")


def make_outside_data(demo: Demo) -> None:
    """Deliver `tpd_consumption_month` and `tpd_gov_data` for customers who agreed to it.

    A month is told on the third day of the next one; a few rows come two months later (D14).
    """
    demo.run(f"""
        create temp table outside_actor as
        select
            crm_actor.*, consent.valid_from as agreed_from, consent.valid_to as agreed_to,
            consent.evidence as consent_id,
            sha256('{AGREED_KEY}|' || id_no) as id_hash,
            sha256('{FOREIGN_KEY}|' || id_no) as foreign_hash
        from crm_actor
        inner join consent using (crm_cust_id)
        where purpose = 'THIRD_PARTY' and granted and id_type = '01' and not is_minor;

        create temp table outside_month as
        select month_start, batch_of((month_start + interval 1 month)::date + 2) as batch
        from (select distinct month_start from biz_day)
        where (month_start + interval 1 month)::date + 2 <= day_last();
    """)
    _consumption_feed(demo)
    _government_feed(demo)


def _very_late() -> Dirt:
    return Dirt("D14", "repaired", "_batch", "day_last() - 20", "two months late", 0.01,
                "_batch > day_history() - 40 and _batch < day_last() - 40", least=2)


def _consumption_feed(demo: Demo) -> None:
    demo.run("""
        create temp table out_tpd_consumption_month as
        with drawn as (
            select
                outside_actor.*, month_start, batch, platform, own_key,
                hash(crm_cust_id, month_start, platform) as k
            from outside_actor, outside_month,
            (values ('TAO', 0.75, true), ('JD', 0.40, true), ('MALL', 0.15, false))
                as platforms(platform, reach, own_key)
            where month_start >= agreed_from and month_start < coalesce(agreed_to, day_last())
                and u(crm_cust_id || platform, 'buys there') < reach
                and u(hash(crm_cust_id, month_start, platform), 'buys') < 0.8
        ),
        placed as (
            select *,
                least(5, greatest(1, round(1 + annual_income / 60000.0 + g(k, 'band'))))::integer
                    as band
            from drawn
        )
        select
            case when own_key then id_hash else foreign_hash end as id_hash,
            platform,
            strftime(month_start, '%Y-%m-%d') as month,
            'L' || band as amount_band,
            pick(k, 'orders', ['1-3', '4-10', '11-30', '30+']) as order_cnt_band,
            pick(k, 'category', ['FOOD', 'CLOTHES', 'DIGITAL', 'BABY', 'HOME', 'TRAVEL'])
                as category_top,
            consent_id,
            batch as _batch,
            hash(id_hash) >> 1 as _ord
        from placed;
    """)
    open_ground(demo, "tpd_consumption_month")
    soil(
        demo, "tpd_consumption_month", *ragged(0.0003), _very_late(),
        Dirt("D11", "repaired", "month", "replace(month, '-', '')", "20200101", 0.01),
        Dirt(OUTSIDE, "flagged", "consent_id", "null", "no consent named", 0.005),
        Dirt("D11", "rejected", "month", "'2024年初'", "key unreadable", 0.0005),
    )
    register(demo, "tpd_consumption_month")
    deliver_csv(demo, "tpd_consumption_month")


def _government_feed(demo: Demo) -> None:
    demo.run("""
        create temp table out_tpd_gov_data as
        with paid as (
            select
                outside_actor.*, month_start, batch, kind_code, hash(crm_cust_id, month_start) as k,
                date_diff('month', agreed_from, month_start) + die(crm_cust_id, 'paid before', 90)
                    as months,
                -- some change their job
                case when u(crm_cust_id, 'changes job') < 0.08
                    and month_start > day_first() + (u(crm_cust_id, 'new job') * 700)::integer
                    then 1 + employer_no % 80 else employer_no end as works_for
            from outside_actor, outside_month,
            (values ('SOCIAL', 0.9), ('HOUSING_FUND', 0.6)) as kinds(kind_code, reach)
            where month_start >= agreed_from and month_start < coalesce(agreed_to, day_last())
                and age < 60 and u(crm_cust_id || kind_code, 'is insured') < reach
        ),
        told as (
            select id_hash, kind_code, month_start, batch,
                least(36000, greatest(4200, annual_income / 12.0)) as base, months, credit_code,
                consent_id, k
            from paid inner join employer on paid.works_for = employer.employer_no
            union all
            select id_hash, 'BUSINESS_REG', month_start, batch, null, null, credit_code, consent_id,
                hash(crm_cust_id, 'registers')
            from outside_actor inner join outside_month
                on month_start
                    = month_of(day_first() + (u(crm_cust_id, 'registers') * 700)::integer)
            inner join employer on employer.employer_no = die(crm_cust_id, 'own firm', 80)
            where u(crm_cust_id, 'has a firm') < 0.04 and month_start >= agreed_from
        )
        select
            id_hash,
            kind_code as kind,
            strftime(month_start, '%Y-%m-%d') as month,
            base::decimal(18, 2)::varchar as base_amt,
            months::varchar as months_paid,
            credit_code as employer_uscc,
            consent_id,
            batch as _batch,
            hash(id_hash) >> 1 as _ord
        from told;
    """)
    open_ground(demo, "tpd_gov_data")
    soil(
        demo, "tpd_gov_data", *ragged(0.0003), _very_late(),
        Dirt(OUTSIDE, "flagged", "kind", "'MEDICARE'", "unknown code", 0.0005),
        Dirt(OUTSIDE, "flagged", "consent_id", "null", "no consent named", 0.003),
        Dirt("D12", "repaired", "base_amt", "format('{:,.2f}', base_amt::double)",
             "thousands separators", 0.01, "base_amt is not null"),
        Dirt(OUTSIDE, "flagged", "base_amt", "'-' || base_amt", "negative base", 0.0005,
             "base_amt is not null"),
        Dirt("D11", "rejected", "month", "'0000'", "key unreadable", 0.0005),
    )
    send_again(demo, "tpd_gov_data",
               {"base_amt": "(base_amt::double + 100)::decimal(18, 2)::varchar"},
               share=0.01, note="base put right", where="base_amt is not null")
    register(demo, "tpd_gov_data")
    deliver_csv(demo, "tpd_gov_data", control="base_amt")
