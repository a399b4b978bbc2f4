namespace Jim.GraphQL.Validation.Sdl;

/// <summary>Every argument of an applied directive is defined for that directive (spec 5.4.1, Argument Names).</summary>
internal sealed class KnownArgumentNamesOnDirectivesRule : ISdlRule
{
    public void Check(SdlContext context)
    {
        foreach (var (directive, signature) in context.GetKnownDirectives())
        {
            foreach (var argument in directive.Arguments.Where(a => !signature.Arguments.Contains(a.Name.Value)))
            {
                var near = Suggestions.Suggest(argument.Name.Value, signature.Arguments);
                context.Report(SdlErrors.UnknownArgument(context, directive, argument, near));
            }
        }
    }
}
