"""The five customer files as their departments keep them, and the truth about who is who.

`source_record` holds one row per customer number of a system with what that system knows of the
person. Every defect is decided here by scenario, and the label of every pair follows from the same
scenario: nothing in this module looks for similar records.

Label of two records of one person: *mergeable* unless one of them is isolated, that is, carries no
usable identifier and no declared link points at it (then *review*). Two records of two people who
were made to look alike are *impossible*, but for a borrowed identifier (same number, other name),
which is *review*.
"""

from datetime import date

from strata.demo.bank import Demo
from strata.demo.deliver import Style, deliver_csv
from strata.demo.names import traditional_pairs

TEST_CUSTOMERS = 30


def make_identity(demo: Demo) -> None:
    """Make `source_record`, the truth tables and the five customer feeds."""
    _make_records(demo)
    _make_variants(demo)
    _make_crm_links(demo)
    _make_tests(demo)
    _label_pairs(demo)
    _plant_defects(demo)
    for make in (_core_feed, _card_feed, _ebank_feed, _loan_feed, _crm_feed):
        make(demo)


def _make_records(demo: Demo) -> None:
    """One row per customer number: system, number, person, since, state of the identifier.

    `doc_state`: VALID, OLD15 (15 digits), INVALID, PLACEHOLDER, MISSING, BORROWED (another
    person's), DOCUMENT (passport, permit, military), NONE (carries no identifier by nature).
    """
    demo.run("""
        create temp table bad_state as
        select
            person_id,
            case scenario
                when 'BAD_CORE' then
                    ['INVALID', 'PLACEHOLDER', 'INVALID', 'MISSING', 'INVALID'][1 + (turn - 1) % 5]
                when 'BAD_CARD' then
                    ['PLACEHOLDER', 'INVALID', 'INVALID', 'MISSING', 'INVALID'][1 + (turn - 1) % 5]
                else ['MISSING', 'INVALID', 'INVALID', 'PLACEHOLDER', 'INVALID'][1 + (turn - 1) % 5]
            end as bad_state
        from (
            select
                person_id, scenario,
                row_number() over (partition by scenario order by person_id) as turn
            from person where scenario like 'BAD%'
        );

        create table source_record as
        with numbered as (
            select
                'core' as source_system,
                '10' || lpad(permuted(person_id, 3571, 100003)::varchar, 8, '0')
                    as source_customer_id,
                1 as record_no, person_id, core_since as since
            from person where in_core
            union all
            select
                'core', '11' || lpad(permuted(person_id, 2953, 200003)::varchar, 8, '0'), 2,
                person_id, greatest(core_since, least(day_history() - 5, core_since + 300))
            from person
            where scenario in ('TWO_CORE', 'TWO_CORE_MERGED') or relation = 'DRILL_MERGE'
            union all
            select
                'card', 'K' || lpad(permuted(person_id, 2741, 700001)::varchar, 8, '0'), 1,
                person_id, card_since
            from person where in_card
            union all
            select
                'ebank', 'U' || lpad(permuted(person_id, 4129, 300007)::varchar, 8, '0'), 1,
                person_id, ebank_since
            from person where in_ebank
            union all
            select
                'loan', 'L' || lpad(permuted(person_id, 1973, 900001)::varchar, 8, '0'), 1,
                person_id, loan_since
            from person where in_loan
            union all
            select
                'crm', 'M' || lpad(permuted(person_id, 6581, 400009)::varchar, 8, '0'), 1,
                person_id, crm_since
            from person where in_crm
        )
        select
            numbered.*,
            batch_of(since) as first_batch,
            false as is_test,
            case
                when source_system = 'crm' then 'NONE'
                when source_system = 'ebank' then
                    case
                        when scenario = 'TOURIST' then 'NONE'
                        when id_type <> '01' then 'DOCUMENT'
                        when in_core and relation is null and u(person_id, 'ebank form') < 0.15
                            then 'NONE'
                        else 'VALID'
                    end
                when id_type <> '01' then 'DOCUMENT'
                when scenario = 'BAD_CORE' and source_system = 'core' then bad_state
                when scenario = 'BAD_CARD' and source_system = 'card' then bad_state
                when scenario = 'BAD_LOAN' and source_system = 'loan' then bad_state
                when relation = 'DRILL_MERGE' and record_no = 2 then 'MISSING'
                when relation = 'DRILL_LOST_LINK' and source_system = 'card' and not is_second
                    then 'MISSING'
                when relation = 'SHARED_ID' and is_second then 'BORROWED'
                when record_no = 2 and birth_date < date '1985-01-01' and u(person_id, 'old id')
                    < 0.8
                    then 'OLD15'
                when source_system = 'loan' and birth_date < date '1985-01-01' and scenario is null
                    and u(person_id, 'legacy id') < 0.075 then 'OLD15'
                else 'VALID'
            end as doc_state
        from numbered
        inner join person using (person_id)
        left join bad_state using (person_id);
    """)


