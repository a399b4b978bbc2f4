using Jim.GraphQL.Validation;
using Jim.Postgres.Operators;
using Jim.Postgres.Types;

namespace Jim.Postgres.Schema;

/// <summary>
/// Builds the filter inputs of columns: <c>StringOperationFilterInput</c>, <c>UuidOperationFilterInput</c> and so on, one for all columns
/// of a kind, with a member for each operator.
/// </summary>
/// <param name="columnTypes">The types of columns.</param>
/// <param name="own">Told of each filter of an enum, and of the enum that it is named after.</param>
internal sealed class OperationFilters(ColumnTypes columnTypes, Action<NamedTypeBuilder, DataType> own)
{
    // By name and, where the name is made of that of an enum, by the enum: another kind of columns may have the same name.
    private readonly Dictionary<(string Name, DataType? Enum), InputObjectTypeBuilder> _built = [];

    public InputObjectTypeBuilder Build(Column column) =>
        PostgresTypes.Describe(column.Type) is { Element: { } element } array
            ? BuildList(array, BuildScalar(element, columnTypes.BuildItem(column.Type), nullable: false), FindEnum(column.Type))
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
            type.Fields.Add(CostDirectives.Cost(member, BuildCost(filterOperator)));
        }
    }

    private static InputCost BuildCost(FilterOperator filterOperator)
    {
        var cost = new InputCost(filterOperator.Cost);
        return filterOperator.CountedBy switch
        {
            CostUnit.Once => cost,
            CostUnit.Words => cost with { CountText = text => TextSize.CountWords(text) },
            CostUnit.Characters => cost with { CountText = text => TextSize.CountPieces(text) },
            CostUnit.Items => cost with { ItemsPerWeight = 1 },
            CostUnit.TenItems => cost with { ItemsPerWeight = 10 },
            CostUnit.RelatedItems => cost with { TimesBelow = CostAnalyzer.DefaultPageSize },
            _ => throw new InvalidOperationException($"the operator {filterOperator} says not what it costs"),
        };
    }

    private InputObjectTypeBuilder BuildScalar(PostgresType type, TypeReference value, bool nullable) => value switch
    {
        EnumTypeBuilder { Binding: var e } named => nullable
            ? Get($"NullableOf{named.Name}", type, named, named, e as DataType)
            : Get(named.Name, type, named, named.NonNull(), e as DataType),
        _ => Get(type.FilterName, type, value, value, null),
    };

    private InputObjectTypeBuilder BuildList(PostgresType array, InputObjectTypeBuilder items, DataType? named) =>
        Get($"List{items.Name}", named, t => Add(t, array.Operators, items));

    private InputObjectTypeBuilder Get(string name, PostgresType type, TypeReference value, TypeReference listItem, DataType? named) =>
        Get($"{name}OperationFilterInput", named, t => Add(t, type.Operators, value, listItem));

    private InputObjectTypeBuilder Get(string name, DataType? named, Action<InputObjectTypeBuilder> fill)
    {
        if (!_built.TryGetValue((name, named), out var type))
        {
            _built.Add((name, named), type = new InputObjectTypeBuilder(name));
            fill(type);
            if (named is not null)
            {
                own(type, named);
            }
        }

        return type;
    }

    private DataType? FindEnum(DataType array) => (columnTypes.BuildItem(array) as EnumTypeBuilder)?.Binding as DataType;

    private static InputObjectTypeBuilder BuildPath(PathOperator path)
    {
        var type = new InputObjectTypeBuilder("JsonPathFilterInput");
        type.Fields.Add(Wrapping.Input(
            "path", Scalars.String.NonNull(), new RoleInput(ArgumentRole.Path), "A place inside the value, as `a.b` or `list.0`."));
        Add(type, path.Operators, Scalars.Any);
        return type;
    }
}
