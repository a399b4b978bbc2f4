using System.Collections.Immutable;
using Jim.GraphQL.Types;
using Jim.Postgres.Operators;
using Jim.Postgres.Sql;
using Jim.Postgres.Values;

namespace Jim.Postgres.Types;

/// <summary>
/// A type of Postgres and all that Jim knows of it: its scalar, how its values are sent, fetched, written and kept in cursors, and what a
/// client may sort and filter by. The types of <c>pg_catalog</c> that Jim knows are told in <see cref="PostgresTypes"/>.
/// </summary>
public sealed record PostgresType
{
    /// <summary><c>typname</c>, as <c>int4</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Its GraphQL scalar; null: an enum, an array, or a type that goes as its text, as String.</summary>
    public required ScalarType? Scalar { get; init; }

    /// <summary>As what a value is sent.</summary>
    public required SqlType Sent
    {
        get;
        init
        {
            field = value;
            SentList = value.ToList();
        }
    }

    /// <summary>As what a list of values to compare with is sent.</summary>
    public SqlType SentList { get; private init; } = null!;

    /// <summary>
    /// How a value is fetched and written into the answer. An enum is written by <see cref="PostgresTypes.FormatOf"/>, which is told the
    /// names of its labels.
    /// </summary>
    public required ValueFormat Format { get; init; }

    /// <summary>A value as .NET sees it, for fields that Jim computes; null: it is not read, and no such field may need it.</summary>
    public CellReader? Read { get; init; }

    /// <summary>Reads a value that a cursor brings back.</summary>
    public required CursorValueReader FromCursor { get; init; }

    /// <summary>The value stands in a cursor as text, for lack of a binary form that could be checked and sent back.</summary>
    public bool InCursorAsText { get; init; }

    /// <summary>As what a value of a cursor is sent; null: as other values, or as text that the type's cast reads.</summary>
    public SqlType? SentFromCursor { get; init; }

    /// <summary>Its values have an order that a client can name. What has no scalar is in no such order, but an enum is.</summary>
    public bool IsSortable { get; init; } = true;

    /// <summary>The operators of its filter, in the order in which the schema lists them.</summary>
    public required ImmutableArray<FilterOperator> Operators { get; init; }

    /// <summary>Begins the name of its filter input: <c>Uuid</c> of <c>UuidOperationFilterInput</c>.</summary>
    public string FilterName
    {
        get => field ?? Scalar?.Name ?? "String";
        init;
    }

    /// <summary>The type whose operators its filter uses, by a cast in SQL; null: itself.</summary>
    public PostgresType? ComparedAs { get; init; }

    /// <summary>What an array holds; null: it is no array.</summary>
    public PostgresType? Element { get; init; }

    /// <summary>JSON: a client may ask for a place inside a value.</summary>
    public bool HasPaths { get; init; }

    /// <summary>Words that are ready for full text search (<c>tsvector</c>).</summary>
    public bool IsSearchVector { get; init; }

    /// <summary>Jim makes values of this type for keys that a client does not give.</summary>
    public bool IsMadeForKeys { get; init; }

    /// <summary>How a value travels in a cursor.</summary>
    public CursorFormat Cursor => new(InCursorAsText, SentFromCursor ?? (InCursorAsText ? SentAsText : Sent), FromCursor);

    private SqlType SentAsText => Sent with { Send = null, ClrType = typeof(string), Encode = Same };

    /// <summary>An expression of this type as what an operator is applied to.</summary>
    public FilterOperand ToOperand(SqlText expression, bool nullable)
    {
        var compared = ComparedAs ?? this;
        var cast = ComparedAs is null ? expression : SqlText.Of($"{expression}::{SqlText.TypeName(compared.Sent)}");
        return new FilterOperand(cast, expression, compared.Sent, compared.SentList, nullable)
        {
            IsSearchVector = IsSearchVector,

            // Postgres cannot forbid null inside an array.
            ToItem = Element is { } element ? item => element.ToOperand(item, nullable: true) : null,
        };
    }

    public override string ToString() => Name;

    private static object Same(object value) => value;
}