def _make_variants(demo: Demo) -> None:
    """Add what each record says: identifier and name in the forms people type, mobile, birth."""
    older = {simple: old for old, simple in traditional_pairs()}
    simple, old = "".join(older), "".join(older.values())
    demo.run(f"""
        create macro to_traditional(t) as translate(t, '{simple}', '{old}');

        create or replace table source_record as
        with known as (
            select
                source_record.*,
                person.* exclude (person_id, core_since, card_since, ebank_since, loan_since,
                    crm_since),
                donor.id_no as donor_id_no,
                donor.mobile as donor_mobile,
                row_number() over (
                    partition by doc_state = 'VALID' and source_system <> 'ebank'
                    order by u(source_customer_id, 'dirty id'), source_customer_id
                ) as dirt_rank,
                row_number() over (
                    partition by source_system = 'loan' and doc_state in ('VALID', 'OLD15')
                    order by doc_state = 'OLD15' desc, u(source_customer_id, 'old'),
                        source_customer_id
                ) as loan_rank
            from source_record
            inner join person using (person_id)
            left join person as donor on person.partner_id = donor.person_id
        ),
        chosen as (
            select
                * replace (
                    -- even the smallest bank has one legacy identifier
                    case when source_system = 'loan' and doc_state = 'VALID' and loan_rank = 1
                        and birth_date < date '2000-01-01' then 'OLD15' else doc_state end
                        as doc_state
                ),
                case
                    when doc_state <> 'VALID' or loan_rank = 1 and source_system = 'loan' then null
                    when id_no like '%X' and u(source_customer_id, 'lower x') < 0.10 then 'LOWER'
                    when source_system = 'ebank' and u(source_customer_id, 'dirty ebank') < 0.02
                        then 'TAB'
                    when source_system <> 'ebank'
                        and dirt_rank <= greatest(3, (
                            select count(*) * 0.018 from source_record where doc_state = 'VALID'
                        ))
                        then ['FULL', 'SPACES', 'TAB'][1 + dirt_rank % 3]
                end as id_style,
                case
                    when scenario = 'PINYIN_CARD' and source_system = 'card' then 'PINYIN'
                    when scenario = 'RARE_NAME' and source_system = 'card' then 'RARE'
                    when scenario = 'MINORITY' and source_system in ('card', 'loan', 'crm')
                        then 'DOT'
                    when scenario is not null or coalesce(relation, 'FAMILY') <> 'FAMILY' then null
                    when source_system = 'ebank' then null
                    when u(source_customer_id, 'name form') < 0.012 then 'SPACE'
                    when u(source_customer_id, 'name form') < 0.018 then 'WIDE_SPACE'
                    when u(source_customer_id, 'name form') < 0.034
                        and to_traditional(cust_name) <> cust_name then 'TRADITIONAL'
                end as name_style
            from known
        )
        select
            source_system, source_customer_id, record_no, person_id, since, first_batch, is_test,
            doc_state, id_style, name_style, scenario, relation, is_second, partner_id, id_type,
            case
                when doc_state = 'MISSING' or doc_state = 'NONE' then null
                when doc_state = 'DOCUMENT' then id_no
                when doc_state = 'OLD15' then substr(id_no, 1, 6) || substr(id_no, 9, 9)
                when doc_state = 'PLACEHOLDER'
                    then pick(person_id, 'placeholder', ['111111111111111111', '000000'])
                when doc_state = 'BORROWED' then donor_id_no
                when doc_state = 'INVALID' then
                    case die(person_id, 'broken id', 3)
                        -- wrong check digit, impossible birth date, one digit mistyped
                        when 1 then substr(id_no, 1, 17)
                            || ((case substr(id_no, 18, 1) when 'X' then 0
                                else substr(id_no, 18, 1)::integer end + 3) % 10)
                        when 2 then substr(id_no, 1, 6) || '19990230' || substr(id_no, 15, 4)
                        else substr(id_no, 1, 5) || case when substr(id_no, 6, 1) = '1' then '7'
                            else '1' end || substr(id_no, 7, 12)
                    end
                when id_style = 'LOWER' then lower(id_no)
                when id_style = 'FULL' then full_width(id_no)
                when id_style = 'SPACES'
                    then substr(id_no, 1, 6) || ' ' || substr(id_no, 7, 8) || ' ' ||
                        substr(id_no, 15)
                when id_style = 'TAB' then id_no || chr(9)
                else id_no
            end as id_no,
            case name_style
                when 'PINYIN' then name_pinyin
                when 'RARE' then left(cust_name, length(cust_name) - 1)
                    || pick(person_id, 'lost character', ['?', chr(59095)])
                when 'DOT' then replace(cust_name, '·',
                    pick(source_customer_id, 'dot', ['•', '・', '．']))
                when 'SPACE' then left(cust_name, 1) || ' ' || substr(cust_name, 2)
                when 'WIDE_SPACE' then left(cust_name, 1) || '　' || substr(cust_name, 2)
                when 'TRADITIONAL' then to_traditional(cust_name)
                else cust_name
            end as cust_name,
            cust_name as true_name,
            case
                when source_system = 'card' and name_style is null
                    and u(person_id, 'no pinyin') < 0.03 and scenario is null and relation is null
                    then null
                when source_system in ('core', 'card') then name_pinyin
            end as name_pinyin,
            birth_date,
            case
                when relation = 'RECYCLED' and not is_second and source_system in ('core', 'crm')
                    then donor_mobile
                when relation in ('CRM_CONFLICT', 'DRILL_MOVED_LINK') and source_system = 'crm'
                    then null
                else mobile
            end as mobile
        from chosen
        order by source_system, source_customer_id;
    """)


