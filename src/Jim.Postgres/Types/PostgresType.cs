using Jim.Postgres.Operators;
using Jim.Postgres.Values;

namespace Jim.Postgres.Types;

/// <summary>
/// A type of Postgres and all that Jim knows of it: its scalar, how its values are sent, fetched, written and kept in cursors, and what a
/// client may sort and filter by. Entries are listed in <see cref="BuiltInTypes"/>; <see cref="PostgresTypes"/> finds that of a column.
/// </summary>
public sealed record PostgresType
{
    /// <summary>The type's name as in <c>pg_type.typname</c>, for example <c>int4</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Its GraphQL scalar; null for an enum, an array, or a type whose values are sent as text (String).</summary>
    public required ScalarType? Scalar { get; init; }

    /// <summary>The type under which a value is sent as a parameter.</summary>
    public required SqlType Sent
    {
        get;
        init
        {
            field = value;
            SentList = value.ToList();
            SentToText = value.ToText();
            SentToTextList = SentToText.ToList();
        }
    }

    /// <summary>The type under which a list of values to compare with is sent as a parameter.</summary>
    public SqlType SentList { get; private init; } = null!;

    private SqlType SentToText { get; init; } = null!;

    private SqlType SentToTextList { get; init; } = null!;

    /// <summary>
    /// How a value is fetched and written into the answer. An enum is written by <see cref="PostgresTypes.ChooseFormat"/>, which knows the
    /// names of its labels.
    /// </summary>
    public required ValueFormat Format { get; init; }

    /// <summary>
    /// Reads a value into .NET for fields that Jim computes; null: Jim cannot, so no such field may need a column of this type.
    /// </summary>
    public CellReader? Read { get; init; }

    /// <summary>Reads a value that a cursor brings back.</summary>
    public required CursorValueReader FromCursor { get; init; }

    /// <summary>
    /// True when a cursor holds the value as text, because its binary form cannot simply be checked and sent back. False: it holds
    /// Postgres' binary form.
    /// </summary>
    public bool InCursorAsText { get; init; }

    /// <summary>
    /// The type under which a value from a cursor is sent. Null: the same as for other values, or text with a cast where
    /// <see cref="InCursorAsText"/> is true.
    /// </summary>
    public SqlType? SentFromCursor { get; init; }

    /// <summary>True when clients may sort by it. Of the types without a scalar only enums can be sorted by.</summary>
    public bool IsSortable { get; init; } = true;

    /// <summary>
    /// True where the type may have no operators <c>&lt;</c>, <c>=</c> and <c>&gt;</c>: rows are then ordered by its text, and found by a
    /// key with the equality of its filter.
    /// </summary>
    public bool IsKeyedByText { get; init; }

    /// <summary>
    /// The type that a value is cast to before it is compared, where operators do not take it as it is: a domain over an enum. Null: there
    /// is no need.
    /// </summary>
    public SqlType? Underlying { get; init; }

    /// <summary>The operators of its filter, in the order in which the schema lists them.</summary>
    public required ImmutableArray<FilterOperator> Operators { get; init; }

    /// <summary>
    /// The first part of the name of its filter input: <c>Uuid</c> in <c>UuidOperationFilterInput</c>. The name of the scalar where no
    /// other is set.
    /// </summary>
    public string FilterName
    {
        get => field ?? Scalar?.Name ?? "String";
        init;
    }

    /// <summary>The type that SQL casts its values to before its filter compares them; null: there is no cast.</summary>
    public PostgresType? ComparedAs { get; init; }

    /// <summary>Makes a value into one of <see cref="ComparedAs"/>; null: by a cast.</summary>
    public Func<SqlText, SqlText>? ToCompared { get; init; }

    /// <summary>How its filter finds equal values.</summary>
    public EqualityForm Equality { get; init; }

    /// <summary>Operators of text, such as <c>contains</c>, are applied to the text that Postgres makes of a value.</summary>
    public bool PatternsAsText { get; init; }

    /// <summary>A filter may compare the text of a value instead of the value.</summary>
    public bool IsComparedByText => PatternsAsText || Equality == EqualityForm.ByText;

    /// <summary>
    /// Some values have no form in the scalar: GraphQL's Float has no NaN. A field of the type is nullable then though its column is not,
    /// so that such a value is null with an error of its own and does not take its row and page with it (GraphQL specification 6.4.4).
    /// </summary>
    public bool HasValuesWithoutForm { get; init; }

    /// <summary>The type of an array's items; null: it is not an array.</summary>
    public PostgresType? Element { get; init; }

    /// <summary>True for composite types, whose values SQL takes for rows where they stand in FROM.</summary>
    public bool IsRow { get; init; }

    /// <summary>True for JSON types, of which a client may ask for a part by its path.</summary>
    public bool HasPaths { get; init; }

    /// <summary>The SQL of the part at a path; null: the operator <c>#&gt;</c>.</summary>
    public Func<SqlText, SqlParameter, SqlText>? RenderPlace { get; init; }

    /// <summary>True for <c>tsvector</c>, which full text search reads as it is.</summary>
    public bool IsSearchVector { get; init; }

    /// <summary>How the change log tells its values; null: not at all.</summary>
    public ScopeForm? Scope { get; init; }

    /// <summary>True where Jim generates a key of this type when the client sends none.</summary>
    public bool IsMadeForKeys { get; init; }

    /// <summary>How a value is written into a cursor and read back.</summary>
    public CursorFormat Cursor => new(InCursorAsText, SentFromCursor ?? (InCursorAsText ? SentAsText : Sent), FromCursor);

    private SqlType SentAsText => Sent with { Send = null, ClrType = typeof(string), Encode = Same };

    /// <summary>Makes an expression of this type into the operand of a filter's operators.</summary>
    public FilterOperand ToOperand(SqlText expression, bool nullable)
    {
        expression = RenderUnderlying(expression);
        var text = PatternsAsText ? SqlText.Format($"{expression}::text") : null;
        var compared = ComparedAs ?? this;
        var cast = (ComparedAs, ToCompared) switch
        {
            (null, _) => expression,
            (_, { } convert) => convert(expression),
            _ => SqlText.Format($"{expression}::{SqlText.TypeName(compared.Sent)}"),
        };
        var (left, sent, sentList) = Equality switch
        {
            EqualityForm.InType => (cast, compared.Sent, compared.SentList),
            EqualityForm.ByText => (SqlText.Format($"{expression}::text"), SentToText, SentToTextList),
            _ => throw new InvalidOperationException($"{Name} is compared in no known way"),
        };
        return new FilterOperand(left, expression, sent, sentList, nullable)
        {
            Text = text ?? cast,
            IsSearchVector = IsSearchVector,

            // An item may be null, because Postgres cannot forbid null inside an array.
            ToItem = Element is { } element ? item => element.ToOperand(item, nullable: true) : null,
            ItemsAreRows = Element is { IsRow: true },
        };
    }

    /// <summary>The condition that two expressions of this type are equal, for finding a row by its key.</summary>
    public SqlText RenderKeyEquality(SqlText left, SqlText right) => IsKeyedByText
        ? SqlText.Format($"{ToOperand(left, nullable: false).Expression} = {ToOperand(right, nullable: false).Expression}")
        : SqlText.Format($"{RenderUnderlying(left)} = {RenderUnderlying(right)}");

    /// <summary>A column of this type as operators take it. Postgres finds an index of the column for it too.</summary>
    public SqlText RenderUnderlying(SqlText expression) =>
        Underlying is { } type ? SqlText.Format($"{expression}::{SqlText.TypeName(type)}") : expression;

    public override string ToString() => Name;

    private static object Same(object value) => value;
}
