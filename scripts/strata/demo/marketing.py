"""Marketing: campaigns, who was reached, and coupons on orders of wealth management products.

A campaign runs every month, every other one with coupons: 500 off an order from 100,000. Reached is
who agreed to marketing by that channel on that day. Coupons are used by people who invest online;
their orders join `order_draft`, with money from outside.
"""

from datetime import timedelta

from strata.demo.bank import Demo, month_after
from strata.demo.deliver import Style, deliver_csv
from strata.demo.dirt import OUTSIDE, Dirt, open_ground, ragged, register, restyled, soil

FACE, THRESHOLD, VALID_DAYS = 500, 100_000, 60
# Yuan of coupons used per 10,000 yuan ordered online in a calendar year.
USED_PER_10K = 5
SCOPE = "WMP"
# type, name, tier it is meant for, kind it speaks to, incentive, route of publicity
CAMPAIGNS = (
    ("FESTIVAL", "佳节有礼", None, "young_active", "POINTS", "BANK"),
    ("COUPON", "满额抵用", "B", "mature_wealthy_elsewhere", "COUPON", "BANK"),
    ("EVENT", "社区集章", "C", "older_counter_welloff", "GIFT", "PROPERTY"),
    ("COUPON", "理财抵用", "B", "mature_wealthy_elsewhere", "COUPON", "PARTNER"),
    ("GAME", "小游戏闯关", "A", "young_active", "POINTS", "BANK"),
    ("COUPON", "新资金礼遇", "B", "mature_wealthy_elsewhere", "COUPON", "BANK"),
    ("ECOM", "支付立减", "A", "young_active", "POINTS", "PARTNER"),
    ("COUPON", "年中理财季", "B", "mature_wealthy_elsewhere", "COUPON", "BANK"),
)


def make_marketing(demo: Demo) -> None:
    """Deliver campaigns, touches, coupon batches and coupons; put coupon orders in the drafts."""
    _make_campaigns(demo)
    _touch_feed(demo)
    _make_uses(demo)
    _draft_coupon_orders(demo)
    _coupon_feed(demo)
    _campaign_feeds(demo)


def _make_campaigns(demo: Demo) -> None:
    """`campaign`: one a month, from its third to its 24th day; `coupon_batch`: those with coupons.

    The last month's has begun but not ended on the as-of date; every fourth batch is a ladder.
    """
    rows = []
    for no in range(demo.months):
        kind, name, tier, speaks_to, incentive, route = CAMPAIGNS[no % len(CAMPAIGNS)]
        first = month_after(demo.first_day, no)
        rows.append((no, f"CP{first:%y%m}", f"{first:%Y年%m月}{name}", kind, tier, speaks_to,
                     incentive, route, first + timedelta(days=2), first + timedelta(days=23)))
    names = ("no", "campaign_id", "campaign_name", "campaign_type", "target_tier", "speaks_to",
             "incentive", "route", "start_day", "end_day")
    demo.load("campaign", **dict(zip(names, zip(*rows, strict=True), strict=True)))
    demo.run(f"""
        create temp table coupon_batch as
        select
            'CB' || substr(campaign_id, 3) as batch_id, campaign_id, no, start_day,
            case when no % 8 = 7 then 'LADDER' else 'ONCE' end as stack_mode,
            no % 8 = 5 as is_net_new_only,
            {VALID_DAYS} as valid_days
        from campaign where campaign_type = 'COUPON';
    """)


