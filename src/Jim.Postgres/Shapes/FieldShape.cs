using System.Text;
using System.Text.Encodings.Web;
using Jim.GraphQL.Language;

namespace Jim.Postgres.Shapes;

/// <summary>One member of an object: its response name and the value behind it.</summary>
/// <param name="coordinate"><c>Type.field</c>, for errors.</param>
public sealed class FieldShape<TSource>(string responseName, Shape<TSource> value, bool nonNull, string coordinate, SourceRange range)
    where TSource : allows ref struct
{
    private readonly byte[] _prefix = Encoding.UTF8.GetBytes($"\"{JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(responseName)}\":");

    public string ResponseName { get; } = responseName;

    public Shape<TSource> Value { get; } = value;

    public bool NonNull { get; } = nonNull;

    /// <summary>
    /// Writes the name and the value. False when this non-null member has no value, so that the whole object is null; the caller then
    /// takes back what was written of the object.
    /// </summary>
    public bool TryWrite(in TSource source, ShapeOutput output)
    {
        var errors = output.ErrorCount;
        output.Json.WriteRaw(_prefix);
        var written = TryWriteValue(source, output);
        if (output.ErrorCount > errors)
        {
            output.Locate(errors, ResponseName);
        }

        return written;
    }

    /// <summary>The value alone, <c>null</c> where it may be.</summary>
    public bool TryWriteValue(in TSource source, ShapeOutput output)
    {
        var mark = output.Json.Length;
        var outcome = Value.TryWrite(source, output);
        if (outcome == Outcome.Written)
        {
            return true;
        }

        output.Json.Truncate(mark);
        if (NonNull)
        {
            if (outcome == Outcome.Null)
            {
                output.Add(ShapeErrors.NullForNonNull(coordinate), range);
            }

            if (!output.KeepsNulls)
            {
                return false;
            }
        }

        output.Json.WriteNull();
        return true;
    }
}
