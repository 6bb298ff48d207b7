-- What each position is called and whose weights it is scored with.
with positions as (
    select * from {{ ref('kpi_position') }}
)

select
    cast(position_code as varchar(10)) as position_code,
    cast(name_en as varchar(100)) as name_en,
    cast(name_zh as varchar(100)) as name_zh,
    cast(scored_as as varchar(10)) as scored_as
from positions
