//! The server's own types as random columns have them.

/// A type, and what fits it.
pub struct Base {
    pub name: &'static str,
    /// Values that differ, as they stand in SQL.
    pub values: [&'static str; 2],
    /// What holds of these, `$` being the column.
    pub check: &'static str,
    /// An expression of it that an index takes, and a generated column of type `result`.
    pub expression: &'static str,
    pub result: &'static str,
    /// Of `o`: ordered, so that it can be a key; `h`: hashed; `g`: GIN; `s`: GiST; `b`: BRIN;
    /// `c`: has a collation; `t`: is stored out of line.
    pub can: &'static str,
    /// Types with the same letter are cast into each other with these values.
    pub family: char,
}

const fn base(
    name: &'static str,
    values: [&'static str; 2],
    check: &'static str,
    expression: &'static str,
    result: &'static str,
    can: &'static str,
    family: char,
) -> Base {
    Base { name, values, check, expression, result, can, family }
}

pub const BASES: [Base; 25] = [
    base("integer", ["1", "2"], "$ > 0", "abs($)", "integer", "ohb", 'n'),
    base("text", ["'1'", "'2'"], "length($) < 100", "lower($)", "text", "ohbct", 'n'),
    base("bigint", ["1", "2"], "$ <> 7", "$ + 1", "bigint", "ohb", 'n'),
    base("smallint", ["1", "2"], "$ between 0 and 9", "-$", "smallint", "ohb", 'n'),
    base("numeric", ["1", "2"], "$ >= 0.5", "round($, 1)", "numeric", "oht", 'n'),
    base("numeric(10,2)", ["1", "2"], "$ in (1, 2, 3)", "$ * 1.5", "numeric", "oht", 'n'),
    base("character varying(20)", ["'1'", "'2'"], "$ <> ''", "upper($)", "text", "ohbct", 'n'),
    base("character(5)", ["'1'", "'2'"], "$ like '_%'", "btrim($)", "text", "ohbct", 'n'),
    base("boolean", ["true", "false"], "$ or not $", "not $", "boolean", "oh", 'b'),
    base("date", ["'2020-01-01'", "'2021-02-02'"], "$ > '1999-01-01'", "$ + 1", "date", "ohb", 'd'),
    base(
        "timestamp without time zone",
        ["'2020-01-01'", "'2021-02-02'"],
        "$ is distinct from 'infinity'",
        "date_trunc('day', $)",
        "timestamp without time zone",
        "ohb",
        'd',
    ),
    base(
        "timestamp(3) with time zone",
        ["'2020-01-01'", "'2021-02-02'"],
        "$ < 'infinity'",
        "$ is null",
        "boolean",
        "ohb",
        'd',
    ),
    base("interval", ["'1 day'", "'2 days'"], "$ > '1 second'", "$ * 2", "interval", "oh", 'i'),
    base(
        "time without time zone",
        ["'10:00'", "'11:00'"],
        "$ > '01:00'",
        "$ + '1 minute'",
        "time without time zone",
        "oh",
        't',
    ),
    base("double precision", ["1", "2"], "$ > 0.25", "sqrt(abs($))", "double precision", "oh", 'n'),
    base(
        "uuid",
        ["'00000000-0000-0000-0000-000000000001'", "'00000000-0000-0000-0000-000000000002'"],
        "$ is not null or true",
        "$::text",
        "text",
        "oh",
        'u',
    ),
    base("jsonb", ["'{\"a\": 1}'", "'[2]'"], "jsonb_typeof($) <> 'x'", "$ -> 'a'", "jsonb", "gt", 'j'),
    base("json", ["'{\"a\": 1}'", "'[2]'"], "json_typeof($) <> 'x'", "$ ->> 'a'", "text", "t", 'j'),
    base("bytea", ["'\\x01'", "'\\x02'"], "octet_length($) < 99", "md5($)", "text", "oht", 'y'),
    base("inet", ["'10.0.0.1'", "'10.0.0.2'"], "family($) = 4", "host($)", "text", "oh", 'a'),
    base("int4range", ["'[1,2)'", "'[2,3)'"], "not isempty($)", "lower($)", "integer", "os", 'r'),
    base("tsvector", ["'a:1'", "'b:2'"], "length($) < 9", "strip($)", "tsvector", "gt", 'v'),
    base("point", ["'(1,1)'", "'(2,2)'"], "$ ~= $", "$[0]", "double precision", "s", 'p'),
    base("bit varying(4)", ["'01'", "'10'"], "length($) < 5", "~ $", "bit varying", "o", 'z'),
    base("money", ["1", "2"], "$ > 0::money", "$ * 2", "money", "o", 'm'),
];
