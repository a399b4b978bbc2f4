using Jim.GraphQL.Json;
using Jim.Postgres.Values;
using Jim.Postgres.Wire;

namespace Jim.Postgres.Shapes;

/// <summary>
/// Writes a field that no column holds but Jim computes, such as a file's <c>url</c>, as JSON. False, with nothing written, where the value
/// is null. <paramref name="needs"/> are the values of the columns that the field's binding names, in its order, null where they are null.
/// </summary>
public delegate bool DerivedValue(IReadOnlyList<object?> needs, JsonBuffer output);

/// <summary>Reads the cells that a derived field needs as .NET values, and lets <paramref name="write"/> write the field.</summary>
public sealed class DerivedShape(DerivedValue write, ImmutableArray<(int Cell, CellReader Read)> needs) : Shape<WireRow>
{
    public override Outcome TryWrite(in WireRow source, ShapeOutput output)
    {
        var values = new object?[needs.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = source.IsNull(needs[i].Cell) ? null : needs[i].Read(source[needs[i].Cell]);
        }

        return write(values, output.Json) ? Outcome.Written : Outcome.Null;
    }
}
