using Jim.GraphQL.Inputs;

namespace Jim.GraphQL.Validation;

/// <summary>
/// Prices the arguments of one field, literals and values of variables alike: the weight of each argument and input field that is given
/// (<see cref="InputValueDefinition.Cost"/>), those of filters above all.
/// </summary>
/// <param name="variables">The values of the request.</param>
/// <param name="visitsMax">How many values are looked at; what comes after them counts nothing.</param>
internal sealed class ArgumentPricing(VariableValues variables, int visitsMax)
{
    /// <summary>How many values were looked at, or one more than may be.</summary>
    public int Visits { get; private set; }

    /// <summary>The price of all arguments of a field.</summary>
    public double Price(FieldDefinition field, FieldNode node)
    {
        var total = 0d;
        foreach (var argument in node.Arguments)
        {
            if (field.Arguments.TryGet(argument.Name.Value, out var definition) && definition.Cost is not null)
            {
                total += Price(definition, argument.Value);
            }
        }

        return total;
    }

    private double Price(InputValueDefinition definition, ValueNode literal)
    {
        if (literal is VariableNode variable)
        {
            // One that is not given costs as null does, so that the price of most filters depends on no value.
            return Price(definition, variables.TryGet(variable.Name, out var value) ? value : null);
        }

        var type = definition.Type.Named as InputObjectType;
        var below = literal switch
        {
            ListValueNode list when type is not null => SumItems(type, list),
            ObjectValueNode fields when type is not null => Sum(type, fields),
            _ => 0,
        };
        return Visit() ? Weigh(definition.Cost, (literal as StringValueNode)?.Value, (literal as ListValueNode)?.Items.Length, below) : 0;
    }

    private double SumItems(InputObjectType type, ListValueNode list)
    {
        var sum = 0d;
        foreach (var item in list.Items)
        {
            sum += item switch
            {
                ObjectValueNode fields => Sum(type, fields),
                VariableNode variable when variables.TryGet(variable.Name, out var value) => SumFields(value),
                _ => 0,
            };
        }

        return sum;
    }

    private double Sum(InputObjectType type, ObjectValueNode fields)
    {
        var sum = 0d;
        foreach (var field in fields.Fields)
        {
            sum += type.Fields.TryGet(field.Name.Value, out var definition) ? Price(definition, field.Value) : 0;
        }

        return sum;
    }

    private double Price(InputValueDefinition definition, object? value)
    {
        var items = value as object?[];
        var below = items is not null && definition.Type.Named is InputObjectType ? SumItems(items) : SumFields(value);
        return Visit() ? Weigh(definition.Cost, value as string, items?.Length, below) : 0;
    }

    private double SumItems(object?[] items)
    {
        var sum = 0d;
        foreach (var item in items)
        {
            sum += SumFields(item);
        }

        return sum;
    }

    private double SumFields(object? value)
    {
        if (value is not InputObject given || !Visit())
        {
            return 0;
        }

        var sum = 0d;
        foreach (var (definition, inner) in given.Fields)
        {
            sum += Price(definition, inner);
        }

        return sum;
    }

    private bool Visit()
    {
        Visits = Math.Min(Visits + 1, visitsMax + 1);
        return Visits <= visitsMax;
    }

    /// <summary>A member without a weight of its own costs what stands below it.</summary>
    private static double Weigh(InputCost? cost, string? text, int? items, double below)
    {
        if (cost is null)
        {
            return below;
        }

        var times = text is not null && cost.CountText is { } count ? count(text)
            : items is { } length && cost.ItemsPerWeight > 0 ? Math.Ceiling((double)length / cost.ItemsPerWeight)
            : 1;
        return (cost.Weight * Math.Max(1, times)) + (cost.TimesBelow * below);
    }
}
