using Jim.GraphQL.Types;

namespace Jim.GraphQL.Validation.TypeSystem;

/// <summary>
/// A type declares an interface once, not itself, and all that its interfaces declare.
/// https://spec.graphql.org/September2025/#IsValidImplementation()
/// </summary>
internal sealed class InterfacesRule : ISchemaRule
{
    public IEnumerable<string> Check(Schema schema) => schema.Types.OfType<FieldsType>().SelectMany(Check);

    private static IEnumerable<string> Check(FieldsType type)
    {
        foreach (var twice in type.Interfaces.GroupBy(i => i).Where(group => group.Count() > 1))
        {
            yield return $"Type `{type}` can only implement `{twice.Key}` once.";
        }

        foreach (var declared in type.Interfaces.Distinct())
        {
            if (ReferenceEquals(declared, type))
            {
                yield return $"Type `{type}` cannot implement itself.";
                continue;
            }

            foreach (var inherited in declared.Interfaces.Where(i => !type.Interfaces.Contains(i)))
            {
                yield return ReferenceEquals(inherited, type)
                    ? $"Type `{type}` cannot implement `{declared}`, which implements it."
                    : $"Type `{type}` must implement `{inherited}` because `{declared}` does.";
            }
        }
    }
}