def _touch_feed(demo: Demo) -> None:
    """`mkt_touch`: who agreed, by a channel agreed to; the reaction is told the day after."""
    demo.run("""
        create temp table touch as
        -- a consent whose row is planted broken is none the warehouse can see
        with agreed as (
            select crm_cust_id, channel, valid_from, coalesce(valid_to, date '9999-12-31') as until
            from consent
            where purpose = 'MARKETING' and granted
                and (crm_cust_id, channel) not in (
                    select (split_part(record_key, '|', 1), split_part(record_key, '|', 3))
                    from defect where feed = 'crm_consent' and verdict <> 'repaired'
                )
        ),
        reached as (
            select
                campaign.*, crm_actor.crm_cust_id, crm_actor.kind, crm_actor.branch_code,
                hash(crm_actor.crm_cust_id, campaign_id) as k,
                start_day - 3 + (hash(crm_actor.crm_cust_id, campaign_id, 'day') % 12)::integer
                    as day
            from crm_actor, campaign
            where not is_minor and scenario is distinct from 'DECEASED'
                and u(hash(crm_actor.crm_cust_id, campaign_id), 'reached')
                    < case when crm_actor.kind = speaks_to then 0.75
                        when target_tier is null then 0.5 else 0.25 end
        ),
        channelled as (
            select
                *,
                case when kind like 'older%'
                    then pick(k, 'way', ['SMS', 'SMS', 'CALL', 'CALL', 'WECHAT'])
                    else pick(k, 'way', ['SMS', 'APP', 'APP', 'APP', 'WECHAT', 'CALL']) end
                    as channel
            from reached
        )
        select
            'MT' || substr(campaign_id, 3) || '-' || substr(channelled.crm_cust_id, 2) as touch_id,
            channelled.*,
            (day + to_seconds(32400 + die(k, 'second', 39000)))::timestamp as sent_ts,
            case
                when u(k, 'arrives') < 0.05 then 'SENT'
                when u(k, 'opts out') < 0.003 then 'UNSUB'
                when u(k, 'reacts') < case kind when 'young_active' then 0.16
                    when 'mature_wealthy_elsewhere' then 0.20
                    when 'older_counter_welloff' then 0.07 else 0.03 end
                    * case when kind = speaks_to then 1.4 else 0.7 end then 'CLICK'
                when u(k, 'reads') < 0.35 then 'OPEN'
                else 'DELIVERED'
            end as final_status
        from channelled
        inner join agreed on channelled.crm_cust_id = agreed.crm_cust_id
            and channelled.channel = agreed.channel
            and day >= agreed.valid_from and day < until
        where day between day_first() and day_last();

        create temp table out_mkt_touch as
        with told as (
            select *, 'SENT' as status, batch_of(day) as batch
            from touch where final_status <> 'SENT' and batch_of(day) > day_history()
            union all
            select *, final_status, case when final_status = 'SENT' then batch_of(day)
                else batch_of(day + 1) end
            from touch where day < day_last() or final_status = 'SENT'
        )
        select
            touch_id, campaign_id, crm_cust_id, channel,
            sent_ts::varchar as sent_ts,
            status,
            route as source,
            case when channel = 'CALL' then staff.staff_id end as staff_id,
            case channel when 'SMS' then '0.05' when 'APP' then '0.01' when 'WECHAT' then '0.02'
                else '3.50' end as cost,
            batch as _batch,
            epoch(sent_ts)::bigint as _ord
        from told
        left join staff on told.branch_code = staff.branch_code
            and staff.seat = 5 + (told.k % 3)::integer;
    """)
    open_ground(demo, "mkt_touch")
    soil(
        demo, "mkt_touch", *ragged(0.0003), restyled("sent_ts"),
        Dirt("D19", "flagged", "crm_cust_id", "'R99' || substr(crm_cust_id, 4)",
             "customer not delivered", 0.0005),
        Dirt(OUTSIDE, "flagged", "status", "'BOUNCE'", "unknown code", 0.0004, "status = 'SENT'"),
        Dirt(OUTSIDE, "flagged", "sent_ts", "null", "sending time missing", 0.0003),
        Dirt(OUTSIDE, "rejected", "touch_id", "null", "key missing", 0.0002),
    )
    register(demo, "mkt_touch")
    deliver_csv(demo, "mkt_touch", control="cost", style=Style(compress_history=True))