def _make_crm_links(demo: Demo) -> None:
    """The hand-entered numbers of `crm_customer` and the declared core number of `ebk_user`.

    `crm_link` holds the numbers as last delivered; `crm_link_before` the first version of those
    that a later batch corrects.
    """
    demo.run("""
        create temp table number_of as
        select
            person_id,
            max(source_customer_id) filter (where source_system = 'core' and record_no = 1) as
                core_no,
            max(source_customer_id) filter (where source_system = 'card') as card_no,
            max(source_customer_id) filter (where source_system = 'loan') as loan_no
        from source_record group by person_id;

        create table crm_link as
        with drawn as (
            select
                crm.source_customer_id as crm_cust_id,
                crm.person_id, crm.relation, crm.scenario, crm.is_second,
                own.core_no, own.card_no, own.loan_no,
                other.core_no as other_core_no,
                other.card_no as other_card_no,
                coalesce(crm.scenario, '') not in ('BAD_CARD', 'RARE_NAME', 'PINYIN_CARD')
                    and (u(crm.person_id, 'crm card') < 0.55 or own.core_no is null) as
                        has_card_link,
                coalesce(crm.scenario, '') <> 'BAD_LOAN'
                    and (u(crm.person_id, 'crm loan') < 0.55 or own.core_no is null) as
                        has_loan_link,
                u(crm.person_id, 'crm no core') < 0.15 and crm.relation is null as may_skip_core
            from source_record as crm
            inner join number_of as own on crm.person_id = own.person_id
            left join number_of as other on crm.partner_id = other.person_id
            where crm.source_system = 'crm'
        ),
        linked as (
            select
                *,
                case when has_card_link then card_no end as own_card,
                case when has_loan_link then loan_no end as own_loan
            from drawn
        )
        select
            crm_cust_id, person_id, relation, is_second,
            case
                when may_skip_core and coalesce(own_card, own_loan) is not null then null
                else core_no
            end as core_cust_no,
            case
                when relation in ('CRM_WRONG', 'CRM_CONFLICT') then other_card_no
                when relation = 'DRILL_LOST_LINK' and not is_second then null
                else own_card
            end as card_cust_no,
            own_loan as loan_cust_no,
            other_core_no,
            card_no as lost_card_no
        from linked;

        create table ebank_link as
        select
            ebank.source_customer_id as user_id,
            ebank.person_id,
            case
                when ebank.scenario = 'TOURIST' then null
                when ebank.relation = 'CRM_WRONG' and not ebank.is_second and other.core_no is
                    not null
                    and u(ebank.person_id, 'wrong core') < 0.5 then other.core_no
                when ebank.doc_state in ('NONE', 'DOCUMENT') then own.core_no
                when u(ebank.person_id, 'ebank form') < 0.45 then null
                else own.core_no
            end as core_cust_no
        from source_record as ebank
        inner join number_of as own on ebank.person_id = own.person_id
        left join number_of as other on ebank.partner_id = other.person_id
        where ebank.source_system = 'ebank';
    """)


