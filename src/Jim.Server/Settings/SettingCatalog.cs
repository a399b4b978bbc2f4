using System.Collections.Immutable;

namespace Jim.Server.Settings;

/// <summary>
/// Every variable Jim knows: the one list behind <c>.env.example</c>, <c>./jim doctor</c> and the refusal of misspelt names.
/// </summary>
public static class SettingCatalog
{
    public static ImmutableArray<Setting> All { get; } =
    [
        new("JIM_LISTEN", "http://127.0.0.1:8080", "Where the gateway listens: GraphQL at /graphql, files at /files, health at /health."),
        new("JIM_DATA", ".jim", "Folder of the private Postgres, the upload spool, the directory store and the development issuer's key."),
        new(
            "DATABASE_URL", "private Postgres",
            "postgres://user:pw@host:port/db?sslmode=…: the login role of gateway and workers.", Secret: true),
        new("DATABASE_OWNER_URL", "same as DATABASE_URL", "The role that migrates, seeds and installs triggers.", Secret: true),
        new("JIM_PUBLIC_URL", "same as JIM_LISTEN", "The address that clients use: file links, issuer of the development tokens."),
        new("JIM_CORS_ORIGINS", "development: any localhost origin", "Allowed origins, comma separated."),
        new("JIM_MODEL", "starter", "starter: the starter model's tables are migrated and seeded. none: the database is used as it is."),
        new("JIM_SCHEMAS", "public", "Database schemas to expose, comma separated."),
        new("JIM_MIGRATIONS", "migrations", "Folder of the team's own numbered *.sql files that migrate applies once each."),
        new("JIM_CACHE", "on", "off: no result cache (for measuring)."),
        new("REDIS_URL", "memory cache", "redis://:pw@host:port/0", Secret: true),
        new("RABBITMQ_URL", "in-process queue", "amqp://user:pw@host:port/vhost", Secret: true),
        new("S3_ENDPOINT", "directory store", "The S3 server's address (Garage, MinIO, AWS)."),
        new("S3_REGION", "us-east-1", "Its region (Garage: the one of its configuration)."),
        new("S3_BUCKET", "jim", "The bucket that holds the objects; it must exist."),
        new("S3_ACCESS_KEY_ID", "", "Access key.", Secret: true),
        new("S3_SECRET_ACCESS_KEY", "", "Secret key.", Secret: true),
        new("OIDC_ISSUER", "development issuer at /realms/jim", "The issuer as tokens name it."),
        new("OIDC_METADATA_URL", "OIDC_ISSUER", "Where its discovery document is read when OIDC_ISSUER is not reachable from inside."),
        new("OIDC_AUDIENCE", "jim-api", "The audience that tokens must name."),
        new("JIM_REALM", "keycloak-realm/jim-realm.json", "The realm file that the development issuer reads."),
        new("JIM_PROCESS", "gateway,worker,keeper", "What this process does, comma separated."),
        new(
            "JIM_JOB_LEASE_SECONDS", "60",
            "How long the job of a worker that died, or whose message the broker lost, waits for another worker; at least 3."),
        new("JIM_ENV", "development", "production: no development issuer, introspection and GraphiQL by role, default secrets refused."),
        new(
            "JIM_OPERATIONS", "none",
            "Trusted operations: a folder of *.graphql and *.gql files (the id is the name) and JSON manifests, "
            + "or one manifest (Relay, Apollo)."),
        new("JIM_ONLY_PERSISTED", "off", "on: only operations of JIM_OPERATIONS run; administrators may send any."),
        new("JIM_POOL_READS", "3 per core", "Connections for short reads; waiting requests queue in front of it."),
        new("JIM_LIMIT_BODY_BYTES", "1048576", "Largest JSON request body."),
        new("JIM_LIMIT_DOCUMENT_BYTES", "65536", "Largest GraphQL document."),
        new("JIM_LIMIT_TOKENS", "10000", "Most tokens in a GraphQL document."),
        new("JIM_LIMIT_FIELDS", "2048", "Most fields in a GraphQL document."),
        new("JIM_LIMIT_DEPTH", "15", "Deepest selection of an operation."),
        new("JIM_LIMIT_ROOT_FIELDS", "50", "Most root fields of an operation."),
        new("JIM_LIMIT_ALIASES", "50", "Most aliases in a GraphQL document."),
        new("JIM_LIMIT_DIRECTIVES", "8", "Most directives at one place."),
        new("JIM_LIMIT_ERRORS", "20", "Most faults of one request that are told."),
        new("JIM_LIMIT_VALUES", "50000", "Most values (items of lists, fields of input objects) in the variables of a request."),
        new("JIM_LIMIT_PAGE", "100", "Most rows of a page: first and last (HC0051)."),
        new("JIM_LIMIT_FILTER_OPERATIONS", "64", "Most operations in one where (HC0117)."),
        new("JIM_LIMIT_COST", "10000", "Highest cost of an operation (HC0047)."),
        new("JIM_LIMIT_OPERATION_SECONDS", "30", "Longest time for one operation."),
        new(
            "JIM_LIMIT_WAITING", "64",
            "Most requests that wait for a connection, for each connection of the pool; they wait a second, then it is 503."),
        new("JIM_LIMIT_FILES", "10", "Most files in one upload request."),
        new("JIM_LIMIT_FILE_BYTES", "5368709120", "Largest uploaded file."),
        new("JIM_LIMIT_BATCH", "0", "Most operations in one request; 0: batching is off."),
        new("JIM_LIMIT_RATE", "200", "Most operations a second of one user by one client, five times as many at once; 0: no limit."),
        new("JIM_LIMIT_SUBSCRIPTIONS", "100", "Most subscriptions on one socket."),
    ];

    /// <summary>The known name closest to a misspelt one.</summary>
    public static string Nearest(string name) => All.MinBy(s => Distance(name.ToUpperInvariant(), s.Name))!.Name;

    /// <summary>Levenshtein distance: how many letters to change, add or remove.</summary>
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)));
            }
        }

        return row[b.Length];
    }
}
