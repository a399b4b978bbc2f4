using Jim.GraphQL.Types;

namespace Jim.GraphQL.Validation.TypeSystem;

/// <summary>
/// A type has the fields of its interfaces: of the same type or a narrower one, with the same arguments, and others only where they are not
/// required. https://spec.graphql.org/September2025/#IsValidImplementation()
/// </summary>
internal sealed class ImplementedFieldsRule : ISchemaRule
{
    public IEnumerable<string> Check(Schema schema) =>
        from type in schema.Types.OfType<FieldsType>()
        from declared in type.Interfaces.Distinct()
        where !ReferenceEquals(declared, type)
        from wanted in declared.Fields
        from wrong in Check(schema, type, declared, wanted)
        select wrong;

    private static IEnumerable<string> Check(Schema schema, FieldsType type, InterfaceType declared, FieldDefinition wanted)
    {
        var interfaceField = $"{declared}.{wanted.Name}";
        var own = $"{type}.{wanted.Name}";
        if (!type.Fields.TryGet(wanted.Name, out var field))
        {
            return [$"Interface field `{interfaceField}` expected but `{type}` does not provide it."];
        }

        return
        [
            .. IsValidType(schema, field.Type, wanted.Type) ? Enumerable.Empty<string>()
                : [$"Interface field `{interfaceField}` expects type `{wanted.Type}` but `{own}` is of type `{field.Type}`."],
            .. wanted.Arguments.SelectMany(argument => Check(field, argument, interfaceField, own)),
            .. field.Arguments.Where(a => a.IsRequired && !wanted.Arguments.TryGet(a.Name, out _))
                .Select(a => $"`{own}({a.Name}:)` must not be required, because `{interfaceField}` does not have it."),
            .. field.DeprecationReason is not null && wanted.DeprecationReason is null
                ? [$"Interface field `{interfaceField}` is not deprecated, so `{own}` must not be."] : Enumerable.Empty<string>(),
        ];
    }

    private static IEnumerable<string> Check(FieldDefinition field, InputValueDefinition wanted, string interfaceField, string own)
    {
        if (!field.Arguments.TryGet(wanted.Name, out var argument))
        {
            yield return $"Interface field argument `{interfaceField}({wanted.Name}:)` expected but `{own}` does not provide it.";
        }
        else if (argument.Type.ToString() != wanted.Type.ToString())
        {
            yield return $"Interface field argument `{interfaceField}({wanted.Name}:)` expects type `{wanted.Type}` "
                + $"but `{own}({wanted.Name}:)` is of type `{argument.Type}`.";
        }
    }

    /// <summary>Covariance. https://spec.graphql.org/September2025/#IsValidImplementationFieldType()</summary>
    private static bool IsValidType(Schema schema, GraphQLType field, GraphQLType wanted) => (field, wanted) switch
    {
        (NonNullType own, _) => IsValidType(schema, own.OfType, wanted.Nullable),
        (ListType own, ListType other) => IsValidType(schema, own.OfType, other.OfType),
        (NamedType own, NamedType other) => ReferenceEquals(own, other)
            || (own is ObjectType member && other is UnionType union && union.Members.Contains(member))
            || (own is FieldsType fields && other is InterfaceType declared && fields.Interfaces.Contains(declared)),
        _ => false,
    };
}
