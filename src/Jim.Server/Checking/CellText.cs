using System.Text.Json;
using System.Text.Json.Nodes;
using Jim.GraphQL.Types;
using Jim.Postgres.Catalog;
using Jim.Postgres.Sql;

namespace Jim.Server.Checking;

/// <summary>
/// The values of a column as text in two ways: <see cref="Read"/> from Jim's JSON, and <see cref="Render"/> in SQL, by Postgres' own output
/// of the type. Where both differ in spelling only (<c>1e300</c> and <c>1e+300</c>), <see cref="RenderPlain"/> makes them alike.
/// </summary>
/// <param name="Type">The type of the column; domains are as the type that they are based on.</param>
/// <param name="Labels">The GraphQL enum of an enum's labels; null for another type.</param>
public sealed record CellText(DataType Type, EnumType? Labels)
{
    private static readonly ImmutableHashSet<string> plain = ["bool", "int2", "int4", "int8", "text", "varchar", "name", "uuid"];

    private DataType Base => Type.Effective;

    public bool IsArray => Base is { Kind: DataTypeKind.Array, Element: not null };

    /// <summary>For an array the text of its items, else this.</summary>
    public CellText Item => IsArray ? new CellText(Base.Element!, Labels) : this;

    public bool IsJson => Base is { Schema: "pg_catalog", Name: "json" or "jsonb" };

    private bool IsBytes => Base is { Schema: "pg_catalog", Name: "bytea" };

    /// <summary>
    /// GraphQL's Float is finite (spec 3.5.2): Jim shows null in place of another value, and so does <see cref="Render"/>.
    /// </summary>
    private bool IsFloat => Base is { Schema: "pg_catalog", Name: "float4" or "float8" };

    /// <summary>True where equal values have one text, the same in JSON and SQL.</summary>
    public bool IsPlain => Labels is not null || (Base.Schema == "pg_catalog" && plain.Contains(Base.Name));

    /// <summary>The type's name in SQL, that of a domain's base type.</summary>
    public string SqlType => $"{new Identifier(Base.Schema)}.{new Identifier(Base.Name)}";

    /// <summary>The SQL of a column's text; an array is JSON with the texts of its items.</summary>
    public string Render(string column) => IsArray && !Item.IsArray
        ? $"case when array_ndims({column}) > 1 then (select json_agg(null::text) from generate_subscripts({column}, 1))::text "
            + $"else {RenderList(column)} end"
        : RenderItem(column);

    /// <summary>An array of one dimension; of an array in an array Jim shows null.</summary>
    private string RenderList(string column) => Item.IsBytes || Item.IsFloat || Item.IsJson
        ? $"(case when cardinality({column}) = 0 then '[]' else (select json_agg({Item.Render("i")} order by n)::text "
            + $"from unnest({column}) with ordinality u(i, n)) end)"
        : $"array_to_json({column}::text[])::text";

    private string RenderItem(string column) => IsArray ? $"array_to_json({column}::text[])::text"
        : IsBytes ? $"'\\x' || encode({column}, 'hex')"
        : IsJson ? $"case when {column}::text !~ '^\\s*null\\s*$' then {column}::text end"
        : IsFloat ? $"case when {column}::text not in ('NaN', 'Infinity', '-Infinity') then {column}::text end" : $"{column}::text";

    /// <summary>The SQL that makes one text of all spellings of a value.</summary>
    public string RenderPlain(string text) => Base switch
    {
        { Schema: "pg_catalog", Name: "numeric" } => $"trim_scale({text}::numeric)::text",
        { Schema: "pg_catalog", Name: "json" or "jsonb" } => $"{text}::jsonb::text",
        _ => $"({text}::{SqlType})::text",
    };

    /// <summary>The text of a value as Jim shows it.</summary>
    public string? Read(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        _ when IsJson => value.GetRawText(),
        JsonValueKind.Array => ReadItems(value).ToJsonString(),
        JsonValueKind.String => ReadString(value.GetString()!),
        _ => value.GetRawText(),
    };

    private JsonArray ReadItems(JsonElement list) => [.. list.EnumerateArray().Select(
        i => i.ValueKind == JsonValueKind.Array && !Item.IsJson ? ReadItems(i) : (JsonNode?)Item.Read(i))];

    private string ReadString(string text)
    {
        if (Labels is not null)
        {
            return Labels.Values.TryGet(text, out var value) ? value.Binding as string ?? value.Name : text;
        }

        var bytes = new byte[IsBytes ? text.Length : 0];
        return IsBytes && Convert.TryFromBase64String(text, bytes, out var length)
            ? $"\\x{Convert.ToHexStringLower(bytes.AsSpan(0, length))}"
            : text;
    }
}
