using System.Collections.Immutable;
using Jim.GraphQL.Json;
using Jim.Postgres.Values;
using Jim.Postgres.Wire;

namespace Jim.Postgres.Shapes;

/// <summary>
/// Writes a field that the gateway makes (a file's <c>url</c>) from the values it needs, in the order of the binding; writes JSON or
/// returns false for null.
/// </summary>
public delegate bool DerivedValue(IReadOnlyList<object?> needs, JsonBuffer output);

/// <summary>A derived field: its cells read as .NET values.</summary>
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
