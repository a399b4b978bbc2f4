namespace Jim.Postgres.Shapes;

/// <summary>Writes an object with its members in the order of the selection.</summary>
public sealed class ObjectShape<TSource>(ImmutableArray<FieldShape<TSource>> fields) : Shape<TSource>
    where TSource : allows ref struct
{
    public ImmutableArray<FieldShape<TSource>> Fields { get; } = fields;

    public override Outcome TryWrite(in TSource source, ShapeOutput output)
    {
        var json = output.Json;
        json.WriteByte((byte)'{');
        for (var i = 0; i < Fields.Length; i++)
        {
            if (i > 0)
            {
                json.WriteByte((byte)',');
            }

            if (!Fields[i].TryWrite(source, output))
            {
                return Outcome.Failed;
            }
        }

        json.WriteByte((byte)'}');
        return Outcome.Written;
    }
}
