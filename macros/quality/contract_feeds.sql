{#
    The feeds of the contract as rows: feed, source_system, delivery, is_required, has_personal_key
    (a key column is of class C2 or the number of a customer or an employee). Read from the sources,
    so that it is written once.
#}
{% macro contract_feeds() -%}
    {#- Numbers without a privacy class in the contract tell a person all the same. -#}
    {%- set person_numbers = ['user_id', 'crm_cust_id', 'staff_id', 'party_id'] -%}
    {%- set rows = [] -%}
    {%- for source in (graph.sources.values() if execute else []) | sort(attribute='name') -%}
        {%- set meta = source.config.meta or {} -%}
        {%- if 'delivery' in meta -%}
            {%- set personal = [] -%}
            {%- for column in source.columns.values() -%}
                {%- set column_meta = column.config.meta or {} -%}
                {%- if column_meta.get('key') and (column_meta.get('privacy') == 'C2'
                    or column.name in person_numbers) -%}
                    {%- do personal.append(column.name) -%}
                {%- endif -%}
            {%- endfor -%}
            {%- do rows.append(
                "('" ~ source.name ~ "', '" ~ source.source_name ~ "', '" ~ meta['delivery'] ~ "', "
                ~ (meta['need'] == 'required') | lower ~ ", " ~ (personal | length > 0) | lower ~ ")"
            ) -%}
        {%- endif -%}
    {%- endfor -%}
    select feed, source_system, delivery, is_required, has_personal_key
    from (
        values
        {{ rows | join(',\n        ') if rows else "('', '', '', false, false)" }}
    ) as feeds (feed, source_system, delivery, is_required, has_personal_key)
{%- endmacro %}
