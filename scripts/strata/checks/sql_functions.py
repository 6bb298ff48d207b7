"""What SQL of the project may use, as data: what both engines do alike, and what they do not."""

# Functions that both engines have, with the same answer. A function in neither list is found by the
# check too: try it on both, then add it here or write a macro in `macros/dialect/`. `concat` is for
# what is never NULL: DuckDB leaves a NULL out, Spark answers NULL; `concat_ws` is alike on both.
SAME_ON_BOTH = frozenset(
    """
    abs any_value avg bool_and bool_or cast ceil ceiling char_length coalesce concat concat_ws
    contains corr cos count count_if cume_dist date_trunc day degrees dense_rank exp
    extract first_value floor greatest grouping instr lag last_day last_value lead least left length
    ln log10 log2 lower lpad ltrim make_date max max_by md5 median min min_by mod month nth_value
    ntile nullif percent_rank percentile_cont position pow power quarter rank repeat replace reverse
    right round row_number rpad rtrim sign sqrt stddev_pop stddev_samp substr substring
    sum translate trim try_cast upper var_pop var_samp weekofyear year
    """.split()  # noqa: SIM905
)

_LIST = "DuckDB only; keep words in one text and use explode_words"
_PATTERN = "patterns are written differently; use regexp_is_match or regexp_replace_all"
_DATES = "engines differ in its arguments or its answer; use the macros in macros/time/"
_FILES = "files are read by landing and the raw views alone"

# Functions of one engine only, or that mean something else on the other, and what to use instead.
DIFFERENT = {
    "age": _DATES,
    "add_months": _DATES,
    "approx_quantile": "DuckDB only; use percentile_cont",
    "arg_max": "DuckDB only; use max_by",
    "arg_min": "DuckDB only; use min_by",
    "array_agg": "order and NULLs differ; use string_agg_sorted",
    "array_to_string": _LIST,
    "collect_list": "Spark only; use string_agg_sorted",
    "columns": "DuckDB only; name the columns",
    "date_add": _DATES,
    "date_diff": _DATES,
    "date_format": "Spark only; use format_date",
    "date_part": "use extract",
    "date_sub": _DATES,
    "datediff": _DATES,
    "dayofweek": "DuckDB counts Sunday as 0, Spark as 1; read the calendar feed",
    "ends_with": "Spark calls it endswith; use right",
    "epoch": "DuckDB only; subtract dates with days_between",
    "epoch_ms": "DuckDB only; subtract dates with days_between",
    "explode": "Spark only; use explode_words",
    "from_json": "use json_text",
    "fsum": "DuckDB only; use sum",
    "gen_random_uuid": "another answer each time; keys come from hashes",
    "generate_series": "DuckDB only; use date_series",
    "generate_subscripts": "DuckDB only; use row_number",
    "get_json_object": "Spark only; use json_text",
    "glob": _FILES,
    "group_concat": "use string_agg_sorted",
    "hash": "every engine has its own; use md5 or sha256_hex",
    "if": "write case when",
    "iff": "write case when",
    "ifnull": "write coalesce",
    "isnan": "compare with nullif before dividing",
    "jaro_winkler_similarity": "newer versions only; use the macro jaro_winkler",
    "json_extract": "DuckDB only; use json_text",
    "json_extract_string": "DuckDB only; use json_text",
    "json_keys": "DuckDB only; use json_object_keys",
    "levenshtein": "limits and names differ; use the macro jaro_winkler",
    "list": _LIST,
    "listagg": "Spark only; use string_agg_sorted",
    "log": "to the base 10 in DuckDB, e in Spark; use ln or log10",
    "map": "written differently; use rows",
    "months_between": "a fraction in Spark; use the macro months_between",
    "nvl": "Spark only; write coalesce",
    "quantile_cont": "DuckDB only; use percentile_cont",
    "quantile_disc": "DuckDB only; use percentile_disc",
    "rand": "another answer each time; a draw is a hash of its key",
    "random": "another answer each time; a draw is a hash of its key",
    "range": "DuckDB only; use date_series",
    "read_blob": _FILES,
    "read_csv": _FILES,
    "read_json": _FILES,
    "read_parquet": _FILES,
    "read_text": "use read_secret",
    "regexp_extract": _PATTERN,
    "regexp_full_match": _PATTERN,
    "regexp_like": _PATTERN,
    "regexp_matches": _PATTERN,
    "regexp_replace": _PATTERN,
    "rlike": _PATTERN,
    "row": "written differently; use columns",
    "sequence": "Spark only; use date_series",
    "sha2": "Spark only; use sha256_hex",
    "sha256": "DuckDB only; use sha256_hex",
    "split": "patterns in Spark, plain text in DuckDB; use explode_words",
    "split_part": "Spark wants a pattern of its own; use substring and instr",
    "starts_with": "Spark calls it startswith; use left",
    "str_split": "DuckDB only; use explode_words",
    "strftime": "DuckDB only; use format_date",
    "string_agg": "DuckDB only; use string_agg_sorted",
    "string_split": "DuckDB only; use explode_words",
    "strpos": "DuckDB only; use instr",
    "strptime": "DuckDB only; use date_from_digits or try_cast",
    "struct": "written differently; use columns",
    "struct_pack": "DuckDB only; use columns",
    "to_date": "Spark only; use date_from_digits or try_cast",
    "to_days": _DATES,
    "to_json": "use columns",
    "to_months": _DATES,
    "to_timestamp": "takes other arguments; use try_cast",
    "try_strptime": "DuckDB only; use date_from_digits or try_cast",
    "unnest": "DuckDB only; use explode_words or date_series",
    "uuid": "another answer each time; keys come from hashes",
    "week": "DuckDB only; use weekofyear",
    "weekday": "numbered differently; read the calendar feed",
}
DIFFERENT_PREFIXES = {
    "array_": _LIST,
    "list_": _LIST,
    "map_": "written differently; use rows",
    "regr_": "engines differ in order and types; write the sums",
    "struct_": "written differently; use columns",
}