def _make_tests(demo: Demo) -> None:
    """Test customers that somebody left in production (D34)."""
    count = min(TEST_CUSTOMERS, max(6, round(demo.customers * 0.006)))
    demo.run(f"""
        insert into source_record by name
        select
            case no % 6 when 1 then 'card' when 3 then 'ebank' else 'core' end as source_system,
            case no % 6 when 1 then 'K' when 3 then 'U' else '99' end
                || lpad(no::varchar, 8, '0') as source_customer_id,
            1 as record_no,
            day_first() - 400 + no::integer as since,
            batch_of(day_first()) as first_batch,
            true as is_test,
            'PLACEHOLDER' as doc_state,
            '01' as id_type,
            '111111111111111111' as id_no,
            case no % 3 when 0 then '测试' || no when 1 then 'TEST' || no else '测试用户' || no end
                as cust_name,
            'CE SHI' as name_pinyin,
            date '1980-01-01' + no::integer as birth_date,
            '1990000' || lpad(no::varchar, 4, '0') as mobile
        from range(1, {count} + 1) as numbers(no);
    """)


def _label_pairs(demo: Demo) -> None:
    demo.run("""
        create table source_customer as
        select source_system, source_customer_id, person_id, is_test from source_record
        order by source_system, source_customer_id;

        create temp table labelled as
        select
            *,
            doc_state in ('INVALID', 'PLACEHOLDER', 'MISSING') and relation is distinct from
                'DRILL_MERGE' as is_isolated,
            relation is not distinct from 'CRM_CONFLICT' and source_system = 'crm' as is_guarded,
            source_system in ('core', 'card', 'loan') as is_named,
            (case source_system when 'core' then 1 when 'card' then 2 when 'loan' then 3
                when 'ebank' then 4 else 5 end) || source_customer_id as sort_key
        from source_record where not is_test;

        insert into pair
        select
            left_one.source_system, left_one.source_customer_id,
            right_one.source_system, right_one.source_customer_id,
            case when left_one.is_isolated or right_one.is_isolated or left_one.is_guarded
                or right_one.is_guarded then 'review' else 'mergeable' end,
            case
                when right_one.is_guarded then left_one.source_system = 'core'
                when left_one.is_isolated or right_one.is_isolated
                    then left_one.is_named and right_one.is_named
                else true
            end,
            case
                when left_one.is_isolated or right_one.is_isolated
                    then 'no usable identifier, same name, birth date and mobile'
                when right_one.is_guarded then 'declared links join two valid identifiers'
                when left_one.record_no <> right_one.record_no then 'two core numbers'
                when right_one.source_system = 'crm' then 'declared by CRM or through a chain'
                when right_one.source_system = 'ebank' and right_one.doc_state <> 'VALID'
                    then 'declared by e-banking or through a chain'
                when left_one.doc_state = 'DOCUMENT' then 'same document and birth date'
                else 'same identifier'
            end
        from labelled as left_one
        inner join labelled as right_one
            on left_one.person_id = right_one.person_id and left_one.sort_key < right_one.sort_key;

        insert into pair
        select
            left_one.source_system, left_one.source_customer_id,
            right_one.source_system, right_one.source_customer_id,
            case when left_one.relation = 'SHARED_ID' then 'review' else 'impossible' end,
            true,
            case left_one.relation
                when 'TWIN' then 'twins'
                when 'NAMESAKE' then 'namesakes'
                when 'CRM_CONFLICT' then 'namesakes joined by a wrong declared link'
                when 'FAMILY' then 'shared mobile'
                when 'JOINT' then 'shared mobile and account'
                when 'MINOR' then 'guardian and minor with one mobile'
                when 'RECYCLED' then 'recycled mobile'
                when 'SHARED_ID' then 'same identifier, another name'
                when 'CRM_WRONG' then 'wrong declared link'
                when 'DRILL_MOVED_LINK' then 'namesakes, a declared link moved'
                else 'two people of a drill'
            end
        from labelled as left_one
        inner join labelled as right_one
            on left_one.partner_id = right_one.person_id and not left_one.is_second;
    """)


