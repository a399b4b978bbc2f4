using System.Globalization;
using Jim.GraphQL.Inputs;

namespace Jim.GraphQL.Operations;

/// <summary>
/// Splits an operation with <c>@defer</c> and <c>@stream</c> into several operations: one for the first result, one for each deferred
/// fragment, and one for the rest of each streamed list. When all run on the same snapshot of the data, they see the same objects, and each
/// costs only what it selects.
/// </summary>
public static class OperationSplitter
{
    /// <summary>
    /// The largest number of parts after the first. The deferred fragments of an object that would exceed it are delivered with the object
    /// itself.
    /// </summary>
    public const int PartsMax = 16;

    /// <summary>The first part and those that follow it. Without active directives there is only the first.</summary>
    /// <remarks>Throws <see cref="GraphQLException"/> for an <c>initialCount</c> below 0.</remarks>
    /// <param name="operation">An operation that is not itself a part.</param>
    /// <param name="variables">The variables of the request, which may switch directives off.</param>
    /// <param name="canStream">Whether a list with <c>@stream</c> can be delivered in parts; null: every list can.</param>
    public static OperationPart Split(Operation operation, VariableValues variables, Func<CollectedField, bool>? canStream = null)
    {
        var later = new List<OperationPart>();
        var set = new Splitting(operation, variables, canStream)
            .Split(operation.RootType, [operation.Definition.SelectionSet], new Place([], [], [], Streams: true), later);
        return new OperationPart(operation.CreatePart(set), null, [], null, [.. later]);
    }

    /// <summary>The place of an object in the response.</summary>
    /// <param name="Way">The fields on the way from the root to the object.</param>
    /// <param name="Sent">The response names of leaf fields that earlier parts have delivered for the object.</param>
    /// <param name="Shared">The response names of fields that several parts select on the object.</param>
    /// <param name="Streams">Whether lists may be streamed here; false below a shared field.</param>
    private sealed record Place(ImmutableArray<FieldNode> Way, ImmutableHashSet<string> Sent, ImmutableHashSet<string> Shared, bool Streams)
    {
        public Place Below(FieldNode field) => new(Way.Add(field), [], [], Streams && !Shared.Contains(field.ResponseName));
    }

    private sealed class Splitting(Operation operation, VariableValues variables, Func<CollectedField, bool>? canStream)
    {
        private int _parts;

        /// <summary>The selections on an object in the current part.</summary>
        /// <param name="type">The type of the object.</param>
        /// <param name="sets">Everything that the operation selects on it.</param>
        /// <param name="place">The place of the object.</param>
        /// <param name="later">Receives the parts that follow; null: everything is delivered with this part.</param>
        public SelectionSetNode Split(ObjectType type, IEnumerable<SelectionSetNode> sets, Place place, List<OperationPart>? later)
        {
            var (fields, deferred) = Collect(type, [.. sets], later is not null);
            _parts += deferred.Count;
            place = place with { Shared = place.Shared.Union(FindShared(type, fields, deferred)) };
            var kept = fields.Where(f => !place.Sent.Contains(f.ResponseName)).Select(f => Split(f, place, later));
            var set = new SelectionSetNode([.. kept], default);
            var leaves = fields.Where(f => f.Definition?.Type.Named is null or ScalarType or EnumType).Select(f => f.ResponseName);
            place = place with { Sent = place.Sent.Union(leaves) };
            foreach (var fragment in deferred)
            {
                var following = new List<OperationPart>();
                var part = SelectAlong(place.Way, Split(type, [fragment.Set], place, following));
                later!.Add(new OperationPart(part, fragment.Label, GetNames(place.Way), null, [.. following]));
            }

            return set;
        }

        private (IReadOnlyList<CollectedField> Fields, IReadOnlyList<DeferredFragment> Deferred) Collect(
            ObjectType type, SelectionSetNode[] sets, bool defers)
        {
            if (defers && FieldCollector.CollectIncrementally(operation, type, sets, variables) is var (fields, deferred)
                && _parts + deferred.Count <= PartsMax)
            {
                return (fields, deferred);
            }

            return (FieldCollector.Collect(operation, type, sets, variables), []);
        }

        /// <summary>
        /// The fields of an object that several of its parts select. A client merges what it receives for them, and could not distinguish
        /// the items of two streams of the same list, so such a list is never streamed.
        /// </summary>
        private IEnumerable<string> FindShared(
            ObjectType type, IReadOnlyList<CollectedField> fields, IReadOnlyList<DeferredFragment> deferred) =>
            deferred.Count == 0 ? [] : deferred.SelectMany(d => FieldCollector.Collect(operation, type, [d.Set], variables)).Concat(fields)
                .CountBy(f => f.ResponseName).Where(count => count.Value > 1).Select(count => count.Key);

        /// <summary>
        /// The field in this part, without its directives except a <c>@stream</c> that limits its list to the first items.
        /// </summary>
        private FieldNode Split(CollectedField field, Place place, List<OperationPart>? later)
        {
            var sets = field.Nodes.Select(n => n.SelectionSet).OfType<SelectionSetNode>().ToList();
            var canBeCut = later is not null && _parts < PartsMax && canStream?.Invoke(field) != false;
            var stream = canBeCut && place.Streams && !place.Shared.Contains(field.ResponseName)
                ? IncrementalDirectives.FindStream(field.First, variables)
                : null;
            if (stream?.InitialCount < 0)
            {
                throw new GraphQLException(OperationErrors.NegativeInitialCount(operation, field));
            }

            var bare = Copy(field.First, stream is null ? [] : [BuildStream(stream.InitialCount)], null);
            if (stream is not null)
            {
                _parts++;
                var whole = Copy(field.First, [], SplitBelow(field, sets, place.Below(bare), null));
                var way = SelectAlong(place.Way, new SelectionSetNode([whole], default));
                later!.Add(new OperationPart(way, stream.Label, GetNames(place.Way.Add(bare)), stream.InitialCount, []));
            }

            return Copy(bare, bare.Directives, SplitBelow(field, sets, place.Below(bare), later));
        }

        private SelectionSetNode? SplitBelow(CollectedField field, List<SelectionSetNode> sets, Place place, List<OperationPart>? later) =>
            field.Definition?.Type.Named switch
            {
                ObjectType type => Split(type, sets, place, later),

                // Which fragments apply is known only when the object has been read, so nothing below it is deferred.
                FieldsType or UnionType => new SelectionSetNode([.. sets.SelectMany(s => s.Selections)], default),
                _ => null,
            };

        private Operation SelectAlong(ImmutableArray<FieldNode> way, SelectionSetNode set) =>
            operation.CreatePart(way.Reverse().Aggregate(set, (below, field) => new([Copy(field, field.Directives, below)], default)));

        private static ImmutableArray<string> GetNames(ImmutableArray<FieldNode> way) => [.. way.Select(f => f.ResponseName)];

        private static FieldNode Copy(FieldNode field, ImmutableArray<DirectiveNode> directives, SelectionSetNode? set) =>
            new(field.Alias, field.Name, field.Arguments, directives, set, field.Range);

        private static DirectiveNode BuildStream(int items) => new(
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
