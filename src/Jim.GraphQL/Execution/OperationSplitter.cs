using System.Collections.Immutable;
using System.Globalization;
using Jim.GraphQL.Language;
using Jim.GraphQL.Types;

namespace Jim.GraphQL.Execution;

/// <summary>
/// Takes an operation with <c>@defer</c> and <c>@stream</c> apart into operations of their own: one for the first result, one for each
/// deferred fragment and for the rest of each streamed list. Run in one snapshot of the data, they give the same objects, and each costs
/// only what it selects.
/// </summary>
public static class OperationSplitter
{
    /// <summary>Parts that follow the first; what is deferred beyond that comes with the part it stands in.</summary>
    public const int PartsMax = 16;

    /// <summary>The first part, with those that follow. Without active directives it is alone.</summary>
    /// <param name="operation">A whole operation.</param>
    /// <param name="variables">They may switch directives off.</param>
    /// <param name="canStream">Whether a list with <c>@stream</c> can be cut; null: each can.</param>
    public static OperationPart Split(Operation operation, VariableValues variables, Func<CollectedField, bool>? canStream = null)
    {
        var later = new List<OperationPart>();
        var set = new Splitting(operation, variables, canStream)
            .Split(operation.RootType, [operation.Definition.SelectionSet], [], [], later);
        return new OperationPart(operation.Part(set), null, [], null, [.. later]);
    }

    private sealed class Splitting(Operation operation, VariableValues variables, Func<CollectedField, bool>? canStream)
    {
        private int _parts;

        /// <summary>What is selected of an object in the part at hand; what follows it is added to <paramref name="later"/>.</summary>
        /// <param name="type">The object's type.</param>
        /// <param name="sets">All that is selected.</param>
        /// <param name="sent">Leaves that the object has got from the part before.</param>
        /// <param name="way">The fields from the root to the object.</param>
        /// <param name="later">Null: everything comes with this part.</param>
        public SelectionSetNode Split(
            ObjectType type, IEnumerable<SelectionSetNode> sets, ImmutableHashSet<string> sent, ImmutableArray<FieldNode> way,
            List<OperationPart>? later)
        {
            var (fields, deferred) = later is null
                ? (FieldCollector.Collect(operation, type, sets, variables), [])
                : FieldCollector.CollectIncrementally(operation, type, sets, variables);
            var kept = fields.Where(f => !sent.Contains(f.ResponseName))
                .Select(f => Split(f, way, later)).ToImmutableArray<SelectionNode>();
            foreach (var fragment in deferred)
            {
                if (_parts >= PartsMax)
                {
                    kept = kept.AddRange(Split(type, [fragment.Set], sent, way, null).Selections);
                    continue;
                }

                _parts++;
                var leaves = fields.Where(f => f.Definition?.Type.Named is null or ScalarType or EnumType).Select(f => f.ResponseName);
                var following = new List<OperationPart>();
                var set = Split(type, [fragment.Set], sent.Union(leaves), way, following);
                later!.Add(new OperationPart(Along(way, set), fragment.Label, Names(way), null, [.. following]));
            }

            return new SelectionSetNode(kept, default);
        }

        /// <summary>A field of the part, without directives but for a <c>@stream</c> that cuts its list.</summary>
        private FieldNode Split(CollectedField field, ImmutableArray<FieldNode> way, List<OperationPart>? later)
        {
            var sets = field.Nodes.Select(n => n.SelectionSet).OfType<SelectionSetNode>().ToList();
            var stream = later is not null && _parts < PartsMax && canStream?.Invoke(field) != false
                ? IncrementalDirectives.StreamOf(field.First, variables) : null;
            var bare = With(field.First, stream is null ? [] : [Cut(stream.InitialCount)], null);
            if (stream is not null)
            {
                _parts++;
                later!.Add(new OperationPart(
                    Along(way, new SelectionSetNode([With(field.First, [], Below(field, sets, way, null))], default)),
                    stream.Label, Names(way.Add(bare)), stream.InitialCount, []));
            }

            return With(bare, bare.Directives, Below(field, sets, way.Add(bare), later));
        }

        private SelectionSetNode? Below(
            CollectedField field, List<SelectionSetNode> sets, ImmutableArray<FieldNode> way, List<OperationPart>? later) =>
            field.Definition?.Type.Named switch
            {
                ObjectType type => Split(type, sets, [], way, later),

                // Which fragments apply is known only with the object, so nothing below is deferred.
                FieldsType or UnionType => new SelectionSetNode([.. sets.SelectMany(s => s.Selections)], default),
                _ => null,
            };

        private Operation Along(ImmutableArray<FieldNode> way, SelectionSetNode set) =>
            operation.Part(way.Reverse().Aggregate(set, (below, field) => new([With(field, field.Directives, below)], default)));

        private static ImmutableArray<string> Names(ImmutableArray<FieldNode> way) => [.. way.Select(f => f.ResponseName)];

        private static FieldNode With(FieldNode field, ImmutableArray<DirectiveNode> directives, SelectionSetNode? set) =>
            new(field.Alias, field.Name, field.Arguments, directives, set, field.Range);

        private static DirectiveNode Cut(int items) => new(
            new NameNode("stream", default),
            [
                new ArgumentNode(
                    new NameNode("initialCount", default),
                    new IntValueNode(items.ToString(CultureInfo.InvariantCulture), default),
                    default),
            ],
            default);
    }
}
