using System.Globalization;
using Jim.GraphQL.Inputs;
using Jim.GraphQL.Operations;

namespace Jim.GraphQL.Validation;

/// <summary>
/// Computes the cost of an operation before it runs. A field costs <see cref="FieldDefinition.Cost"/> (without one, 1 for a composite type
/// and 0 for a leaf). What is selected below a list is multiplied by the number of items that the list may have. For a connection that is
/// <c>first</c> or <c>last</c>, with the values of the request; other lists count as one item. Arguments add their own weights and those of
/// the input fields that are given (<see cref="InputValueDefinition.Cost"/>), once for each object that the field stands on.
/// </summary>
public static class CostAnalyzer
{
    /// <summary>The number of items that is assumed when neither <c>first</c> nor <c>last</c> is given.</summary>
    public const int DefaultPageSize = 10;

    /// <summary>
    /// The number of fields, and of values in arguments, after which counting is given up, because fragments that use each other can
    /// multiply fields exponentially.
    /// </summary>
    private const int VisitsMax = 100_000;

    /// <summary>The cost of the operation. Infinite when it has more than 100,000 fields once fragments are expanded.</summary>
    public static OperationCost Compute(Operation operation, VariableValues variables)
    {
        var pricing = new Pricing(operation, variables);
        var root = new OperationCost(FieldCost: 0, TypeCost: 1);
        var cost = root + pricing.Price(operation.RootType, [operation.Definition.SelectionSet], pageSize: null);
        return pricing.IsGivenUp ? new OperationCost(double.PositiveInfinity, double.PositiveInfinity) : cost;
    }

    /// <summary>
    /// The names of the variables on which the cost depends: those in page sizes, <c>@skip</c> and <c>@include</c>, and those that are
    /// filters or decide what a filter costs.
    /// </summary>
    public static IEnumerable<string> CollectVariables(Operation operation)
    {
        var found = DirectiveVariables.Collect(operation, ["first", "last"], "skip", "include");
        CostVariables.AddTo(found, operation);
        return found;
    }

    /// <summary>The error for an operation that costs more than <paramref name="max"/> (HC0047); null when it does not.</summary>
    public static GraphQLError? Refuse(OperationCost cost, double max) =>
        cost.FieldCost > max ? ValidationErrors.FieldCostExceeded(cost.FieldCost, max)
        : cost.TypeCost > max ? ValidationErrors.TypeCostExceeded(cost.TypeCost, max)
        : null;

    private sealed class Pricing(Operation operation, VariableValues variables)
    {
        private readonly ArgumentPricing _arguments = new(variables, VisitsMax);
        private int _visits;

        public bool IsGivenUp => _visits > VisitsMax || _arguments.Visits > VisitsMax;

        /// <summary>
        /// The cost of the selections on one object. <paramref name="pageSize"/> is the number of items in the lists of a connection.
        /// </summary>
        public OperationCost Price(ObjectType type, IEnumerable<SelectionSetNode> sets, int? pageSize)
        {
            var total = default(OperationCost);
            foreach (var field in FieldCollector.Collect(operation, type, sets, variables))
            {
                if (++_visits > VisitsMax)
                {
                    return total;
                }

                if (field.Definition is { } definition)
                {
                    total += Price(field, definition, pageSize);
                }
            }

            return total;
        }

        private OperationCost Price(CollectedField field, FieldDefinition definition, int? pageSize)
        {
            var named = definition.Type.Named;
            var arguments = field.First.Arguments.Length > 0
                ? _arguments.Price(definition, field.First)
                : 0;
            if (named is ScalarType or EnumType)
            {
                return new OperationCost((definition.Cost ?? 0) + arguments, 0);
            }

            var isList = definition.Type.Nullable is ListType;
            var asked = ReadPageSize(definition, field.First);
            var times = isList ? asked ?? pageSize ?? 1 : 1;
            var below = FindDearest(named, field, isList ? null : asked);
            return new OperationCost((definition.Cost ?? 1) + arguments, 0) + ((new OperationCost(0, 1) + below) * times);
        }

        /// <summary>The cost of the field's selections on the object type for which they cost most.</summary>
        private OperationCost FindDearest(NamedType type, CollectedField field, int? pageSize)
        {
            var sets = field.Nodes.Select(n => n.SelectionSet).OfType<SelectionSetNode>().ToArray();
            var dearest = default(OperationCost);
            foreach (var objectType in operation.View.Schema.PossibleTypes(type))
            {
                var cost = Price(objectType, sets, pageSize);
                dearest = new OperationCost(Math.Max(dearest.FieldCost, cost.FieldCost), Math.Max(dearest.TypeCost, cost.TypeCost));
                if (IsGivenUp)
                {
                    break;
                }
            }

            return dearest;
        }

        /// <summary>The number of items that the field asks for; null when it is not a connection.</summary>
        private int? ReadPageSize(FieldDefinition definition, FieldNode node)
        {
            if (!definition.Arguments.TryGet("first", out _) && !definition.Arguments.TryGet("last", out _))
            {
                return null;
            }

            return Math.Max(0, ReadNumber(node, "first") ?? ReadNumber(node, "last") ?? DefaultPageSize);
        }

        private int? ReadNumber(FieldNode node, string name) => node.Arguments.FirstOrDefault(a => a.Name.Value == name)?.Value switch
        {
            IntValueNode literal => int.TryParse(literal.Text, CultureInfo.InvariantCulture, out var size) ? size : int.MaxValue,
            VariableNode variable => variables.TryGet(variable.Name, out var value) ? value as int? : null,
            _ => null,
        };
    }
}
