namespace Jim.Postgres.Schema;

/// <summary>
/// The typed errors of payloads: <c>interface Error { message code }</c> and its implementations, one object type per name.
/// </summary>
public sealed class MutationErrors
{
    private readonly Dictionary<string, ObjectTypeBuilder> _made = new(StringComparer.Ordinal);

    internal MutationErrors()
    {
        Interface = new InterfaceTypeBuilder("Error");
        AddMember(Interface, "message", Scalars.String.NonNull(), "What went wrong, for the developer of the client.");
        AddMember(Interface, "code", Scalars.String.NonNull(), "What went wrong, for programs.");
    }

    /// <summary>The interface of all error types.</summary>
    public InterfaceTypeBuilder Interface { get; }

    /// <summary>Another row has the same unique key.</summary>
    public ObjectTypeBuilder Unique => GetConstraintError("UniqueError");

    /// <summary>A row that is pointed at does not exist or cannot be seen by the caller, or other rows still point at the row.</summary>
    public ObjectTypeBuilder ForeignKey => GetConstraintError("ForeignKeyError");

    /// <summary>A value violates a check constraint.</summary>
    public ObjectTypeBuilder Check => GetConstraintError("CheckError");

    /// <summary>A column that may not be null has no value.</summary>
    public ObjectTypeBuilder NotNull => GetConstraintError("NotNullError");

    /// <summary>The row's version is not the one that <c>ifVersion</c> names.</summary>
    public ObjectTypeBuilder Stale => Get("StaleError");

    /// <summary>There is no such row, or none that the caller may change.</summary>
    public ObjectTypeBuilder NotFound => Get("NotFoundError");

    /// <summary>A trigger or rule of the table took the statement and changed nothing.</summary>
    public ObjectTypeBuilder Skipped => Get("SkippedError");

    /// <summary>A function or trigger of the database refuses the statement by a RAISE of its own.</summary>
    public ObjectTypeBuilder Raised => Get(
        "RaisedError",
        ("sqlState", Scalars.String.NonNull(), "The SQLSTATE that the function raised: `P0001` where it chose none."));

    /// <summary>
    /// The error type of a name, built when it is first asked for: <c>message</c>, <c>code</c> and the given further members, each bound to
    /// an <see cref="ErrorMemberField"/>.
    /// </summary>
    public ObjectTypeBuilder Get(string name, params (string Name, TypeReference Type, string Description)[] members)
    {
        if (_made.TryGetValue(name, out var made))
        {
            return made;
        }

        var type = new ObjectTypeBuilder(name);
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

    private ObjectTypeBuilder GetConstraintError(string name) => Get(
        name,
        ("field", Scalars.String, "The input field whose value is refused; null where it is not one field."),
        ("constraint", Scalars.String, "The name of the constraint; in development only."));

    private static void AddMember(FieldsTypeBuilder type, string name, TypeReference value, string? description) =>
        type.Fields.Add(new FieldBuilder(name, value) { Binding = new ErrorMemberField(name), Description = description });
}
