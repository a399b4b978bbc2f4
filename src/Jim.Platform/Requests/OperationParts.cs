using System.Runtime.CompilerServices;
using Jim.GraphQL.Execution;
using Jim.Postgres.Schema;

namespace Jim.Platform.Requests;

/// <summary>Operations with <c>@defer</c> or <c>@stream</c> taken apart, kept by the values of the variables that decide how, so that their plans are kept too.</summary>
public sealed class OperationParts
{
    private const int ShapesMax = 8;
    private readonly ConditionalWeakTable<Operation, Kept> _kept = [];

    /// <summary>The first part, with those that follow it.</summary>
    public OperationPart Of(Operation operation, VariableValues variables) =>
        _kept.GetValue(operation, o => new Kept(o)).Of(variables);

    /// <summary>Pages are what a statement can cut; a list in a column is read as a whole.</summary>
    private static bool CanStream(CollectedField field) =>
        field.Definition?.Binding is PagingField { Member: PagingMember.Nodes or PagingMember.Edges };

    private sealed class Kept(Operation operation)
    {
        private readonly string[] _names = [.. DirectiveVariables.Of(operation)];
        private volatile (object?[] Values, OperationPart First)[] _shapes = [];

        public OperationPart Of(VariableValues variables)
        {
            var values = Array.ConvertAll(_names, name => variables.TryGet(name, out var value) ? value : null);
            foreach (var (known, first) in _shapes)
            {
                if (known.AsSpan().SequenceEqual(values))
                {
                    return first;
                }
            }

            // Two requests that split at once may lose one of the results, which is then made again.
            var split = OperationSplitter.Split(operation, variables, CanStream);
            _shapes = [(values, split), .. _shapes.Take(ShapesMax - 1)];
            return split;
        }
    }
}
