namespace Jim.GraphQL.Validation.TypeSystem;

/// <summary>
/// All errors of the validation of whole schemas. They are for the author of a schema and have no codes, and no locations because a schema
/// has no text. Members are named by their schema coordinates, such as <c>Query.user(id:)</c>. <see cref="SchemaValidator"/> adds the name
/// of the rule.
/// </summary>
internal static class TypeSystemErrors
{
    public static GraphQLError QueryMissing() => new("Query root type must be provided.");

    public static GraphQLError RootTypeTwice(ObjectType type) =>
        new($"All root types must be different, `{type}` is the root of several operations.");

    public static GraphQLError NotAName(string name) => new($"`{name}` is not a name.");

    public static GraphQLError NameReserved(string name) =>
        new($"Name `{name}` must not begin with `__`, which is reserved by GraphQL introspection.");

    public static GraphQLError NoFields(FieldsType type) => new($"Type `{type}` must define one or more fields.");

    public static GraphQLError FieldNotOutput(FieldsType type, FieldDefinition field) =>
        new($"The type of `{type}.{field.Name}` must be an output type but is `{field.Type}`.");

    public static GraphQLError ValueNotInput(string coordinate, GraphQLType type) =>
        new($"The type of `{coordinate}` must be an input type but is `{type}`.");

    public static GraphQLError RequiredIsDeprecated(string coordinate) => new($"`{coordinate}` is required and cannot be deprecated.");

    public static GraphQLError DefaultInvalid(string coordinate, GraphQLType type) =>
        new($"The default of `{coordinate}` is not a value of type `{type}`.");

    public static GraphQLError DefaultCycle(InputObjectType type) => new($"The defaults of Input Object `{type}` refer to themselves.");

    public static GraphQLError InterfaceTwice(FieldsType type, InterfaceType declared) =>
        new($"Type `{type}` can only implement `{declared}` once.");

    public static GraphQLError ImplementsItself(FieldsType type) => new($"Type `{type}` cannot implement itself.");

    public static GraphQLError ImplementsInCircle(FieldsType type, InterfaceType declared) =>
        new($"Type `{type}` cannot implement `{declared}`, which implements it.");

    public static GraphQLError InterfaceMissing(FieldsType type, InterfaceType inherited, InterfaceType declared) =>
        new($"Type `{type}` must implement `{inherited}` because `{declared}` does.");

    public static GraphQLError FieldMissing(string wanted, FieldsType type) =>
        new($"Interface field `{wanted}` expected but `{type}` does not provide it.");

    public static GraphQLError FieldOfOtherType(string wanted, GraphQLType wantedType, string own, GraphQLType type) =>
        new($"Interface field `{wanted}` expects type `{wantedType}` but `{own}` is of type `{type}`.");

    public static GraphQLError FieldDeprecated(string wanted, string own) =>
        new($"Interface field `{wanted}` is not deprecated, so `{own}` must not be.");

    public static GraphQLError ArgumentMissing(string wanted, string own) =>
        new($"Interface field argument `{wanted}` expected but `{own}` does not provide it.");

    public static GraphQLError ArgumentOfOtherType(string wanted, GraphQLType wantedType, string own, GraphQLType type) =>
        new($"Interface field argument `{wanted}` expects type `{wantedType}` but `{own}` is of type `{type}`.");

    public static GraphQLError ArgumentNotOfInterface(string own, string wanted) =>
        new($"`{own}` must not be required, because `{wanted}` does not have it.");

    public static GraphQLError NoMembers(UnionType union) => new($"Union type `{union}` must define one or more member types.");

    public static GraphQLError MemberTwice(UnionType union, ObjectType member) =>
        new($"Union type `{union}` can only include type `{member}` once.");

    public static GraphQLError NoValues(EnumType type) => new($"Enum type `{type}` must define one or more values.");

    public static GraphQLError ValueIsLiteral(EnumType type, string value) => new($"Enum type `{type}` cannot have the value `{value}`.");

    public static GraphQLError NoInputFields(InputObjectType type) => new($"Input Object type `{type}` must define one or more fields.");

    public static GraphQLError OneOfNonNull(InputObjectType type, InputValueDefinition field) =>
        new($"OneOf input field `{type}.{field.Name}` must be nullable.");

    public static GraphQLError OneOfDefault(InputObjectType type, InputValueDefinition field) =>
        new($"OneOf input field `{type}.{field.Name}` cannot have a default value.");

    public static GraphQLError NotFinite(InputObjectType type) =>
        new($"Input Object `{type}` cannot be given a finite value: its non-null fields lead back to it.");

    public static GraphQLError NoLocations(DirectiveDefinition directive) =>
        new($"Directive `@{directive.Name}` must include one or more locations.");
}