def _plant_defects(demo: Demo) -> None:
    """Register what is odd about customer records, whichever feed carries it."""
    feeds = {"core": "core_customer", "card": "card_customer", "ebank": "ebk_user",
             "loan": "loan_customer", "crm": "crm_customer"}
    shared = "select source_customer_id, first_batch, "
    for system, feed in feeds.items():
        where = f"from source_record where source_system = '{system}' and "
        cases = (
            ("D03", "repaired", "'id_no', '15 digits'", "doc_state = 'OLD15'"),
            ("D04", "repaired", "'id_no', id_style", "id_style is not null"),
            ("D05", "flagged", "'id_no', doc_state", "doc_state = 'INVALID'"),
            ("D06", "flagged", "'id_no', id_no", "doc_state = 'PLACEHOLDER'"),
            ("D07", "repaired", "'cust_name', name_style", "name_style is not null"),
            ("D34", "flagged", "'cust_name', 'test customer'", "is_test"),
            (
                "D08", "flagged", "'mobile', relation",
                "relation in ('FAMILY', 'RECYCLED') and source_system in ('core', 'card') "
                "and not is_second and exists (select 1 from source_record as other "
                "where other.mobile = source_record.mobile "
                "and other.person_id <> source_record.person_id)",
            ),
        )
        for code, verdict, noted, condition in cases:
            demo.plant(feed, code, verdict, f"{shared}{noted} {where}{condition}")
    demo.plant(
        "core_customer", "D02", "repaired",
        f"{shared}'core_cust_no', 'second number of a person' "
        "from source_record where source_system = 'core' and record_no = 2",
    )
    demo.plant(
        "core_customer", "D01", "repaired",
        f"{shared}null, 'also known to another system' from source_record as one "
        "where source_system = 'core' and record_no = 1 and exists (select 1 from source_record as "
        "other where one.person_id = other.person_id and other.source_system <> 'core')",
    )


