"""Who lives in the demo bank: branches, staff, employers and people, before any system sees them.

A person is one row of `person`. Couples (2k, 2k+1) may be bound by a relation (twins, namesakes, a
shared mobile ...), single people may carry a scenario (two core numbers, a bad identifier ...);
both are drawn by rank, so that even a tiny bank has at least one of each. Nobody has both.
"""

from dataclasses import dataclass

from strata.demo.bank import Demo
from strata.demo.names import load_names

# Share of people in couples of that relation; at least one couple each.
RELATIONS = {
    "TWIN": 0.006,
    "NAMESAKE": 0.006,
    "CRM_CONFLICT": 0.002,
    "FAMILY": 0.020,
    "RECYCLED": 0.006,
    "MINOR": 0.010,
    "JOINT": 0.004,
    "SHARED_ID": 0.003,
    "CRM_WRONG": 0.010,
}
# Couples with fixed numbers, for the full = incremental drill.
DRILLS = {1: "DRILL_MOVED_LINK", 2: "DRILL_LOST_LINK", 3: "DRILL_MERGE", 4: "DRILL_OWNER",
          5: "DRILL_SHARE"}
# Share of people with that scenario; at least one each.
SCENARIOS = {
    "TWO_CORE": 0.012,
    "TWO_CORE_MERGED": 0.003,
    "BAD_CORE": 0.006,
    "BAD_CARD": 0.006,
    "BAD_LOAN": 0.005,
    "FOREIGN": 0.010,
    "MILITARY": 0.002,
    "TOURIST": 0.010,
    "CLOSED": 0.010,
    "CLOSED_OPEN": 0.0005,
    "DECEASED": 0.002,
    "DECEASED_ACTIVE": 0.0005,
    "RARE_NAME": 0.002,
    "PINYIN_CARD": 0.006,
    "MINORITY": 0.010,
    "STAFF": 0.010,
}
ONLINE_INVESTORS = 0.1149


@dataclass(frozen=True)
class Blur:
    """How far people stray from their kind, and how many become another one.

    `aum` widens the spread of assets, `age` is a spread in years, `activity` one of the logarithm
    of how much somebody does; `ebank` is what the chance to be online is drawn towards a half.
    """

    changers: float
    aum: float
    age: float
    activity: float
    ebank: float


PLAIN = Blur(changers=0.02, aum=1, age=0, activity=0, ebank=0)
OVERLAPPING = Blur(changers=0.04, aum=1.12, age=5, activity=0.45, ebank=0.10)


def _by_rank(shares: dict[str, float], people: int, per: int) -> str:
    """A CASE that turns a 1-based rank into a name; `per` people stand behind one rank."""
    lines, upper = [], 0
    for name, share in shares.items():
        upper += max(1, round(share * people / per))
        lines.append(f"when draw_rank <= {upper} then '{name}'")
    return "case " + " ".join(lines) + " end"


def make_people(demo: Demo) -> None:
    """Make `branch`, `staff`, `employer` and `person`."""
    load_names(demo)
    _make_branches(demo)
    _make_relations(demo)
    _make_attributes(demo)
    _make_names(demo)
    _make_documents(demo)
    _make_memberships(demo)


