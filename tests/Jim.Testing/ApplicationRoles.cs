namespace Jim.Testing;

/// <summary>
/// Makes Jim's application roles where they are missing. Roles belong to the cluster, and tests run at once: a lost race is fine.
/// </summary>
public static class ApplicationRoles
{
    public const string Sql =
        """
        do $$
        declare role text;
        begin
          foreach role in array array['jim_anonymous', 'jim_user', 'jim_admin'] loop
            begin
              execute format('create role %I nologin', role);
            exception when duplicate_object or unique_violation then null;
            end;
          end loop;
        end $$
        """;
}