def _core_feed(demo: Demo) -> None:
    """`core_customer`: the first version of every record, then changes in daily batches."""
    first_daily = demo.batches[1]
    demo.run(f"""
        create temp table core_version as
        with base as (
            select
                core.*,
                person.is_male, person.nationality, person.home_addr, person.occupation_code,
                person.annual_income, person.education_code, person.marital_code,
                    person.branch_code,
                person.is_staff, person.employer_no, person.kind,
                case
                    when core.scenario in ('CLOSED', 'CLOSED_OPEN') then 'C'
                    when core.scenario in ('DECEASED', 'DECEASED_ACTIVE') then 'D'
                    when core.scenario = 'TWO_CORE_MERGED' and core.record_no = 2 then 'M'
                    else 'N'
                end as cust_status,
                case when core.scenario = 'TWO_CORE_MERGED' and core.record_no = 2
                    then number_of.core_no end as merged_into,
                number_of.core_no as main_no,
                row_number() over (order by core.relation is not null or core.scenario is not null
                    or core.is_test or core.since > day_history(),
                    u(core.source_customer_id, 'garbled'), core.source_customer_id) as garble_rank
            from source_record as core
            left join person using (person_id)
            left join number_of using (person_id)
            where core.source_system = 'core'
        ),
        first_version as (
            select *, first_batch as batch, 1 as version, false as is_garbled,
                least(since + 90 + (u(source_customer_id, 'touched') * 900)::integer,
                    first_batch) + interval 9 hour as updated_at
            from base
        ),
        later as (
            -- an ordinary change of address and income in the last 45 days
            select * replace (
                    home_addr || '附近' as home_addr,
                    (annual_income * 1.1)::bigint as annual_income
                ),
                batch_of(day_history() + die(source_customer_id, 'changed', {demo.daily_batches})
                    ::integer) as batch, 2 as version, false as is_garbled
            from base
            where u(source_customer_id, 'changes') < 0.015 and relation is null and scenario is null
                and not is_test and since < day_history() - 30
            union all
            -- the bank joins two numbers
            select * replace ('M' as cust_status, main_no as merged_into),
                day_history() + {min(20, demo.daily_batches)}, 3, false
            from base where relation = 'DRILL_MERGE' and record_no = 2
            union all
            -- a line that could not be read in the history is sent again the next day
            select *, date '{first_daily}', 4, false from base
            where garble_rank <= greatest(1, people() * 0.0006)
        )
        select * replace (garble_rank <= greatest(1, people() * 0.0006) as is_garbled)
        from first_version
        union all by name
        select *, batch + interval 10 hour as updated_at from later;

        create temp table core_text as
        select
            *,
            case when u2(source_customer_id, version, 'birth style') < 0.04
                then pick(source_customer_id, 'birth style', ['COMPACT', 'SLASH', 'STAMP'])
                else 'ISO' end as birth_style,
            case
                when id_type <> '01' or is_test then 'DATE'
                when birth_date < day_last() - 46 * 366 then 'OPEN'
                when u(source_customer_id, 'expiry') < 0.02 then 'ZERO' else 'DATE'
            end as expiry_style,
            case
                when is_test then 'ZERO'
                when u(source_customer_id, 'income') < 0.03 then 'ZERO'
                when u(source_customer_id, 'income') < 0.045 then 'ONE'
                when u(source_customer_id, 'income') < 0.055 then 'NINES'
                when u(source_customer_id, 'income') < 0.08 then 'WAN'
            end as income_style
        from core_version;

        create table out_core_customer as
        select
            source_customer_id as core_cust_no,
            cust_name,
            name_pinyin,
            id_type,
            id_no,
            case expiry_style
                when 'OPEN' then '99991231'
                when 'ZERO' then '00000000'
                else strftime(day_last() + (200 + u(source_customer_id, 'expires') * 3000)::integer,
                    '%Y-%m-%d')
            end as id_expiry,
            case when is_male then 'M' else 'F' end as gender,
            day_text(birth_date, birth_style) as birth_date,
            coalesce(nationality, 'CHN') as nationality,
            mobile,
            case
                when u(source_customer_id, 'address') < 0.004
                    then replace(home_addr, '区第', '区,' || chr(10) || '第')
                when u(source_customer_id, 'address') < 0.008
                    then '"' || left(home_addr, 6) || '",' || substr(home_addr, 7)
                else home_addr
            end as home_addr,
            occupation_code,
            case when occupation_code < '0500' then employer_name end as employer,
            case income_style
                when 'ZERO' then '0' when 'ONE' then '1' when 'NINES' then '999999999'
                when 'WAN' then (round(annual_income / 10000.0, 1)::decimal(9, 1))::varchar
                else annual_income::decimal(18, 2)::varchar
            end as annual_income,
            education_code,
            marital_code,
            coalesce(branch_code, '990201') as open_branch,
            strftime(since, '%Y-%m-%d') as open_date,
            cust_status,
            merged_into,
            case when is_staff then 'Y' else 'N' end as staff_flag,
            strftime(updated_at, '%Y-%m-%d %H:%M:%S') as updated_at,
            batch as _batch,
            hash(source_customer_id) >> 1 as _ord,
            case when is_garbled then 'SHORT' end as _raw
        from core_text
        left join employer using (employer_no);
    """)
    planted = (
        ("D10", "unreadable", "null, 'SHORT'", "is_garbled"),
        ("D10", "repaired", "'home_addr', 'comma, quote or line end in a value'",
         "not is_garbled and u(source_customer_id, 'address') < 0.008 and home_addr is not null"),
        ("D11", "repaired", "'birth_date', birth_style", "birth_style <> 'ISO' and not is_garbled"),
        ("D11", "repaired", "'id_expiry', expiry_style",
         "expiry_style <> 'DATE' and not is_garbled"),
        ("D31", "flagged", "'annual_income', income_style",
         "income_style is not null and not is_garbled"),
    )
    for code, verdict, noted, condition in planted:
        demo.plant("core_customer", code, verdict,
                   f"select source_customer_id, batch, {noted} from core_text where {condition}")
    demo.plant(
        "core_customer", "D30", "flagged",
        "select source_customer_id, batch, 'staff_flag', 'staff as customer' from core_text "
        "where is_staff and version = 1",
    )
    demo.run(f"""
        insert into event
        select 'MERGE', source_customer_id, batch, 'merged into ' || merged_into from core_text
        where cust_status = 'M';
        insert into drill
        select 'customer merge', 'core_customer', source_customer_id, batch,
            'merged into ' || merged_into from core_text where version = 3;
        insert into defect
        select 'core_customer', 'batch', date '{demo.batches[-2]}', 'D09', 'repaired', null,
            'one batch in GB18030';
        insert into defect
        select 'core_customer', 'batch', date '{demo.batches[2]}', 'D09', 'repaired', null,
            'byte order mark';
    """)
    encodings = {demo.batches[-2]: "gb18030", demo.batches[2]: "utf-8-sig"}
    deliver_csv(
        demo, "core_customer", control="annual_income", style=Style(empty="header"),
        encoding_of=lambda batch: encodings.get(batch, "utf-8"),
    )


