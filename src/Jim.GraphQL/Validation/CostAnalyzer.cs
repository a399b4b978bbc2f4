using System.Globalization;
using Jim.GraphQL.Errors;
using Jim.GraphQL.Inputs;
using Jim.GraphQL.Language;
using Jim.GraphQL.Operations;
using Jim.GraphQL.Types;

namespace Jim.GraphQL.Validation;

/// <summary>
/// Prices an operation before it runs: a field costs <see cref="FieldDefinition.Cost"/> (1 for a composite, 0 for a leaf where unset), and
/// what stands below a list costs as often as the list may be long. A connection is as long as its <c>first</c> or <c>last</c> says, with
/// the values that were sent; other lists count once.
/// </summary>
public static class CostAnalyzer
{
    /// <summary>The length of a page that nobody asked for.</summary>
    public const int DefaultPageSize = 10;

    /// <summary>Fields looked at before counting is given up: fragments can unfold without end.</summary>
    private const int VisitsMax = 100_000;

    /// <summary>The cost. It is infinite when the operation has more fields, fragments unfolded, than anyone would count.</summary>
    public static OperationCost Compute(Operation operation, VariableValues variables)
    {
        var pricing = new Pricing(operation, variables);
        var root = new OperationCost(FieldCost: 0, TypeCost: 1);
        var cost = root + pricing.Price(operation.RootType, [operation.Definition.SelectionSet], pageSize: null);
        return pricing.IsGivenUp ? new OperationCost(double.PositiveInfinity, double.PositiveInfinity) : cost;
    }

    /// <summary>The variables that the cost depends on: page sizes, and what leaves selections out.</summary>
    public static IEnumerable<string> CollectVariables(Operation operation) =>
        DirectiveVariables.Collect(operation, ["first", "last"], "skip", "include");

    /// <summary>The refusal of an operation that costs too much (HC0047); null when it does not.</summary>
    public static GraphQLError? Refuse(OperationCost cost, double max) =>
        cost.FieldCost > max ? ValidationErrors.FieldCostExceeded(cost.FieldCost, max)
        : cost.TypeCost > max ? ValidationErrors.TypeCostExceeded(cost.TypeCost, max)
        : null;

    private sealed class Pricing(Operation operation, VariableValues variables)
    {
        private int _visits;

        public bool IsGivenUp => _visits > VisitsMax;

        /// <summary>The cost of one object of the type. <paramref name="pageSize"/> is the length of the lists of a connection.</summary>
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
            if (named is ScalarType or EnumType)
            {
                return new OperationCost(definition.Cost ?? 0, 0);
            }

            var isList = definition.Type.Nullable is ListType;
            var asked = PageSize(definition, field.First);
            var times = isList ? asked ?? pageSize ?? 1 : 1;
            var below = Dearest(named, field, isList ? null : asked);
            return new OperationCost(definition.Cost ?? 1, 0) + ((new OperationCost(0, 1) + below) * times);
        }

        /// <summary>The selections of the field on whichever object type makes them dearest.</summary>
        private OperationCost Dearest(NamedType type, CollectedField field, int? pageSize)
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

        /// <summary>The page that the field asks for; null where it has no pages.</summary>
        private int? PageSize(FieldDefinition definition, FieldNode node)
        {
            if (!definition.Arguments.TryGet("first", out _) && !definition.Arguments.TryGet("last", out _))
            {
                return null;
            }

            return Math.Max(0, Given(node, "first") ?? Given(node, "last") ?? DefaultPageSize);
        }

        private int? Given(FieldNode node, string argument) => node.Arguments.FirstOrDefault(a => a.Name.Value == argument)?.Value switch
        {
            IntValueNode literal => int.TryParse(literal.Text, CultureInfo.InvariantCulture, out var size) ? size : int.MaxValue,
            VariableNode variable => variables.TryGet(variable.Name, out var value) ? value as int? : null,
            _ => null,
        };
    }
}
