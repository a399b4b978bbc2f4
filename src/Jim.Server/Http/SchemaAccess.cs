using Jim.Postgres.Rights;

namespace Jim.Server.Http;

/// <summary>
/// Who may read the schema as SDL or open GraphiQL: everyone in development, administrators (<c>jim_admin</c>) in production.
/// </summary>
public sealed record SchemaAccess(bool Production)
{
    public bool Allows(Caller caller) => !Production || caller.Role == "jim_admin";
}