def _card_feed(demo: Demo) -> None:
    """`card_customer` in GB18030, income in cents, own codes for position and grade."""
    demo.run("""
        create table out_card_customer as
        select
            source_customer_id as card_cust_no,
            card.cust_name,
            card.name_pinyin,
            card.id_type,
            card.id_no,
            strftime(card.birth_date, '%Y%m%d') as birth_date,
            card.mobile,
            'user' || substr(source_customer_id, 2) || '@mail.example' as email,
            employer_name as employer,
            case when kind like 'mature%' then '经理' when kind like 'older%' then '退休'
                else '职员' end as position_title,
            ((coalesce(annual_income, 0) * 100)::bigint)::varchar as annual_income,
            person.home_addr as bill_addr,
            case when card.is_test then 'E'
                else pick(person_id, 'card grade', ['A', 'A', 'B', 'B', 'C', 'D']) end as
                    credit_grade,
            strftime(least(since + (u(source_customer_id, 'touched') * 400)::integer, first_batch)
                + interval 8 hour, '%Y-%m-%d %H:%M:%S') as updated_at,
            first_batch as _batch,
            hash(source_customer_id) >> 1 as _ord
        from source_record as card
        left join person using (person_id)
        left join employer using (employer_no)
        where source_system = 'card';
    """)
    for batch in (demo.history_day, demo.last_day):
        demo.con.execute(
            "insert into defect values ('card_customer', 'batch', ?, 'D09', 'repaired', null, "
            "'whole system in GB18030')", [batch],
        )
    deliver_csv(
        demo, "card_customer", control="annual_income",
        style=Style(encoding="gb18030", empty="header"),
    )


def _ebank_feed(demo: Demo) -> None:
    """`ebk_user`: some with an identifier, some with a core number only, tourists with neither."""
    demo.run("""
        create table out_ebk_user as
        select
            source_customer_id as user_id,
            case when ebank.is_test then 'test' || source_customer_id
                else 'u' || substr(ebank.mobile, 4) end as login_name,
            ebank.mobile,
            ebank.id_no,
            ebank_link.core_cust_no,
            strftime(since + (u(source_customer_id, 'registered') * 50000)::integer
                * interval 1 second + interval 8 hour, '%Y-%m-%d %H:%M:%S') as register_ts,
            case when ebank.id_no is not null or ebank_link.core_cust_no is not null
                then strftime(since + interval 22 hour
                    + (u(source_customer_id, 'verified') * 3600)::integer * interval 1 second,
                    '%Y-%m-%d %H:%M:%S') end as real_name_ts,
            case when ebank_link.core_cust_no is not null and u(source_customer_id, 'bound') < 0.7
                then debit_card_no(ebank_link.core_cust_no, 1) end as bind_card_no,
            case when ebank.scenario in ('CLOSED', 'DECEASED') then 'C' else 'N' end as status,
            die(source_customer_id, 'devices', 3)::varchar as device_cnt,
            case when u(source_customer_id, 'push') < 0.6 then 'true' else 'false' end as
                push_enabled,
            first_batch as _batch,
            hash(source_customer_id) >> 1 as _ord
        from source_record as ebank
        left join ebank_link on ebank.source_customer_id = ebank_link.user_id
        where source_system = 'ebank';
    """)
    deliver_csv(demo, "ebk_user", style=Style(empty="header"))


