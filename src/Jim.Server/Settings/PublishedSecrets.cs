namespace Jim.Server.Settings;

/// <summary>
/// Passwords and keys that are no secret: the defaults of the services, those that stand in this repository (<c>deploy/development.env</c>,
/// the realm file, the tests) and those of widespread examples.
/// </summary>
public static class PublishedSecrets
{
    private static readonly HashSet<string> known = new(StringComparer.OrdinalIgnoreCase)
    {
        // Defaults of Postgres, Redis, RabbitMQ, MinIO and Keycloak, and of their images' examples
        "postgres", "postgresql", "redis", "foobared", "guest", "rabbitmq", "minio", "minioadmin", "minio123", "minio-root-password",
        "keycloak", "admin", "administrator", "root", "mysecretpassword", "your-super-secret-and-long-postgres-password",
        // This repository: deploy/development.env, keycloak-realm/jim-realm.json, tests/services.sh, and the passwords of examples
        "development", "jim", "jim-service", "jim-api", "jim-app", "jim-graphiql",
        "alice", "bob", "carol", "jim_owner", "jim_gateway_login", "test",
        "test-secret", "garage", "GK000000000000000000000001",
        // Amazon's documentation
        "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        // What stands for a password in documentation
        "pw", "pwd", "pass", "passwd", "password", "passw0rd", "password1", "password123", "p@ssw0rd", "secret", "supersecret",
        "changeme", "change-me", "change_me", "changeit", "replaceme", "replace-me", "example", "default", "user", "username",
        "accesskey", "access_key", "secretkey", "secret_key", "accesskey1", "verysecretkey1", "letmein", "welcome",
        "qwerty", "dev", "demo", "none", "null", "undefined",
        "todo", "xxx",
    };

    /// <summary>
    /// True where anybody can know it: it is in the list, is a placeholder (<c>&lt;password&gt;</c>, <c>${PASSWORD}</c>, <c>…</c>), counts
    /// up (<c>1234</c>), or is one character again and again.
    /// </summary>
    public static bool Contains(string secret) =>
        known.Contains(secret)
        || secret.All(c => c == secret[0])
        || IsPlaceholder(secret)
        || "12345678901234567890".StartsWith(secret, StringComparison.Ordinal);

    private static bool IsPlaceholder(string secret) =>
        (secret[0] == '<' && secret[^1] == '>')
        || (secret.StartsWith("${", StringComparison.Ordinal) && secret[^1] == '}')
        || secret.Contains('…', StringComparison.Ordinal);
}
