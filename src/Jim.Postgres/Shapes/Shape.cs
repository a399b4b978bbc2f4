namespace Jim.Postgres.Shapes;

/// <summary>
/// Writes one value of the answer from the bytes that Postgres sent. A plan holds a tree of shapes; writing an answer walks this tree and
/// makes no objects for the values. Immutable and thread safe.
/// </summary>
/// <typeparam name="TSource">What the value is read from: a row, or a page of rows.</typeparam>
public abstract class Shape<TSource>
    where TSource : allows ref struct
{
    /// <summary>
    /// Writes the value, or says why there is none. What was written before that was found out is removed by the caller
    /// (<see cref="GraphQL.Json.JsonBuffer.Truncate"/>).
    /// </summary>
    public abstract Outcome TryWrite(in TSource source, ShapeOutput output);
}

/// <summary>Whether a shape has written a value.</summary>
public enum Outcome
{
    Written,

    /// <summary>The value is null.</summary>
    Null,

    /// <summary>
    /// There is no value because of an error, which has been added to the output. The nearest nullable place becomes null
    /// (GraphQL spec 6.4.4).
    /// </summary>
    Failed,
}