def _loan_feed(demo: Demo) -> None:
    demo.run("""
        create table out_loan_customer as
        select
            source_customer_id as loan_cust_no,
            loan.cust_name,
            loan.id_type,
            loan.id_no,
            strftime(loan.birth_date, '%Y/%m/%d') as birth_date,
            loan.mobile,
            person.home_addr as family_addr,
            case when loan.relation in ('FAMILY', 'JOINT') then spouse.id_no end as spouse_id_no,
            case when u(person_id, 'house') < 0.5 then 'Y' else 'N' end as house_flag,
            case when u(person_id, 'car') < 0.4 then 'Y' else 'N' end as vehicle_flag,
            pick(person_id, 'loan grade', ['AAA', 'AA', 'A', 'A', 'BBB', 'B']) as credit_grade,
            strftime(least(since + 20, day_last()), '%Y%m%d') as grade_date,
            strftime(least(since + (u(source_customer_id, 'touched') * 400)::integer, first_batch)
                + interval 7 hour, '%Y-%m-%d %H:%M:%S') as updated_at,
            first_batch as _batch,
            hash(source_customer_id) >> 1 as _ord
        from source_record as loan
        left join person using (person_id)
        left join person as spouse on loan.partner_id = spouse.person_id
        where source_system = 'loan';
    """)
    deliver_csv(demo, "loan_customer", style=Style(empty="header"))


def _crm_feed(demo: Demo) -> None:
    """`crm_customer`: hand-entered numbers; two of them are corrected by later batches."""
    moved: date = demo.batches[min(15, demo.daily_batches)]
    lost: date = demo.batches[min(22, demo.daily_batches)]
    demo.run(f"""
        create temp table crm_version as
        select
            crm.*, crm_link.core_cust_no, crm_link.card_cust_no, crm_link.loan_cust_no,
            first_batch as batch, 1 as version
        from source_record as crm
        inner join crm_link on crm.source_customer_id = crm_link.crm_cust_id;

        insert into crm_version
        select * replace (date '{moved}' as batch, 2 as version) from crm_version
        where relation = 'DRILL_MOVED_LINK';
        update crm_version set core_cust_no = crm_link.other_core_no from crm_link
        where crm_version.source_customer_id = crm_link.crm_cust_id and version = 1
            and crm_version.relation = 'DRILL_MOVED_LINK';

        insert into crm_version
        select * replace (date '{lost}' as batch, 2 as version) from crm_version
        where relation = 'DRILL_LOST_LINK' and not is_second;
        update crm_version set card_cust_no = crm_link.lost_card_no from crm_link
        where crm_version.source_customer_id = crm_link.crm_cust_id and version = 1
            and crm_version.relation = 'DRILL_LOST_LINK' and not crm_version.is_second;

        insert into drill
        select 'split', 'crm_customer', source_customer_id, batch,
            case relation when 'DRILL_MOVED_LINK' then 'declared core number corrected'
                else 'declared card number withdrawn' end
        from crm_version where version = 2;
        insert into event
        select 'SPLIT', record_key, batch_date, note from drill where drill = 'split';

        create table out_crm_customer as
        select
            source_customer_id as crm_cust_id,
            core_cust_no,
            card_cust_no,
            loan_cust_no,
            crm.cust_name,
            crm.mobile,
            pick(crm.person_id, 'segment', ['普通', '普通', '潜力', '重点']) as segment_tag,
            pick(crm.person_id, 'crm source', ['IMPORT', 'IMPORT', 'BRANCH', 'REFERRAL']) as source,
            case when referrer.in_crm and u(crm.person_id, 'referred') < 0.03 then
                'M' || lpad(permuted(referrer.person_id, 6581, 400009)::varchar, 8, '0')
            end as referred_by,
            strftime(batch + interval 6 hour, '%Y-%m-%d %H:%M:%S') as updated_at,
            batch as _batch,
            hash(source_customer_id) >> 1 as _ord
        from crm_version as crm
        left join person as referrer on referrer.person_id = die(crm.person_id, 'referrer',
            people());
    """)
    deliver_csv(demo, "crm_customer", style=Style(empty="header"))