def _make_uses(demo: Demo) -> None:
    """`coupon_use`: the coupons somebody used, as many a calendar year as make their cost right.

    Who could use one is drawn in a fixed order; the number taken is the one whose coupons come
    nearest to what online orders may cost, but four where a bank is too small for that.
    """
    demo.run(f"""
        create temp table coupon_candidate as
        with investors as (
            select core_cust_no, any_value(acct_no) as acct_no, any_value(person_id) as person_id,
                min(first_day) as first_day
            from holding
            where is_online_investor and kind like 'mature%' and not is_orphan
            group by core_cust_no
        ),
        given as (
            select
                coupon_batch.*, investors.*, crm_cust_id, crm_actor.kind,
                hash(crm_cust_id, batch_id) as k,
                (start_day + to_seconds(die(hash(crm_cust_id, batch_id), 'issued', 400000))
                    + interval 9 hour)::timestamp as issue_ts
            from investors
            inner join crm_actor using (person_id)
            cross join coupon_batch
            where start_day > greatest(investors.first_day, crm_actor.first_day)
        )
        select
            *,
            issue_ts::date + 1 + die(k, 'used', 30)::integer as use_day,
            (10000000 + 1000000 * die(k, 'more', 6)
                + case stack_mode when 'LADDER' then 10000000 else 0 end)::bigint as order_cents,
            case stack_mode when 'LADDER' then 2 else 1 end * {FACE * 100}::bigint as used_cents
        from given
        where issue_ts::date + 36 < day_last();

        create temp table coupon_use as
        with ordered as (
            select year(apply_date) as year, sum(order_cents) as cents
            from order_draft
            where final_status = 'CONFIRMED' and channel in ('APP', 'WEB')
                and not is_orphan and apply_date between day_first() and day_last()
            group by 1
        ),
        summed as (
            select
                coupon_candidate.*, ordered.cents as ordered_cents,
                row_number() over turns as turn,
                sum(used_cents) over turns as used_so_far,
                -- a third of it is redeemed again, online too
                sum(order_cents * 4 // 3) over turns as added_so_far
            from coupon_candidate
            inner join ordered on year(use_day) = ordered.year
            window turns as (partition by year(use_day) order by u(k, 'uses'), k)
        ),
        nearest as (
            select year(use_day) as year, min_by(turn, abs(
                used_so_far - (ordered_cents + added_so_far) * {USED_PER_10K} / 10000.0
            )) as turns
            from summed group by 1
        ),
        taken as (
            select summed.*
            from summed inner join nearest on year(use_day) = nearest.year
            where turn <= greatest(turns, 4)
        )
        select
            * exclude (turn, is_over) replace (case when misuse = 'LATE'
                then issue_ts::date + valid_days + 6 else use_day end as use_day)
        from (
            select
                *,
                -- of every 200 that are long over one each, the first in the first full year
                case when is_over then case (row_number() over (
                    partition by is_over order by year(use_day) = 2023, year(use_day), k
                ) - 1) % 200 when 0 then 'LATE' when 1 then 'TWICE' when 2 then 'FUND'
                    when 3 then 'LEFT' end end as misuse
            from (select *, issue_ts::date + valid_days + 20 < day_last() as is_over from taken)
        );
    """)


def _draft_coupon_orders(demo: Demo) -> None:
    """Orders that name a coupon, and where the money leaves again."""
    demo.run("""
        create temp table coupon_order as
        with legs as (
            select *, 1000 as step, 'SUB' as side, use_day as apply_date, order_cents as cents
            from coupon_use
            union all
            select *, 1200, 'SUB', use_day + 9, order_cents from coupon_use where misuse = 'TWICE'
            union all
            select *, 1400, 'RED', use_day + 2 + case when misuse = 'LEFT' then 4
                else 40 + die(k, 'held', 160)::integer end, order_cents
            from coupon_use
            where misuse = 'LEFT' or misuse is null and u(k, 'leaves') < 0.35
        )
        select
            *,
            (step + no)::bigint as turn,
            case when misuse = 'FUND' then 'FD02' else pick(k, 'product', ['WM01', 'WM03']) end
                as product_code
        from legs
        where apply_date < day_last() - 3;

        insert into order_draft by name
        select
            core_cust_no, acct_no, person_id, kind, true as is_online_investor, product_code,
            false as is_orphan, turn, side, apply_date, cents as order_cents,
            'W' || upper(hex(hash(core_cust_no || product_code || turn))) as order_id,
            'APP' as channel, 2 as lag_days, 'CONFIRMED' as final_status,
            (apply_date + interval 9 hour + to_seconds(die(k, 'minute', 25000)))::timestamp
                as apply_ts,
            apply_date + case side when 'SUB' then 2 else 1 end as confirm_date,
            case side when 'SUB' then 'CU' || substr(batch_id, 3) || '-' || substr(crm_cust_id, 2)
                end as coupon_id,
            case side when 'SUB' then used_cents else 0 end as coupon_cents
        from coupon_order;
    """)


