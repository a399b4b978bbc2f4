namespace Jim.GraphQL.Validation.Sdl;

/// <summary>A document defines the schema at most once, and not at all where it extends one (spec 3.3, Schema).</summary>
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
