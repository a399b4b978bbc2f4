namespace Jim.Postgres.Shapes;

/// <summary>The same JSON whatever the row: <c>__typename</c>.</summary>
public sealed class ConstantShape<TSource>(byte[] json) : Shape<TSource>
    where TSource : allows ref struct
{
    public override Outcome TryWrite(in TSource source, ShapeOutput output)
    {
        output.Json.WriteRaw(json);
        return Outcome.Written;
    }
}
