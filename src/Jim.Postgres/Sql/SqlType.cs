using NpgsqlTypes;

namespace Jim.Postgres.Sql;

/// <summary>The type under which a parameter is sent.</summary>
/// <param name="Cast">The type in SQL, written after every parameter: <c>$1::uuid</c>.</param>
/// <param name="Send">Npgsql's type; null: the value is sent as text and Postgres reads it by the cast.</param>
/// <param name="ClrType">What Npgsql takes for one value: <see cref="string"/> where it is sent as text.</param>
/// <param name="Encode">Makes the runtime value of the GraphQL scalar into a <paramref name="ClrType"/>; never called with null.</param>
public sealed record SqlType(string Cast, NpgsqlDbType? Send, Type ClrType, Func<object, object> Encode)
{
    /// <summary>
    /// A list of values to compare with. Null items are left out: the SQL around it says what a null in the list means.
    /// </summary>
    public SqlType ToList() => Send is { } send
        ? new SqlType(Cast + "[]", NpgsqlDbType.Array | send, ClrType.MakeArrayType(), value => ToTypedArray(Items(value)))
        : new SqlType(Cast + "[]", null, typeof(string), value => ArrayText.Format(Items(value).Select(i => (string)Encode(i))));

    /// <summary>An array to store, null items included; sent as text, which holds those of every type.</summary>
    public SqlType ToArray() => new(
        Cast + "[]", null, typeof(string),
        value => ArrayText.Format(((object?[])value).Select(i => i is null ? null : ArrayText.Item(Encode(i)))));

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
