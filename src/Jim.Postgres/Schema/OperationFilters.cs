using Jim.GraphQL.Types;
using Jim.Postgres.Catalog;

namespace Jim.Postgres.Schema;

/// <summary>
/// The operators of a column: <c>StringOperationFilterInput</c>, <c>UuidOperationFilterInput</c> and so on, one type for all columns of a
/// kind.
/// </summary>
internal sealed class OperationFilters(ColumnTypes columnTypes)
{
    private readonly Dictionary<string, InputObjectType> _made = new(StringComparer.Ordinal);

    public InputObjectType Of(Column column) =>
        column.Type.Effective is { Kind: DataTypeKind.Array, Element: { } element }
            ? List(element)
            : Scalar(column.Type, nullable: !column.NotNull);

    private InputObjectType Scalar(DataType type, bool nullable) => columnTypes.Of(type) switch
    {
        EnumType e when nullable => Get($"NullableOf{e.Name}OperationFilterInput", t => Equality(t, e, e)),
        EnumType e => Get($"{e.Name}OperationFilterInput", t => Equality(t, e, e.NonNull())),
        ScalarType { Name: "String" } => Get("StringOperationFilterInput", Text),
        ScalarType { Name: "Boolean" } => Get("BooleanOperationFilterInput", t =>
        {
            Add(t, "eq", Scalars.Boolean, FilterOperator.Eq);
            Add(t, "neq", Scalars.Boolean, FilterOperator.Neq);
        }),
        ScalarType { Name: "Any" } => Get("JsonOperationFilterInput", Json),
        ScalarType { Name: "Base64String" } s => Get("Base64StringOperationFilterInput", t => Equality(t, s, s)),
        ScalarType { Name: "UUID" } s => Get("UuidOperationFilterInput", t => Comparison(t, s)),
        var s => Get($"{s.Named.Name}OperationFilterInput", t => Comparison(t, s)),
    };

    private InputObjectType List(DataType element)
    {
        // An array of a domain over an array goes as texts.
        var items = element.Effective.Kind == DataTypeKind.Array
            ? Get("StringOperationFilterInput", Text)
            : Scalar(element, nullable: false);
        return Get($"List{items.Name}", t =>
        {
            Add(t, "all", items, FilterOperator.All);
            Add(t, "none", items, FilterOperator.None);
            Add(t, "some", items, FilterOperator.Some);
            Add(t, "any", Scalars.Boolean, FilterOperator.Any);
        });
    }

    private InputObjectType Get(string name, Action<InputObjectType> fill)
    {
        if (!_made.TryGetValue(name, out var type))
        {
            _made.Add(name, type = new InputObjectType(name));
            fill(type);
        }

        return type;
    }

    private static void Equality(InputObjectType type, GraphQLType value, GraphQLType item)
    {
        Add(type, "eq", value, FilterOperator.Eq);
        Add(type, "neq", value, FilterOperator.Neq);
        Add(type, "in", item.List(), FilterOperator.In);
        Add(type, "nin", item.List(), FilterOperator.Nin);
    }

    private static void Comparison(InputObjectType type, GraphQLType value)
    {
        Equality(type, value, value);
        Add(type, "gt", value, FilterOperator.Gt);
        Add(type, "ngt", value, FilterOperator.Ngt);
        Add(type, "gte", value, FilterOperator.Gte);
        Add(type, "ngte", value, FilterOperator.Ngte);
        Add(type, "lt", value, FilterOperator.Lt);
        Add(type, "nlt", value, FilterOperator.Nlt);
        Add(type, "lte", value, FilterOperator.Lte);
        Add(type, "nlte", value, FilterOperator.Nlte);
    }

    private static void Text(InputObjectType type)
    {
        var s = Scalars.String;
        type.Fields.Add(Wrapping.Input("and", type.NonNull().List(), new OperatorInput(FilterOperator.And)));
        type.Fields.Add(Wrapping.Input("or", type.NonNull().List(), new OperatorInput(FilterOperator.Or)));
        Add(type, "eq", s, FilterOperator.Eq);
        Add(type, "neq", s, FilterOperator.Neq);
        AddSearching(type, "contains", FilterOperator.Contains);
        AddSearching(type, "ncontains", FilterOperator.Ncontains);
        Add(type, "in", s.List(), FilterOperator.In);
        Add(type, "nin", s.List(), FilterOperator.Nin);
        AddSearching(type, "startsWith", FilterOperator.StartsWith);
        AddSearching(type, "nstartsWith", FilterOperator.NstartsWith);
        AddSearching(type, "endsWith", FilterOperator.EndsWith);
        AddSearching(type, "nendsWith", FilterOperator.NendsWith);
        AddSearching(type, "icontains", FilterOperator.Icontains, "As contains, whatever the case of letters.");
        AddSearching(type, "istartsWith", FilterOperator.IstartsWith, "As startsWith, whatever the case of letters.");
        AddSearching(type, "ieq", FilterOperator.Ieq, "As eq, whatever the case of letters.");
        AddSearching(type, "search", FilterOperator.Search, "Full text search: words, \"phrases\", or, -without.");
    }

    private static void Json(InputObjectType type)
    {
        var any = Scalars.Any;
        AddSearching(
            type, "contains", any, FilterOperator.JsonContains, "Holds this value: `{tag: \"a\"}` finds every object with that member.");
        AddSearching(type, "containedBy", any, FilterOperator.JsonContainedBy, "Holds nothing but what this value holds.");
        AddSearching(type, "hasKey", Scalars.String, FilterOperator.HasKey, "Has this member.");
        AddSearching(type, "hasKeys", Scalars.String.NonNull().List(), FilterOperator.HasKeys, "Has all these members.");
        AddSearching(
            type, "path", JsonPath().NonNull().List(), FilterOperator.JsonPath, "Conditions on places inside the value; all must hold.");
        Add(type, "isNull", Scalars.Boolean, FilterOperator.IsNull);
    }

    private static InputObjectType JsonPath()
    {
        var any = Scalars.Any;
        var type = new InputObjectType("JsonPathFilterInput");
        type.Fields.Add(Wrapping.Input(
            "path", Scalars.String.NonNull(), new RoleInput(ArgumentRole.Path), "A place inside the value, as `a.b` or `list.0`."));
        Add(type, "eq", any, FilterOperator.Eq);
        Add(type, "neq", any, FilterOperator.Neq);
        Add(type, "gt", any, FilterOperator.Gt);
        Add(type, "gte", any, FilterOperator.Gte);
        Add(type, "lt", any, FilterOperator.Lt);
        Add(type, "lte", any, FilterOperator.Lte);
        Add(type, "in", any.List(), FilterOperator.In);
        Add(type, "contains", any, FilterOperator.JsonContains);
        Add(type, "isNull", Scalars.Boolean, FilterOperator.IsNull);
        return type;
    }

    private static void Add(InputObjectType type, string name, GraphQLType value, FilterOperator filter) =>
        type.Fields.Add(Marks.Cost10(Wrapping.Input(name, value, new OperatorInput(filter))));

    private static void AddSearching(InputObjectType type, string name, FilterOperator filter, string? description = null) =>
        AddSearching(type, name, Scalars.String, filter, description);

    private static void AddSearching(InputObjectType type, string name, GraphQLType value, FilterOperator filter, string? description) =>
        type.Fields.Add(Marks.Cost20(Wrapping.Input(name, value, new OperatorInput(filter), description)));
}
