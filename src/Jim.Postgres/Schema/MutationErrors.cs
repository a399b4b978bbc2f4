using Jim.GraphQL.Types;

namespace Jim.Postgres.Schema;

/// <summary>
/// The typed errors of payloads: <c>interface Error { message code }</c> and its implementations, one object type per name.
/// </summary>
public sealed class MutationErrors
{
    private readonly Dictionary<string, ObjectType> _made = new(StringComparer.Ordinal);

    internal MutationErrors()
    {
        Interface = new InterfaceType("Error");
        AddMember(Interface, "message", Scalars.String.NonNull(), "What went wrong, for the developer of the client.");
        AddMember(Interface, "code", Scalars.String.NonNull(), "What went wrong, for programs.");
    }

    public InterfaceType Interface { get; }

    /// <summary>A unique key is taken.</summary>
    public ObjectType Unique => OfConstraint("UniqueError");

    /// <summary>A row that is pointed at does not exist or is out of sight, or a row is still pointed at.</summary>
    public ObjectType ForeignKey => OfConstraint("ForeignKeyError");

    public ObjectType Check => OfConstraint("CheckError");

    public ObjectType NotNull => OfConstraint("NotNullError");

    /// <summary>The row is at another version than <c>ifVersion</c>.</summary>
    public ObjectType Stale => Get("StaleError");

    /// <summary>There is no such row, or none that the caller may change.</summary>
    public ObjectType NotFound => Get("NotFoundError");

    /// <summary>
    /// An error type by name: <c>message</c>, <c>code</c> and the given further members, each bound to an <see cref="ErrorMemberField"/>.
    /// </summary>
    public ObjectType Get(string name, params (string Name, GraphQLType Type, string Description)[] members)
    {
        if (_made.TryGetValue(name, out var made))
        {
            return made;
        }

        var type = new ObjectType(name);
        type.Interfaces.Add(Interface);
        foreach (var member in Interface.Fields)
        {
            AddMember(type, member.Name, member.Type, member.Description);
        }

        foreach (var member in members)
        {
            AddMember(type, member.Name, member.Type, member.Description);
        }

        _made.Add(name, type);
        return type;
    }

    private ObjectType OfConstraint(string name) => Get(
        name,
        ("field", Scalars.String, "The input field whose value is refused; null where it is not one field."),
        ("constraint", Scalars.String, "The name of the constraint; in development only."));

    private static void AddMember(FieldsType type, string name, GraphQLType value, string? description) =>
        type.Fields.Add(new FieldDefinition(name, value) { Binding = new ErrorMemberField(name), Description = description });
}
