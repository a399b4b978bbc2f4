using System.Text;
using System.Text.Encodings.Web;
using Jim.GraphQL.Language;

namespace Jim.Postgres.Shapes;

/// <summary>One member of an object: its response name and the value behind it.</summary>
/// <param name="responseName">The name in the answer: the field's alias or name.</param>
/// <param name="value">Writes the value.</param>
/// <param name="nonNull">True where the field's type is non-null.</param>
/// <param name="coordinate"><c>Type.field</c>, for errors.</param>
/// <param name="range">The field's place in the document, for errors.</param>
public sealed class FieldShape<TSource>(string responseName, Shape<TSource> value, bool nonNull, string coordinate, SourceRange range)
    where TSource : allows ref struct
{
    private readonly byte[] _prefix = Encoding.UTF8.GetBytes($"\"{JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(responseName)}\":");

    public string ResponseName { get; } = responseName;

    public Shape<TSource> Value { get; } = value;

    public bool NonNull { get; } = nonNull;

    /// <summary>
    /// Writes the name and the value. False when this non-null member has no value, so that the whole object becomes null; the caller then
    /// removes what was written of the object.
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

    /// <summary>
    /// Writes the value without the name, or <c>null</c>. False, with nothing written, when this non-null member has no value.
    /// </summary>
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
