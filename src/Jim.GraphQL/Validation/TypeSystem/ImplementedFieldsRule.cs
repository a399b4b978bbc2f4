namespace Jim.GraphQL.Validation.TypeSystem;

/// <summary>
/// A type has all fields of its interfaces. Each has the same type or a subtype of it and the same arguments; further arguments must not be
/// required (spec 3.6, Objects; spec 3.7, Interfaces).
/// </summary>
internal sealed class ImplementedFieldsRule : ISchemaRule
{
    public IEnumerable<GraphQLError> Check(Schema schema) =>
        from type in schema.Types.OfType<FieldsType>()
        from declared in type.Interfaces.Distinct()
        where !ReferenceEquals(declared, type)
        from wanted in declared.Fields
        from wrong in Check(schema, type, declared, wanted)
        select wrong;

    private static IEnumerable<GraphQLError> Check(Schema schema, FieldsType type, InterfaceType declared, FieldDefinition wanted)
    {
        var interfaceField = $"{declared}.{wanted.Name}";
        var own = $"{type}.{wanted.Name}";
        if (!type.Fields.TryGet(wanted.Name, out var field))
        {
            return [TypeSystemErrors.FieldMissing(interfaceField, type)];
        }

        return
        [
            .. IsValidType(schema, field.Type, wanted.Type) ? Enumerable.Empty<GraphQLError>()
                : [TypeSystemErrors.FieldOfOtherType(interfaceField, wanted.Type, own, field.Type)],
            .. wanted.Arguments.SelectMany(argument => Check(field, argument, interfaceField, own)),
            .. field.Arguments.Where(a => a.IsRequired && !wanted.Arguments.TryGet(a.Name, out _))
                .Select(a => TypeSystemErrors.ArgumentNotOfInterface($"{own}({a.Name}:)", interfaceField)),
            .. field.DeprecationReason is not null && wanted.DeprecationReason is null
                ? [TypeSystemErrors.FieldDeprecated(interfaceField, own)] : Enumerable.Empty<GraphQLError>(),
        ];
    }

    private static IEnumerable<GraphQLError> Check(FieldDefinition field, InputValueDefinition wanted, string interfaceField, string own)
    {
        if (!field.Arguments.TryGet(wanted.Name, out var argument))
        {
            yield return TypeSystemErrors.ArgumentMissing($"{interfaceField}({wanted.Name}:)", own);
        }
        else if (argument.Type.ToString() != wanted.Type.ToString())
        {
            yield return TypeSystemErrors.ArgumentOfOtherType(
                $"{interfaceField}({wanted.Name}:)", wanted.Type, $"{own}({wanted.Name}:)", argument.Type);
        }
    }

    /// <summary>IsValidImplementationFieldType (spec 3.6): covariance.</summary>
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