def _coupon_feed(demo: Demo) -> None:
    """`mkt_coupon`: who clicked, and some at the counter, were given one; few are ever used."""
    demo.run("""
        create temp table coupon as
        with others as (
            select
                coupon_batch.batch_id, touch.crm_cust_id, hash(touch.crm_cust_id, batch_id) as k,
                (sent_ts + to_seconds(die(hash(touch.crm_cust_id, batch_id), 'later', 30000)))
                    ::timestamp as issue_ts,
                coupon_batch.valid_days
            from touch
            inner join coupon_batch using (campaign_id)
            where final_status = 'CLICK' and touch.day < day_last()
                and (coupon_batch.batch_id, touch.crm_cust_id) not in (
                    select (batch_id, crm_cust_id) from coupon_use
                )
        )
        select
            'CU' || substr(batch_id, 3) || '-' || substr(crm_cust_id, 2) as coupon_id,
            batch_id, crm_cust_id, k, issue_ts,
            case when u(k, 'revoked') < 0.02 then issue_ts::date + 5
                else issue_ts::date + valid_days + 1 end as end_day,
            case when u(k, 'revoked') < 0.02 then 'REVOKED' else 'EXPIRED' end as final_status,
            null::timestamp as use_ts, null as order_id, null::bigint as used_cents,
            null as misuse
        from others
        union all
        select
            'CU' || substr(batch_id, 3) || '-' || substr(crm_cust_id, 2),
            batch_id, crm_cust_id, k, issue_ts, use_day, 'USED', order_draft.apply_ts,
            order_draft.order_id, coupon_use.used_cents, misuse
        from coupon_use
        inner join order_draft
            on order_draft.coupon_id
                = 'CU' || substr(batch_id, 3) || '-' || substr(crm_cust_id, 2)
            and order_draft.apply_date = coupon_use.use_day;

        create temp table out_mkt_coupon as
        with told as (
            select *, 'ISSUED' as status, batch_of(issue_ts::date) as batch
            from coupon
            where issue_ts::date <= day_last()
                and (batch_of(issue_ts::date) > day_history() or end_day > day_history())
            union all
            select *, final_status, batch_of(end_day) from coupon where end_day <= day_last()
        )
        select
            coupon_id, batch_id, crm_cust_id,
            issue_ts::varchar as issue_ts,
            case when status = 'USED' then use_ts::varchar end as use_ts,
            case when status = 'USED' then order_id end as order_id,
            case when status = 'USED' then yuan(used_cents)::varchar end as used_amt,
            status,
            batch as _batch,
            epoch(issue_ts)::bigint as _ord,
            case when status = 'USED' and misuse is not null then 'D27' end as _code,
            'flagged' as _verdict,
            case misuse when 'LATE' then 'use_ts' else 'order_id' end as _column,
            case misuse when 'LATE' then 'used after its end' when 'TWICE' then 'used twice'
                when 'FUND' then 'used on a product it is not for'
                when 'LEFT' then 'order redeemed within days' end as _note
        from told;
    """)
    open_ground(demo, "mkt_coupon")
    unused = "status <> 'USED'"
    soil(
        demo, "mkt_coupon",
        Dirt("D11", "repaired", "issue_ts", "replace(issue_ts, '-', '/')", "date with slashes",
             0.003, unused),
        Dirt(OUTSIDE, "flagged", "status", "'LOST'", "unknown code", 0.001, unused),
        Dirt("D19", "flagged", "batch_id", "'CB0000'", "batch not delivered", 0.001, unused),
    )
    register(demo, "mkt_coupon")
    deliver_csv(demo, "mkt_coupon", control="used_amt")


def _campaign_feeds(demo: Demo) -> None:
    """`mkt_campaign` and `mkt_coupon_batch`, told a week before the campaign begins."""
    owner = demo.rows("select min(staff_id) from staff where position_code = 'SUBMGR'")[0][0]
    demo.run(f"""
        create temp table out_mkt_campaign as
        select
            campaign_id, campaign_name, campaign_type, target_tier,
            strftime(start_day, '%Y-%m-%d') as start_date,
            strftime(end_day, '%Y-%m-%d') as end_date,
            (20000 + 15 * people())::varchar || '.00' as budget,
            case campaign_type when 'COUPON' then '{SCOPE}' end as product_scope,
            incentive as incentive_type,
            'OK' as compliance_flag,
            '{owner}' as owner_staff_id,
            batch_of(start_day - 7) as _batch,
            no::bigint as _ord
        from campaign;

        create temp table out_mkt_coupon_batch as
        select
            batch_id, campaign_id, '{FACE}.00' as face_amt, '{THRESHOLD}.00' as threshold_amt,
            stack_mode, '{SCOPE}' as product_scope, is_net_new_only::varchar as net_new_only,
            valid_days::varchar as valid_days,
            (5000 + 10 * people())::varchar || '.00' as budget_cap,
            batch_of(start_day - 7) as _batch,
            no::bigint as _ord
        from coupon_batch;
    """)
    deliver_csv(demo, "mkt_campaign", control="budget")
    deliver_csv(demo, "mkt_coupon_batch", control="budget_cap")
