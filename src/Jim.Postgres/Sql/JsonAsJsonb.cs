namespace Jim.Postgres.Sql;

/// <summary>
/// A <c>json</c> as <c>jsonb</c>. The first keeps any text of the grammar, the second refuses some: one row with such a text would fail
/// every filter on its column. Only what jsonb cannot keep is replaced; the rest of the value stays as it is.
/// </summary>
internal static class JsonAsJsonb
{
    /// <summary>Text that may hold what jsonb refuses; a text without it is cast as it is.</summary>
    private static readonly SqlText Doubtful = SqlText.Format($@"'\\u(0000|[dD][89a-fA-F])|[eE][-+]?[0-9]{{4}}'");

    /// <summary>A string with its quotes, or all between two strings.</summary>
    private static readonly SqlText PartPattern = SqlText.Format($@"'(""(?:[^""\\]|\\.)*"")|([^""]+)'");

    /// <summary>The first half of a surrogate pair, and the second.</summary>
    private static readonly SqlText High = SqlText.Format($@"[dD][89abAB][0-9a-fA-F]{{2}}");

    private static readonly SqlText Low = SqlText.Format($@"[dD][c-fC-F][0-9a-fA-F]{{2}}");

    /// <summary>
    /// In a string: U+0000, or half of a surrogate pair alone. An even number of backslashes before it are backslashes of the text.
    /// </summary>
    private static readonly SqlText Unkeepable = SqlText.Format(
        $@"'(?<!\\)((?:\\\\)*)\\u(?:0000|{High}(?!\\u{Low}))|(?<!\\u{High})(?<!\\)((?:\\\\)*)\\u{Low}'");

    /// <summary>Outside of strings: a number whose exponent is beyond what numeric holds.</summary>
    private static readonly SqlText Immense = SqlText.Format($@"'-?[0-9]+(\.[0-9]+)?[eE][-+]?0*[1-9][0-9]{{4,}}'");

    /// <summary>The value as <c>jsonb</c>.</summary>
    public static SqlText Render(SqlText json) =>
        SqlText.Format($"(case when {json}::text !~ {Doubtful} then {json}::jsonb else {RenderKept(json)} end)");

    /// <summary>A place of the value, as <c>json</c>: the operator itself refuses values with U+0000 in any of their strings.</summary>
    public static SqlText RenderPlace(SqlText json, SqlParameter path) =>
        SqlText.Format($"(case when {json}::text !~ {Doubtful} then {json} #> {path} else ({RenderKept(json)} #> {path})::json end)");

    private static SqlText RenderKept(SqlText json)
    {
        var text = SqlText.Format($@"regexp_replace(part.found[1], {Unkeepable}, '\1\2\\ufffd', 'g')");
        var rest = SqlText.Format($@"regexp_replace(part.found[2], {Immense}, 'null', 'g')");
        var parts = SqlText.Format($@"regexp_matches({json}::text, {PartPattern}, 'g') with ordinality part(found, place)");
        return SqlText.Format($"(select string_agg(coalesce({text}, {rest}), '' order by part.place)::jsonb from {parts})");
    }
}
