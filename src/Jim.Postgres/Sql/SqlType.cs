using NpgsqlTypes;

namespace Jim.Postgres.Sql;

/// <summary>The type under which a parameter is sent.</summary>
/// <param name="Cast">The type's name in SQL, which is written as a cast after every parameter: <c>$1::uuid</c>.</param>
/// <param name="Send">Npgsql's type; null: the value is sent as text and Postgres reads it by the cast.</param>
/// <param name="ClrType">What Npgsql takes for one value: <see cref="string"/> where it is sent as text.</param>
/// <param name="Encode">
/// Makes a <paramref name="ClrType"/> of the value that the GraphQL scalar gave; never called with null. Throws
/// <see cref="GraphQL.Errors.GraphQLException"/> for a value that Postgres could not store.
/// </param>
public sealed record SqlType(string Cast, NpgsqlDbType? Send, Type ClrType, Func<object, object> Encode)
{
    /// <summary>The cast of a list of such values: <c>$1::uuid[]</c>.</summary>
    public string ListCast
    {
        get => field ?? Cast + "[]";
        init;
    }

    /// <summary>Values that Postgres reads, by the function of their type, from the text that <paramref name="encode"/> makes.</summary>
    /// <param name="cast">The type in SQL.</param>
    /// <param name="encode">Makes the runtime value of the GraphQL scalar into text.</param>
    public static SqlType FromText(string cast, Func<object, object> encode) => new(cast, null, typeof(string), encode);

    /// <summary>Values of this type, of which Postgres then makes its own text to compare with.</summary>
    public SqlType ToText() => this with { Cast = $"{Cast}::text", ListCast = $"{ListCast}::text[]" };

    /// <summary>
    /// The same, with lists as arrays of text of which Postgres makes each item into the type: the text of an array of boxes or geometries
    /// has another separator than the comma.
    /// </summary>
    public SqlType WithListsOfText() => this with { ListCast = $"text[]::{Cast}[]" };

    /// <summary>The type of values that are stored as another type with the same texts: a domain of this type.</summary>
    /// <param name="cast">The other type in SQL.</param>
    public SqlType As(string cast) =>
        this with { Cast = cast, ListCast = ListCast.Replace(Cast, cast, StringComparison.Ordinal) };

    /// <summary>
    /// The type of a list of values to compare with. Null items are left out, because SQL compares nothing with null; the SQL of the
    /// operator says what a null in the list means.
    /// </summary>
    public SqlType ToList() => Send is { } send
        ? new SqlType(ListCast, NpgsqlDbType.Array | send, ClrType.MakeArrayType(), value => ToTypedArray(Items(value)))
        : FromText(ListCast, value => ArrayText.Format(Items(value).Select(i => (string)Encode(i))));

    /// <summary>
    /// The type of an array to store, null items included. It is sent as text, in which items of every type, and null, can be written.
    /// </summary>
    public SqlType ToArray() => FromText(
        ListCast, value => ArrayText.Format(((object?[])value).Select(i => i is null ? null : ArrayText.Item(Encode(i)))));

    /// <summary>The items of a list that are not null.</summary>
    internal static IEnumerable<object> Items(object value) => ((object?[])value).Where(i => i is not null).Select(i => i!);

    private Array ToTypedArray(IEnumerable<object> items)
    {
        var encoded = items.Select(Encode).ToArray();
        var array = Array.CreateInstance(ClrType, encoded.Length);
        encoded.CopyTo(array, 0);
        return array;
    }
}
