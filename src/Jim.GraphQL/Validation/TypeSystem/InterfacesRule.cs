namespace Jim.GraphQL.Validation.TypeSystem;

/// <summary>
/// A type declares each interface at most once, does not declare itself, and also declares all interfaces that its interfaces declare (spec
/// 3.6, Objects; spec 3.7, Interfaces).
/// </summary>
internal sealed class InterfacesRule : ISchemaRule
{
    public IEnumerable<GraphQLError> Check(Schema schema) => schema.Types.OfType<FieldsType>().SelectMany(Check);

    private static IEnumerable<GraphQLError> Check(FieldsType type)
    {
        foreach (var twice in type.Interfaces.GroupBy(i => i).Where(group => group.Count() > 1))
        {
            yield return TypeSystemErrors.InterfaceTwice(type, twice.Key);
        }

        foreach (var declared in type.Interfaces.Distinct())
        {
            if (ReferenceEquals(declared, type))
            {
                yield return TypeSystemErrors.ImplementsItself(type);
                continue;
            }

            foreach (var inherited in declared.Interfaces.Where(i => !type.Interfaces.Contains(i)))
            {
                yield return ReferenceEquals(inherited, type)
                    ? TypeSystemErrors.ImplementsInCircle(type, declared)
                    : TypeSystemErrors.InterfaceMissing(type, inherited, declared);
            }
        }
    }
}
