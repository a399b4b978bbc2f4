namespace Jim.Postgres.Shapes;

/// <summary>
/// How one value of the answer is written from what Postgres sent. The plan is a tree of shapes; running it writes bytes and builds
/// nothing.
/// </summary>
/// <typeparam name="TSource">What the value is read from: a row, or a page of rows.</typeparam>
public abstract class Shape<TSource>
    where TSource : allows ref struct
{
    /// <summary>Writes the value, or writes nothing and says why there is none.</summary>
    public abstract Outcome TryWrite(in TSource source, ShapeOutput output);
}

public enum Outcome
{
    Written,

    /// <summary>There is no value.</summary>
    Null,

    /// <summary>There should be one; an error tells why, and null goes up to the nearest nullable place (spec 6.4.4).</summary>
    Failed,
}
