-- What each staff indicator is called and how it becomes a score, for pages and reports.
with indicators as (
    select * from {{ ref('kpi_indicator') }}
)

select
    cast(indicator_code as varchar(30)) as indicator_code,
    cast(component as varchar(2)) as component,
    cast(name_en as varchar(100)) as name_en,
    cast(name_zh as varchar(100)) as name_zh,
    cast(unit as varchar(40)) as unit,
    cast(scale as varchar(10)) as scale,
    is_flow
from indicators
