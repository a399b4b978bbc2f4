using Jim.Postgres.Operators;
using Jim.Postgres.Types;

namespace Jim.Postgres.Schema;

/// <summary>
/// Builds the filter inputs of columns: <c>StringOperationFilterInput</c>, <c>UuidOperationFilterInput</c> and so on, one for all columns
/// of a kind, with a member for each operator.
/// </summary>
internal sealed class OperationFilters(ColumnTypes columnTypes)
{
    private readonly Dictionary<string, InputObjectTypeBuilder> _built = new(StringComparer.Ordinal);

    public InputObjectTypeBuilder Build(Column column) =>
        PostgresTypes.Describe(column.Type) is { Element: { } element } array
            ? BuildList(array, BuildScalar(element, columnTypes.BuildItem(column.Type), nullable: false))
            : BuildScalar(PostgresTypes.Describe(column.Type), columnTypes.Build(column.Type), nullable: !column.NotNull);

    /// <summary>Adds operators as members of a filter input.</summary>
    /// <param name="type">The filter input.</param>
    /// <param name="operators">In the order of the members.</param>
    /// <param name="value">The type of the value to compare with; for an array or a list of rows, the filter of its items or rows.</param>
    /// <param name="listItem">The type of the items where an operator takes a list of values; null: <paramref name="value"/>.</param>
    public static void Add(
        InputObjectTypeBuilder type, IEnumerable<FilterOperator> operators, TypeReference value, TypeReference? listItem = null)
    {
        foreach (var filterOperator in operators)
        {
            TypeReference takes = filterOperator switch
            {
                ConnectiveOperator => type.NonNull().List(),
                QuantifierOperator => value,
                ExistenceOperator or FlagOperator => Scalars.Boolean,
                ListOperator => (listItem ?? value).List(),
                PathOperator path => BuildPath(path).NonNull().List(),
                ValueOperator comparison => comparison.Takes ?? value,
                _ => throw new InvalidOperationException($"the operator {filterOperator} says not what it takes"),
            };
            var member = Wrapping.Input(filterOperator.Name, takes, new OperatorInput(filterOperator), filterOperator.Description);
            type.Fields.Add(CostDirectives.Cost(member, filterOperator.Cost));
        }
    }

    private InputObjectTypeBuilder BuildScalar(PostgresType type, TypeReference value, bool nullable) => value switch
    {
        EnumTypeBuilder e when nullable => Get($"NullableOf{e.Name}", type, e, e),
        EnumTypeBuilder e => Get(e.Name, type, e, e.NonNull()),
        _ => Get(type.FilterName, type, value, value),
    };

    private InputObjectTypeBuilder BuildList(PostgresType array, InputObjectTypeBuilder items) =>
        Get($"List{items.Name}", t => Add(t, array.Operators, items));

    private InputObjectTypeBuilder Get(string name, PostgresType type, TypeReference value, TypeReference listItem) =>
        Get($"{name}OperationFilterInput", t => Add(t, type.Operators, value, listItem));

    private InputObjectTypeBuilder Get(string name, Action<InputObjectTypeBuilder> fill)
    {
        if (!_built.TryGetValue(name, out var type))
        {
            _built.Add(name, type = new InputObjectTypeBuilder(name));
            fill(type);
        }

        return type;
    }

    private static InputObjectTypeBuilder BuildPath(PathOperator path)
    {
        var type = new InputObjectTypeBuilder("JsonPathFilterInput");
        type.Fields.Add(Wrapping.Input(
            "path", Scalars.String.NonNull(), new RoleInput(ArgumentRole.Path), "A place inside the value, as `a.b` or `list.0`."));
        Add(type, path.Operators, Scalars.Any);
        return type;
    }
}
