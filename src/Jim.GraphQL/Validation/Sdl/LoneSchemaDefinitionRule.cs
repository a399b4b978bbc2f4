namespace Jim.GraphQL.Validation.Sdl;

/// <summary>A document has at most one schema definition, and none when it extends a schema (spec 3.3, Schema).</summary>
internal sealed class LoneSchemaDefinitionRule : ISdlRule
{
    public void Check(SdlContext context)
    {
        var isExtending = (context.Extended?.Query ?? context.Extended?.Mutation ?? context.Extended?.Subscription) is not null;
        var definitions = context.SchemaDefinitions.Where(d => !d.IsExtension);
        foreach (var definition in isExtending ? definitions : definitions.Skip(1))
        {
            context.Report(
                isExtending ? SdlErrors.SchemaInExtension(context, definition) : SdlErrors.SecondSchema(context, definition));
        }
    }
}
