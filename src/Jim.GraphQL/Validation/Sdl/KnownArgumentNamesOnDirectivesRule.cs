using Jim.GraphQL.Language;

namespace Jim.GraphQL.Validation.Sdl;

/// <summary>Every argument given to a directive is one of its own (spec 5.4.1, Argument Names).</summary>
internal sealed class KnownArgumentNamesOnDirectivesRule : ISdlRule
{
    public void Check(SdlContext context)
    {
        foreach (var directive in context.All<DirectiveNode>())
        {
            if (!context.Directives.TryGetValue(directive.Name.Value, out var signature))
            {
                continue;
            }

            foreach (var argument in directive.Arguments.Where(a => !signature.Arguments.Contains(a.Name.Value)))
            {
                var near = Suggestions.DidYouMean(argument.Name.Value, signature.Arguments);
                context.Report(SdlErrors.UnknownArgument(context, directive, argument, near));
            }
        }
    }
}
