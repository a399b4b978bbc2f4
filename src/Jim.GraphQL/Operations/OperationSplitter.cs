using System.Collections.Immutable;
using System.Globalization;
using Jim.GraphQL.Inputs;
using Jim.GraphQL.Language;
using Jim.GraphQL.Types;

namespace Jim.GraphQL.Operations;

/// <summary>
/// Takes an operation with <c>@defer</c> and <c>@stream</c> apart into operations of their own: one for the first result, one for each
/// deferred fragment and for the rest of each streamed list. Run in one snapshot of the data, they give the same objects, and each costs
/// only what it selects.
/// </summary>
public static class OperationSplitter
{
    /// <summary>Parts that follow the first; an object with more deferred fragments than are left gets them with itself.</summary>
    public const int PartsMax = 16;

    /// <summary>The first part, with those that follow. Without active directives it is alone.</summary>
    /// <remarks>Throws <see cref="GraphQLException"/> for an <c>initialCount</c> below 0.</remarks>
    /// <param name="operation">A whole operation.</param>
    /// <param name="variables">They may switch directives off.</param>
    /// <param name="canStream">Whether a list with <c>@stream</c> can be cut; null: each can.</param>
    public static OperationPart Split(Operation operation, VariableValues variables, Func<CollectedField, bool>? canStream = null)
    {
        var later = new List<OperationPart>();
        var set = new Splitting(operation, variables, canStream)
            .Split(operation.RootType, [operation.Definition.SelectionSet], new Place([], [], [], Streams: true), later);
        return new OperationPart(operation.Part(set), null, [], null, [.. later]);
    }

    /// <summary>Where an object stands.</summary>
    /// <param name="Way">The fields from the root to it.</param>
    /// <param name="Sent">Leaves that it has got from the part before.</param>
    /// <param name="Shared">Fields that several parts select of it.</param>
    /// <param name="Streams">False below a shared field.</param>
    private sealed record Place(ImmutableArray<FieldNode> Way, ImmutableHashSet<string> Sent, ImmutableHashSet<string> Shared, bool Streams)
    {
        public Place Below(FieldNode field) => new(Way.Add(field), [], [], Streams && !Shared.Contains(field.ResponseName));
    }

    private sealed class Splitting(Operation operation, VariableValues variables, Func<CollectedField, bool>? canStream)
    {
        private int _parts;

        /// <summary>What is selected of an object in the part at hand.</summary>
        /// <param name="type">The object's type.</param>
        /// <param name="sets">All that is selected.</param>
        /// <param name="place">Where the object stands.</param>
        /// <param name="later">Gets what follows; null: everything comes with this part.</param>
        public SelectionSetNode Split(ObjectType type, IEnumerable<SelectionSetNode> sets, Place place, List<OperationPart>? later)
        {
            var (fields, deferred) = Collect(type, [.. sets], later is not null);
            _parts += deferred.Count;
            place = place with { Shared = place.Shared.Union(SharedBy(type, fields, deferred)) };
            var kept = fields.Where(f => !place.Sent.Contains(f.ResponseName)).Select(f => Split(f, place, later));
            var set = new SelectionSetNode([.. kept], default);
            var leaves = fields.Where(f => f.Definition?.Type.Named is null or ScalarType or EnumType).Select(f => f.ResponseName);
            place = place with { Sent = place.Sent.Union(leaves) };
            foreach (var fragment in deferred)
            {
                var following = new List<OperationPart>();
                var part = Along(place.Way, Split(type, [fragment.Set], place, following));
                later!.Add(new OperationPart(part, fragment.Label, Names(place.Way), null, [.. following]));
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
        /// The fields of an object that stand in several of its parts. A client merges what it gets of them, and could not tell the items
        /// of two streams of one list apart: such a list is whole wherever it comes.
        /// </summary>
        private IEnumerable<string> SharedBy(
            ObjectType type, IReadOnlyList<CollectedField> fields, IReadOnlyList<DeferredFragment> deferred) =>
            deferred.Count == 0 ? [] : deferred.SelectMany(d => FieldCollector.Collect(operation, type, [d.Set], variables)).Concat(fields)
                .CountBy(f => f.ResponseName).Where(count => count.Value > 1).Select(count => count.Key);

        /// <summary>A field of the part, without directives but for a <c>@stream</c> that cuts its list.</summary>
        private FieldNode Split(CollectedField field, Place place, List<OperationPart>? later)
        {
            var sets = field.Nodes.Select(n => n.SelectionSet).OfType<SelectionSetNode>().ToList();
            var canBeCut = later is not null && _parts < PartsMax && canStream?.Invoke(field) != false;
            var stream = canBeCut && place.Streams && !place.Shared.Contains(field.ResponseName)
                ? IncrementalDirectives.StreamOf(field.First, variables)
                : null;
            if (stream?.InitialCount < 0)
            {
                throw new GraphQLException(OperationErrors.NegativeInitialCount(operation, field));
            }

            var bare = With(field.First, stream is null ? [] : [Cut(stream.InitialCount)], null);
            if (stream is not null)
            {
                _parts++;
                var whole = With(field.First, [], Below(field, sets, place.Below(bare), null));
                var way = Along(place.Way, new SelectionSetNode([whole], default));
                later!.Add(new OperationPart(way, stream.Label, Names(place.Way.Add(bare)), stream.InitialCount, []));
            }

            return With(bare, bare.Directives, Below(field, sets, place.Below(bare), later));
        }

        private SelectionSetNode? Below(CollectedField field, List<SelectionSetNode> sets, Place place, List<OperationPart>? later) =>
            field.Definition?.Type.Named switch
            {
                ObjectType type => Split(type, sets, place, later),

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