def _make_branches(demo: Demo) -> None:
    branches = min(60, max(6, demo.customers // 400))
    demo.run(f"""
        create table branch as
        with sub_branches as (
            select
                no::integer as branch_no,
                '99' || lpad((1 + no % 3)::varchar, 2, '0') || lpad(no::varchar, 2, '0')
                    as branch_code,
                '虚构银行' || ['东湖', '西岭', '南浦'][1 + no % 3] || '第' || no || '支行'
                    as branch_name,
                '99' || lpad((1 + no % 3)::varchar, 2, '0') || '00' as parent_code,
                'SUB' as branch_level,
                case when u(no, 'footfall') < 0.3 then 'HIGH'
                    when u(no, 'footfall') < 0.75 then 'MEDIUM' else 'LOW' end as footfall_class,
                '99' || lpad((1 + no % 3)::varchar, 2, '0') as city_code,
                date '1995-01-01' + (u(no, 'branch opened') * 6000)::integer as open_date
            from range(1, {branches + 1}) as numbers(no)
        )
        select
            *,
            case when branch_no = {branches} then day_first() + 450 end as close_date,
            case when branch_no = {branches} then '990201' end as successor_code
        from sub_branches
        union all
        select
            -no, '99' || lpad(no::varchar, 2, '0') || '00',
            '虚构银行' || ['东湖', '西岭', '南浦'][no] || '分行', '990000', 'BRANCH', null,
            '99' || lpad(no::varchar, 2, '0'), date '1994-01-01', null, null
        from range(1, 4) as numbers(no)
        union all
        select 0, '990000', '虚构银行总行', null, 'HEAD', null, '9901', date '1993-01-01', null,
            null
        order by 1;

        update branch set successor_code = (
            select min(branch_code) from branch where branch_no = 1
        ) where close_date is not null;

        create table staff as
        select
            'S' || lpad(row_number() over (order by branch_no, seat)::varchar, 5, '0') as staff_id,
            branch_no,
            branch_code,
            ['TELLER', 'TELLER', 'TELLER', 'LOBBY', 'CM', 'CM', 'WM', 'OPS', 'LOAN', 'SUBMGR'][seat]
                as position_code,
            seat::integer as seat,
            date '2008-01-01' + (u2(branch_no, seat, 'hired') * 5600)::integer as hire_date
        from branch, range(1, 11) as seats(seat)
        where branch_level = 'SUB'
        order by 1;

        create table employer as
        with named as (
            select
                no::integer as employer_no,
                '虚构' || ['星河', '云帆', '远景', '青禾', '长风'][1 + no % 5] || no || '有限公司'
                    as employer_name,
                '91990101MA' || lpad((no * 7919 % 9999999)::varchar, 7, '0') as body
            from range(1, 81) as numbers(no)
        )
        select employer_no, employer_name, body || credit_check(body) as credit_code
        from named order by 1;
    """)


def _make_relations(demo: Demo) -> None:
    fixed = " ".join(f"when couple_no = {no} then '{name}'" for no, name in DRILLS.items())
    last_fixed = max(DRILLS)
    demo.run(f"""
        create temp table couple as
        select
            couple_no,
            case {fixed} else {_by_rank(RELATIONS, demo.customers, 2)} end as relation
        from (
            select
                no as couple_no,
                case when no > {last_fixed} then
                    row_number() over (partition by no > {last_fixed} order by u(no, 'couple'), no)
                end as draw_rank
            from range(1, (people() - 1) // 2 + 1) as numbers(no)
        );

        create temp table person_draw as
        with related as (
            select
                no as person_id,
                no // 2 as couple_no,
                couple.relation,
                no % 2 = 1 as is_second,
                case when couple.relation is not null then no - no % 2 end as first_id,
                case when couple.relation is not null then no + 1 - 2 * (no % 2) end as partner_id
            from range(1, people() + 1) as numbers(no)
            left join couple on numbers.no // 2 = couple.couple_no
        ),
        ranked as (
            select
                *,
                case when relation is null then
                    row_number() over (
                        partition by relation is null order by u(person_id, 'scenario'), person_id
                    )
                end as draw_rank
            from related
        )
        select * exclude (draw_rank), {_by_rank(SCENARIOS, demo.customers, 1)} as scenario
        from ranked;
    """)


def _blur(demo: Demo) -> Blur:
    return OVERLAPPING if demo.overlap else PLAIN


def _make_attributes(demo: Demo) -> None:
    """`person_kind`: kind, age and sex, and who was of another kind before a month of last year."""
    blur = _blur(demo)
    demo.run(f"""
        create temp table person_kind as
        with keyed as (
            select
                *,
                coalesce(case when relation = 'TWIN' then first_id end, person_id) as kind_key,
                u(coalesce(case when relation = 'TWIN' then first_id end, person_id), 'kind') as
                    draw
            from person_draw
        ),
        kinds as (
            select
                *,
                case
                    when relation = 'MINOR' and is_second then 'young_active'
                    when relation in ('MINOR', 'JOINT', 'DRILL_SHARE') then
                        'mature_wealthy_elsewhere'
                    when scenario = 'TOURIST' then 'young_active'
                    when scenario in ('DECEASED', 'DECEASED_ACTIVE') then 'older_little'
                    when draw < 0.41 then 'young_active'
                    when draw < 0.66 then 'mature_wealthy_elsewhere'
                    when draw < 0.80 then 'older_counter_welloff'
                    else 'older_little'
                end as kind
            from keyed
        ),
        changed as (
            select
                *,
                case
                    when relation is not null or scenario is not null
                        or u(person_id, 'changes') >= {blur.changers} then null
                    when kind = 'young_active' then 'mature_wealthy_elsewhere'
                    when kind = 'older_counter_welloff' then 'older_little'
                    when kind = 'older_little' then 'older_counter_welloff'
                    when u(person_id, 'learns') < 0.7 then 'young_active'
                    else 'older_counter_welloff'
                end as kind_from
            from kinds
        ),
        aged as (
            select
                *,
                case
                    when relation = 'MINOR' and is_second then 3 + 11 * u(person_id, 'age')
                    -- who changes is of an age that both kinds have
                    when kind_from = 'young_active' or kind = 'young_active' and kind_from is not
                        null then 31 + 8 * u(kind_key, 'age')
                    when kind = 'mature_wealthy_elsewhere' and kind_from is not null
                        then 52 + 6 * u(kind_key, 'age')
                    else least(92, greatest(19, {blur.age} * g(kind_key, 'age blur') + case kind
                        when 'young_active' then 20 + 18 * u(kind_key, 'age')
                        when 'mature_wealthy_elsewhere' then 33 + 22 * u(kind_key, 'age')
                        when 'older_counter_welloff' then 56 + 22 * u(kind_key, 'age')
                        else 53 + 29 * u(kind_key, 'age') end))
                end as age
            from changed
        )
        select
            * exclude (kind_key, draw, age),
            case when kind_from is not null then (date_trunc('month', day_last())
                - to_months(4 + die(person_id, 'changes in', 3)::integer))::date end
                as kind_changed_on,
            relation is not distinct from 'MINOR' and is_second as is_minor,
            case
                when relation in ('NAMESAKE', 'CRM_CONFLICT', 'DRILL_MOVED_LINK')
                    then u(first_id, 'sex') < 0.5
                when relation in ('FAMILY', 'JOINT', 'DRILL_SHARE') then is_second
                else u(person_id, 'sex') < 0.5
            end as is_male,
            day_last() - (age * 365.2425)::integer as birth_date,
            coalesce(scenario, '') in ('STAFF') as is_staff
        from aged;
    """)


def _make_names(demo: Demo) -> None:
    sizes = dict(demo.rows("select part, max(no) from name_part group by part"))
    surnames, given = sizes["SURNAME"], min(sizes["MALE"], sizes["FEMALE"])
    minority, latin = sizes["MINORITY"], sizes["LATIN"]
    demo.run(f"""
        create temp table person_name as
        with keyed as (
            select
                person_id, is_male, scenario,
                case when relation in ('TWIN', 'MINOR') then first_id
                    when relation in ('NAMESAKE', 'CRM_CONFLICT', 'DRILL_MOVED_LINK') then first_id
                    else person_id end as surname_key,
                case when relation in ('NAMESAKE', 'CRM_CONFLICT', 'DRILL_MOVED_LINK') then first_id
                    else person_id end as given_key,
                -- the two of a couple that must not look alike take surnames from two halves
                case when relation in ('SHARED_ID', 'CRM_WRONG') then is_second end as other_half
            from person_kind
        ),
        numbered as (
            select
                *,
                case
                    when other_half is null
                        then 1 + floor(pow(u(surname_key, 'surname'), 1.7) * {surnames})::integer
                    when other_half then 51 + floor(u(surname_key, 'surname') * {surnames -
                        51})::integer
                    else 1 + floor(u(surname_key, 'surname') * 40)::integer
                end as surname_no,
                case when is_male then 'MALE' else 'FEMALE' end as given_part,
                die(given_key, 'given 1', {given})::integer as first_no,
                case when u(given_key, 'given length') < 0.78
                    then die(given_key, 'given 2', {given})::integer end as second_no
            from keyed
        )
        select
            numbered.person_id,
            case
                when scenario = 'FOREIGN' then latin_1.form || latin_2.form || ' ' || latin_3.form
                    || latin_4.form
                when scenario = 'MINORITY' then minority_1.form || '·' || minority_2.form
                when scenario = 'RARE_NAME' then surname.form || rare.form
                else surname.form || given_1.form
                    || coalesce(case when second_no <> first_no then given_2.form end, '')
            end as cust_name,
            case
                when scenario = 'FOREIGN' then latin_1.form || latin_2.form || ' ' || latin_3.form
                    || latin_4.form
                when scenario = 'MINORITY' then minority_1.pinyin || ' ' || minority_2.pinyin
                when scenario = 'RARE_NAME' then surname.pinyin || ' ' || rare.pinyin
                else surname.pinyin || ' ' || given_1.pinyin
                    || coalesce(case when second_no <> first_no then given_2.pinyin end, '')
            end as name_pinyin
        from numbered
        inner join name_part as surname
            on surname.part = 'SURNAME' and surname.no = numbered.surname_no
        inner join name_part as given_1
            on given_1.part = numbered.given_part and given_1.no = numbered.first_no
        left join name_part as given_2
            on given_2.part = numbered.given_part and given_2.no = numbered.second_no
        inner join name_part as rare on rare.part = 'RARE' and rare.no = die(person_id, 'rare', 4)
        inner join name_part as minority_1
            on minority_1.part = 'MINORITY' and minority_1.no = die(person_id, 'minority 1',
                {minority})
        inner join name_part as minority_2
            on minority_2.part = 'MINORITY' and minority_2.no = die(person_id, 'minority 2',
                {minority})
        inner join name_part as latin_1
            on latin_1.part = 'LATIN' and latin_1.no = die(person_id, 'latin 1', {latin})
        inner join name_part as latin_2
            on latin_2.part = 'LATIN' and latin_2.no = die(person_id, 'latin 2', {latin})
        inner join name_part as latin_3
            on latin_3.part = 'LATIN' and latin_3.no = die(person_id, 'latin 3', {latin})
        inner join name_part as latin_4
            on latin_4.part = 'LATIN' and latin_4.no = die(person_id, 'latin 4', {latin});
    """)


def _make_documents(demo: Demo) -> None:
    """Identifiers with made-up area codes (99....), right check digits, and unique mobiles."""
    demo.run("""
        create temp table person_document as
        with placed as (
            select
                *,
                case when relation in ('TWIN', 'MINOR') then first_id else person_id end as
                    area_key,
                case
                    when relation in ('FAMILY', 'MINOR', 'JOINT') then first_id
                    when relation = 'TWIN' and u(first_id, 'twin mobile') < 0.5 then first_id
                    else person_id
                end as mobile_key,
                case
                    when scenario = 'FOREIGN'
                        then ['02', '02', '02', '04', '04', '05', '06'][die(person_id,
                            'document', 7)]
                    when scenario = 'MILITARY' then '03'
                    else '01'
                end as id_type
            from person_kind
        ),
        area as (
            select
                *,
                '99' || lpad(die(area_key, 'area', 12)::varchar, 2, '0')
                    || lpad(die(area_key, 'district', 9)::varchar, 2, '0') as area_code
            from placed
        ),
        numbered as (
            select
                *,
                row_number() over (
                    partition by area_code, birth_date, is_male order by person_id
                ) + die(area_code || birth_date, 'serial', 150) as serial
            from area
        ),
        bodied as (
            select
                *,
                area_code || strftime(birth_date, '%Y%m%d')
                    || lpad((serial * 2 + is_male::integer)::varchar, 3, '0') as body
            from numbered
        )
        select
            person_id,
            id_type,
            case id_type
                when '01' then body || id_check(body)
                when '02' then 'E' || lpad(permuted(person_id, 7331, 91)::varchar, 8, '0')
                when '03' then 'JZ' || lpad(permuted(person_id, 6173, 17)::varchar, 8, '0')
                when '04' then 'H' || lpad(permuted(person_id, 5441, 33)::varchar, 8, '0')
                when '05' then lpad(permuted(person_id, 8081, 57)::varchar, 8, '0')
                else 'XYZ' || lpad(permuted(person_id, 9341, 5)::varchar, 12, '0')
            end as id_no,
            case id_type
                when '02' then pick(person_id, 'nationality', ['USA', 'GBR', 'KOR', 'JPN', 'DEU'])
                when '04' then pick(person_id, 'nationality', ['HKG', 'MAC'])
                when '05' then 'TWN'
                when '06' then pick(person_id, 'nationality', ['FRA', 'CAN', 'SGP'])
                else 'CHN'
            end as nationality,
            pick(mobile_key, 'mobile prefix', ['138', '139', '158', '177', '186', '199'])
                || lpad(permuted(mobile_key, 48271, 77003)::varchar, 8, '0') as mobile,
            '虚构省' || pick(area_key, 'city', ['东湖市', '西岭市', '南浦市']) || '示范'
                || pick(area_key, 'zone', ['甲', '乙', '丙', '丁']) || '区第'
                || die(area_key, 'road', 90) || '大道' || die(area_key, 'house', 400) || '号'
                || die(area_key, 'room', 30) || '0' || die(area_key, 'door', 4) || '室' as home_addr
        from bodied;
    """)


def _make_memberships(demo: Demo) -> None:
    """Which systems know a person, since when, and the levels behind the person's behaviour."""
    investors = round(ONLINE_INVESTORS * demo.customers)
    blur = _blur(demo)
    demo.run(f"""
        -- assets at the bank of somebody of a kind, z standard deviations off its middle
        create macro kind_aum(kind, z) as case kind
            when 'young_active' then 12300 * exp(0.80 * {blur.aum} * z)
            when 'mature_wealthy_elsewhere' then 176000 * exp(0.70 * {blur.aum} * z)
            when 'older_counter_welloff' then 146000 * exp(0.60 * {blur.aum} * z)
            else 8000 * exp(0.80 * {blur.aum} * z) end;
        -- who changes was clearly of the one kind and becomes clearly one of the other
        create macro clearly(kind, z) as 0.4 * z + case
            when kind in ('mature_wealthy_elsewhere', 'older_counter_welloff') then 0.5
            else -0.5 end;

        create table person as
        with joined as (
            select
                person_kind.*,
                person_name.cust_name,
                person_name.name_pinyin,
                person_document.* exclude (person_id),
                u(person_id, 'no core') < 0.05 and kind_from is null
                    and relation is null and coalesce(scenario, 'TOURIST') = 'TOURIST' as
                        is_outside,
                u(person_id, 'outside') as outside_draw,
                u(person_id, 'joined') as joined_draw
            from person_kind
            inner join person_name using (person_id)
            inner join person_document using (person_id)
        ),
        chances as (
            select
                *,
                case
                    when 'mature_wealthy_elsewhere' in (kind, kind_from) then
                        case when kind_from is null then 0.74 * (1 - {blur.ebank}) + 0.5
                            * {blur.ebank} else 1 end
                    when kind = 'young_active' then 0.84 * (1 - {blur.ebank}) + 0.5 * {blur.ebank}
                    when kind = 'older_counter_welloff'
                        then 0.12 * (1 - {blur.ebank}) + 0.5 * {blur.ebank}
                    else 0.07 * (1 - {blur.ebank}) + 0.5 * {blur.ebank}
                end as ebank_chance,
                case kind when 'young_active' then 0.36 when 'mature_wealthy_elsewhere' then 0.44
                    when 'older_counter_welloff' then 0.14 else 0.06 end as card_chance,
                case kind when 'young_active' then 0.11 when 'mature_wealthy_elsewhere' then 0.20
                    when 'older_counter_welloff' then 0.03 else 0.04 end as loan_chance,
                -- nobody is scored without a consent, and consents are kept in the CRM
                case kind when 'young_active' then 0.97 when 'mature_wealthy_elsewhere' then 0.98
                    when 'older_counter_welloff' then 0.98 else 0.96 end as crm_chance
            from joined
        ),
        members as (
            select
                *,
                case
                    when scenario = 'TOURIST' then false
                    when relation = 'SHARED_ID' then not is_second
                    else not is_outside
                end as in_core,
                case
                    when scenario = 'TOURIST' or is_minor then false
                    when relation = 'SHARED_ID' then is_second and u(first_id, 'borrowed') < 0.6
                    when relation in ('CRM_CONFLICT', 'CRM_WRONG') then is_second
                        or u(person_id, 'card') < card_chance
                    when relation = 'DRILL_LOST_LINK' then true
                    when scenario in ('BAD_CARD', 'PINYIN_CARD') then true
                    when scenario in ('MILITARY', 'RARE_NAME') then scenario = 'RARE_NAME'
                    when is_outside then outside_draw < 0.5
                    else u(person_id, 'card') < card_chance
                end as in_card,
                case
                    when scenario = 'TOURIST' then true
                    when is_minor or relation in ('SHARED_ID', 'DRILL_LOST_LINK') then false
                    when scenario = 'BAD_CORE' then false
                    when is_outside then outside_draw >= 0.7
                    else u(person_id, 'ebank') < ebank_chance
                end as in_ebank,
                case
                    when scenario = 'TOURIST' or is_minor then false
                    when relation = 'SHARED_ID' then is_second and u(first_id, 'borrowed') >= 0.6
                    when scenario = 'BAD_LOAN' then true
                    when scenario in ('MILITARY', 'RARE_NAME', 'PINYIN_CARD') then false
                    when relation = 'DRILL_LOST_LINK' then false
                    when is_outside then outside_draw >= 0.5 and outside_draw < 0.7
                    else u(person_id, 'loan') < loan_chance
                end as in_loan
            from chances
        ),
        known as (
            select
                *,
                case
                    when scenario in ('TOURIST', 'BAD_CORE') or is_minor then false
                    when not (in_core or in_card or in_loan) then false
                    when relation = 'SHARED_ID' then false
                    when relation in ('CRM_CONFLICT', 'DRILL_MOVED_LINK', 'CRM_WRONG')
                        then not is_second
                    when relation = 'DRILL_LOST_LINK' then true
                    else u(person_id, 'crm') < crm_chance
                end as in_crm
            from members
        ),
        dated as (
            select
                *,
                case
                    when is_minor then greatest(birth_date + 200, day_first() - 900)
                    when relation like 'DRILL%' or joined_draw >= 0.16 or kind_from is not null
                        then greatest(
                            birth_date + 6600,
                            day_first() - 60
                                - (6500 * pow(greatest(0, joined_draw - 0.16) / 0.84, 1.3))::integer
                        )
                    -- the newcomers of the window, a few of them in its last 45 days
                    else day_first()
                        + floor(joined_draw / 0.16 * (day_last() - day_first() - 12))::integer
                end as core_since
            from known
        ),
        ranked as (
            select
                *,
                row_number() over (
                    order by
                        (in_core and in_ebank and not is_minor and scenario is null
                            and kind_from is null
                            and core_since < day_history() - 120
                            and kind in ('young_active', 'mature_wealthy_elsewhere')) desc,
                        u(person_id, 'online investor') * case kind when 'young_active' then 1
                            else 2.2 end,
                        person_id
                ) <= {investors} as is_online_investor
            from dated
        )
        select
            person_id, kind, kind_from, kind_changed_on, relation, is_second, first_id,
            partner_id, scenario,
            is_minor, is_staff, is_male, birth_date, cust_name, name_pinyin, id_type, id_no,
            nationality, mobile, home_addr,
            in_core, in_card, in_ebank, in_loan, in_crm, is_online_investor,
            core_since,
            joined_after(core_since, u(person_id, 'card since'), 900, day_last()) as card_since,
            joined_after(core_since, u(person_id, 'ebank since'), 400, day_last()) as ebank_since,
            joined_after(core_since, u(person_id, 'loan since'), 800, day_last() - 40)
                as loan_since,
            joined_after(core_since, u(person_id, 'crm since'), 300, day_last()) as crm_since,
            (select branch_code from branch where branch_no = 1 + person_id % (
                select max(branch_no) from branch)) as branch_code,
            round(case
                when is_minor then 0
                when kind = 'young_active' then 82000 * exp(0.40 * g(person_id, 'income'))
                when kind = 'mature_wealthy_elsewhere' then 240000 * exp(0.45 * g(person_id,
                    'income'))
                when kind = 'older_counter_welloff' then 66000 * exp(0.30 * g(person_id, 'income'))
                else 34000 * exp(0.30 * g(person_id, 'income'))
            end, -2)::bigint as annual_income,
            case
                when is_minor then 3000 * exp(0.5 * g(person_id, 'aum'))
                when kind_from is not null
                    then kind_aum(kind, clearly(kind, g(person_id, 'aum')))
                else kind_aum(kind, g(person_id, 'aum'))
            end as aum,
            case when kind_from is not null
                then kind_aum(kind_from, clearly(kind_from, g(person_id, 'aum'))) end as aum_from,
            -- how much more than others of the kind somebody does
            exp({blur.activity} * g(person_id, 'does more')) as zeal,
            case
                when is_minor then '0701'
                when is_staff then '0103'
                when kind like 'older%' and u(person_id, 'work') < 0.75 then '0801'
                when kind = 'older_little' then pick(person_id, 'job', ['0501', '0601', '0901'])
                when kind = 'young_active'
                    then pick(person_id, 'job', ['0102', '0201', '0301', '0301', '0401', '0601'])
                else pick(person_id, 'job', ['0101', '0102', '0102', '0201', '0202', '0301'])
            end as occupation_code,
            case
                when is_minor then '50'
                when kind = 'young_active'
                    then pick(person_id, 'school', ['10', '20', '20', '20', '30', '40'])
                when kind = 'mature_wealthy_elsewhere'
                    then pick(person_id, 'school', ['10', '20', '20', '30', '30', '40'])
                when kind = 'older_counter_welloff'
                    then pick(person_id, 'school', ['20', '30', '40', '40', '50'])
                else pick(person_id, 'school', ['40', '50', '50', '60'])
            end as education_code,
            case
                when is_minor then '10'
                when kind = 'young_active' then pick(person_id, 'family', ['10', '10', '20'])
                else pick(person_id, 'family', ['20', '20', '20', '20', '30', '40'])
            end as marital_code,
            die(person_id, 'employer', 80)::integer as employer_no
        from ranked
        order by person_id;
    """)
    demo.run("""
        update person set branch_code = (
            select successor_code from branch where close_date is not null
        ) where branch_code = (select branch_code from branch where close_date is not null)
            and core_since >= (select close_date from branch where close_date is not null);
    """)
