using Jim.Postgres.Rights;

namespace Jim.Server.Http;

/// <summary>Who may read the schema (introspection, SDL, GraphiQL): everyone in development, administrators in production.</summary>
public sealed record SchemaAccess(bool Production)
{
    public bool Allows(Caller caller) => !Production || caller.Role == "jim_admin";
}
