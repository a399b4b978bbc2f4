namespace Jim.GraphQL.Execution;

/// <summary>
/// A place in the response as a linked list that leads to the root. It is cheap to extend; an array is built only for errors and for
/// resolvers that need it.
/// </summary>
internal sealed class ResponsePath(ResponsePath? parent, object segment)
{
    public static ImmutableArray<object> ToArray(ResponsePath? path)
    {
        var length = 0;
        for (var at = path; at is not null; at = at.Parent)
        {
            length++;
        }

        var segments = new object[length];
        for (var at = path; at is not null; at = at.Parent)
        {
            segments[--length] = at.Segment;
        }

        return ImmutableArray.Create(segments);
    }

    private ResponsePath? Parent { get; } = parent;

    private object Segment { get; } = segment;
}