# Ways of reading the wall clock: `as_of_date` is the only clock.
CLOCKS = frozenset(
    """
    current_date current_timestamp get_current_timestamp getdate localtime localtimestamp now
    today transaction_timestamp unix_timestamp
    """.split()  # noqa: SIM905
)

# Syntax, as patterns over SQL without comments and literals (a literal is left as two quotes).
SYNTAX = {
    r'"': "double quotes name a column in DuckDB and are a text in Spark; use plain names",
    r"\bexclude\s*\(|\*\s*exclude\b": "DuckDB's; Spark calls it except: name the columns",
    r"\*\s*replace\s*\(": "DuckDB only; name the columns",
    r"(?<!-)->": "lambdas and JSON arrows differ between engines and versions; write it out",
    r"\blambda\b": "lambdas differ between engines and versions; write it out",
    r"//": "DuckDB only; use integer_divide",
    r"\bdiv\b": "Spark only; use integer_divide",
    r"[-+]\s*interval\b": "a timestamp in DuckDB; use add_days or add_months",
    r"(?<![\w\])])\[": "lists are written differently; use rows",
    r"\b(?:varchar|char)\b(?!\s*\()": "Spark wants a length: varchar(n)",
    r"\b(?:hugeint|uhugeint|ubigint|uinteger|usmallint|utinyint|text|blob)\s*\)": (
        "a type of DuckDB only"
    ),
    r"\bignore\s+nulls\b": "the clause stands elsewhere in Spark; use last_known",
    r"\bsimilar\s+to\b|!?~~?\*?": _PATTERN,
    r"\bglob\b": _PATTERN,
    r"\brlike\b|\bregexp\b": _PATTERN,
    r"\basof\b|\bpositional\s+join\b": "DuckDB only; rank and join",
    r"\bpivot\b|\bunpivot\b": "written differently; use case or union all",
    r"\bdistinct\s+on\b": "DuckDB only; use qualify row_number() over (...) = 1",
    r"\border\s+by\s+all\b": "sorts otherwise in Spark; name the columns",
    r"\blateral\b": "written differently; use a CTE",
}
