namespace Jim.Postgres.Shapes;

/// <summary>Writes the same JSON for every row; for <c>__typename</c>.</summary>
public sealed class ConstantShape<TSource>(byte[] json) : Shape<TSource>
    where TSource : allows ref struct
{
    public override Outcome TryWrite(in TSource source, ShapeOutput output)
    {
        output.Json.WriteRaw(json);
        return Outcome.Written;
    }
}
