namespace Jim.GraphQL.Validation.Sdl;

/// <summary>No argument is given twice (spec 5.4.2, Argument Uniqueness).</summary>
internal sealed class SdlUniqueArgumentNamesRule : ISdlRule
{
    public void Check(SdlContext context)
    {
        foreach (var directive in context.GetAll<DirectiveNode>())
        {
            foreach (var same in directive.Arguments.Select(a => a.Name).GroupBy(n => n.Value).Where(g => g.Skip(1).Any()))
            {
                context.Report(SdlErrors.ArgumentTwice(context, same.Key, [.. same]));
            }
        }
    }
}
