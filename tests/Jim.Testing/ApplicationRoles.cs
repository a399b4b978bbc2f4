namespace Jim.Testing;

/// <summary>
/// Makes Jim's application roles where they are missing, as its migrations do. Roles belong to the cluster, and tests run at once: a lost
/// race is fine.
/// </summary>
public static class ApplicationRoles
{
    public const string Sql =
        """
        do $$
        declare role text;
        begin
          foreach role in array array['jim_anonymous', 'jim_user', 'jim_admin', 'jim_service'] loop
            begin
              execute format('create role %I nologin', role);
            exception when duplicate_object or unique_violation then null;
            end;
          end loop;
          begin
            grant jim_user to jim_service;
          exception when unique_violation or internal_error then null; -- another test grants it at the same moment
          end;
        end $$
        """;
}
