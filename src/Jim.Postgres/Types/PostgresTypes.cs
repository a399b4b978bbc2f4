using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using Jim.Postgres.Operators;
using Jim.Postgres.Values;

namespace Jim.Postgres.Types;

/// <summary>
/// Finds what Jim knows of a type of the catalog: one of <see cref="BuiltInTypes"/>, an enum, an array, or a type that is sent as text.
/// </summary>
public static class PostgresTypes
{
    private static readonly FrozenDictionary<string, PostgresType> BuiltIn =
        BuiltInTypes.All.ToFrozenDictionary(t => t.Name, StringComparer.Ordinal);

    // Weak references, so that the types of a catalog can be collected when it has been replaced by a newer one.
    private static readonly ConditionalWeakTable<DataType, PostgresType> Described = [];

    /// <summary>
    /// What Jim knows of a type; a domain is treated as its base type. The same instance for each call. Thread safe.
    /// </summary>
    public static PostgresType Describe(DataType type) => Described.GetValue(IsEnumDomain(type) ? type : type.Effective, Make);

    /// <summary>How the values of a column are fetched and written as a field of that type.</summary>
    /// <param name="type">The column's type.</param>
    /// <param name="field">The field's type; it gives the names of an enum's labels.</param>
    public static ValueFormat ChooseFormat(DataType type, GraphQLType field) =>
        field.Named is EnumType names ? FormatOfEnum(type.Effective, names) : Describe(type).Format;

    /// <summary>
    /// The type that a value has once it is stored in a column, where that rounds or cuts it: one with modifiers, or a domain, which may
    /// have modifiers. Null: it is stored as it is sent.
    /// </summary>
    public static SqlType? FindStored(Column column) => column switch
    {
        { DeclaredType: { } declared } => Describe(column.Type).Sent with { Cast = declared },
        { Type.Kind: DataTypeKind.Domain } => SendAs(column.Type, Describe(column.Type).Sent),
        _ => null,
    };

    /// <summary>As a domain, where the type is one; Postgres tells an array of it from one of its base.</summary>
    private static SqlType SendAs(DataType type, SqlType sent) => type.Kind == DataTypeKind.Domain
        ? sent.As(BuiltInTypes.AsText(type.Schema, type.Name).Sent.Cast)
        : sent;

    /// <summary>Postgres has no operators for a domain over an enum and a value of the enum.</summary>
    private static bool IsEnumDomain(DataType type) => type is { Kind: DataTypeKind.Domain, Effective.Kind: DataTypeKind.Enum };

    private static PostgresType Make(DataType type) => type switch
    {
        { Kind: DataTypeKind.Domain } => DescribeEnum(type.Effective) with { Underlying = DescribeEnum(type.Effective).Sent },
        { Kind: DataTypeKind.Enum } => DescribeEnum(type),
        { Kind: DataTypeKind.Array, Element: { } element } => DescribeArray(type, DescribeItem(element)),
        { Kind: DataTypeKind.Scalar, Schema: "pg_catalog" } when BuiltIn.TryGetValue(type.Name, out var known) => known,
        { Kind: DataTypeKind.Scalar, Name: "citext" } => DescribeCitext(type),
        { Kind: DataTypeKind.Composite } => BuiltInTypes.AsText(type.Schema, type.Name) with { IsRow = true, IsKeyedByText = false },
        { Kind: DataTypeKind.Range or DataTypeKind.Multirange } => BuiltInTypes.ComparedInType(type.Schema, type.Name),
        _ => BuiltInTypes.AsText(type.Schema, type.Name) with { IsKeyedByText = !type.IsOrdered },
    };

    /// <summary>The type of the extension <c>citext</c>, which may be in any schema.</summary>
    private static PostgresType DescribeCitext(DataType type) => BuiltInTypes.ComparedInType(type.Schema, type.Name) with
    {
        Scalar = Scalars.String,
        Read = CellReaders.Text,
        IsSortable = true,
        PatternsAsText = false,
    };

    private static PostgresType DescribeEnum(DataType type)
    {
        var text = BuiltInTypes.AsText(type.Schema, type.Name);
        return text with
        {
            Sent = SqlType.FromText(text.Sent.Cast, Label),
            Format = text.Format with { AsText = false },
            Read = CellReaders.Text,
            InCursorAsText = false,

            // A label may have been renamed since the cursor was given out.
            FromCursor = bytes => CursorValues.Text(bytes) is string label && type.Labels.Contains(label) ? label : null,
            IsSortable = true,
            Operators = ComparisonOperators.Equality,
            Equality = EqualityForm.InType,
            PatternsAsText = false,
            IsKeyedByText = false,
        };
    }

    private static PostgresType DescribeArray(DataType type, PostgresType element) => BuiltInTypes.AsText(type.Schema, type.Name) with
    {
        Element = element,
        Sent = SendAs(type.Element!, element.Sent).ToArray(),
        Format = FormatOfArray(element.Format),
        Operators = ListOperators.All,
        Equality = EqualityForm.InType,
        PatternsAsText = false,
        IsKeyedByText = element.IsKeyedByText,
    };

    /// <summary>
    /// The type of an array's items. Only a domain over an array type makes an array of arrays possible; its items are read and sent as
    /// text.
    /// </summary>
    private static PostgresType DescribeItem(DataType element) => element.Effective.Kind == DataTypeKind.Array
        ? BuiltInTypes.AsText(element.Schema, element.Name)
        : Describe(element);

    private static ValueFormat FormatOfArray(ValueFormat item) => item with { Writer = new ArrayWriter(item.Writer) };

    private static ValueFormat FormatOfEnum(DataType type, EnumType names) => type is { Kind: DataTypeKind.Array, Element: { } element }
        ? FormatOfArray(FormatOfEnum(element.Effective, names))
        : new ValueFormat(new EnumWriter(names), AsText: false);

    private static object Label(object value) =>
        value is EnumValueDefinition label ? label.Binding as string ?? label.Name : TextInput.Text(value);
}
