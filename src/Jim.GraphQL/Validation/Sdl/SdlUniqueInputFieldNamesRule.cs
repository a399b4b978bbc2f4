namespace Jim.GraphQL.Validation.Sdl;

/// <summary>No field of an input object is given twice (spec 5.6.3, Input Object Field Uniqueness).</summary>
internal sealed class SdlUniqueInputFieldNamesRule : ISdlRule
{
    public void Check(SdlContext context)
    {
        foreach (var value in context.GetAll<ObjectValueNode>())
        {
            var known = new Dictionary<string, NameNode>(StringComparer.Ordinal);
            foreach (var name in value.Fields.Select(f => f.Name))
            {
                if (!known.TryAdd(name.Value, name))
                {
                    context.Report(SdlErrors.InputFieldTwice(context, known[name.Value], name));
                }
            }
        }
    }
}
