using System.Text.Json.Nodes;
using Jim.GraphQL.Operations;

namespace Jim.Benchmarks.Engine;

/// <summary>Data of the shape that an operation selects: lists of three, no nulls. The reference is given the same.</summary>
internal static class SampleData
{
    private const int ListLength = 3;

    public static JsonObject For(Operation operation, VariableValues variables) =>
        Object(operation, operation.RootType, [operation.Definition.SelectionSet], variables);

    private static JsonObject Object(Operation operation, ObjectType type, IEnumerable<SelectionSetNode> sets, VariableValues variables)
    {
        var made = new JsonObject { ["__typename"] = type.Name };

        // A field that is selected twice under two names has one value with all that either selects.
        var byName = FieldCollector.Collect(operation, type, sets, variables)
            .Where(f => f.Definition is { Name: not ['_', '_', ..] }).GroupBy(f => f.Definition!.Name, StringComparer.Ordinal);
        foreach (var fields in byName)
        {
            var below = fields.SelectMany(f => f.Nodes).Select(n => n.SelectionSet).OfType<SelectionSetNode>().ToList();
            made[fields.Key] = Value(operation, fields.First().Definition!.Type, below, variables, 0);
        }

        return made;
    }

    private static JsonNode? Value(
        Operation operation, GraphQLType type, List<SelectionSetNode> sets, VariableValues variables, int index) =>
        type.Nullable switch
        {
            ListType list => new JsonArray(
                [.. Enumerable.Range(0, ListLength).Select(i => Value(operation, list.OfType, sets, variables, i))]),
            ObjectType single => Object(operation, single, sets, variables),
            EnumType names => names.Values.First().Name,
            ScalarType { Name: "Int" or "Long" } => 12345,
            ScalarType { Name: "Float" } => 1.75,
            ScalarType { Name: "Boolean" } => true,
            ScalarType { Name: "Any" } => new JsonObject { ["theme"] = "dark", ["size"] = 3 },
            ScalarType { Name: "DateTime" } => "2026-03-01T10:00:00Z",
            ScalarType { Name: "UUID" } => "6f1c1d4e-3a52-4f8e-9d6b-2f1f3b9f0a11",
            ScalarType => "Some text of common length",
            NamedType of => Object(operation, PossibleOf(operation, of, index), sets, variables),
            _ => null,
        };

    private static ObjectType PossibleOf(Operation operation, NamedType type, int index)
    {
        var possible = operation.View.Schema.Types.OfType<ObjectType>().Where(t => operation.View.Schema.IsPossible(type, t)).ToList();
        return possible[index % possible.Count];
    }
}
