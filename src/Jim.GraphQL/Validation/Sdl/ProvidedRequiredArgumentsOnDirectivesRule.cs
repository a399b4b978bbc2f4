namespace Jim.GraphQL.Validation.Sdl;

/// <summary>A directive is given all arguments that it requires (spec 5.4.3, Required Arguments).</summary>
internal sealed class ProvidedRequiredArgumentsOnDirectivesRule : ISdlRule
{
    public void Check(SdlContext context)
    {
        foreach (var (directive, signature) in context.GetKnownDirectives())
        {
            foreach (var (name, type) in signature.Required.Where(r => directive.Arguments.All(a => a.Name.Value != r.Name)))
            {
                context.Report(SdlErrors.ArgumentMissing(context, directive, name, type));
            }
        }
    }
}
