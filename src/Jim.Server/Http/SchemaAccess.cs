using Jim.Postgres.Rights;

namespace Jim.Server.Http;

/// <summary>
/// Who may read the schema as SDL, and open GraphiQL unless <c>JIM_GRAPHIQL</c> says otherwise: everyone in development, administrators
/// (<c>jim_admin</c>) in production.
/// </summary>
public sealed record SchemaAccess(bool Production)
{
    public bool Allows(Caller caller) => !Production || IsAdministrator(caller);

    public static bool IsAdministrator(Caller caller) => caller.Role == "jim_admin";
}
