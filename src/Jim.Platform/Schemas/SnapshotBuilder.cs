using System.Security.Cryptography;
using System.Text;
using Jim.Postgres.Catalog;
using Jim.Postgres.Changes;
using Jim.Postgres.Rights;
using Jim.Postgres.Schema;
using Npgsql;

namespace Jim.Platform.Schemas;

/// <summary>Builds schema snapshots. Nothing that it reads or builds is visible to requests before the snapshot is complete.</summary>
/// <param name="dataSource">Gives at least two connections at once. None of the database's own types need be loaded.</param>
/// <param name="options">How a database becomes a snapshot.</param>
public sealed class SnapshotBuilder(NpgsqlDataSource dataSource, SnapshotOptions options)
{
    /// <summary>
    /// What was read last. Readers at the same time may replace it by one that is older, which is as true as a newer one.
    /// </summary>
    private volatile CatalogState? _known;

    /// <summary>
    /// Reads a text that changes whenever a snapshot of the database would; this takes some milliseconds. Throws
    /// <see cref="NpgsqlException"/>.
    /// </summary>
    public async Task<string> ReadStateAsync(CancellationToken cancellationToken)
    {
        var known = _known;

        // Forgotten until this read has succeeded: where the database cannot be asked, it may come back as a restored backup, in which the
        // same snapshot is another one.
        _known = null;
        var state = await CatalogReader.ReadStateAsync(dataSource, options.Catalog, known, cancellationToken);
        _known = state;
        return state.Text;
    }

    /// <summary>
    /// Reads catalog, policies and cursor keys and builds a snapshot from them; answers <paramref name="present"/> where none of them has
    /// changed. Throws <see cref="SchemaException"/> where the structure cannot be expressed as a GraphQL schema,
    /// <see cref="InvalidDataException"/> where the database was not migrated, <see cref="NpgsqlException"/> where it cannot be read.
    /// </summary>
    /// <param name="present">The snapshot that is served now; null: none is yet.</param>
    /// <param name="isPoll">Built at a poll (<see cref="SchemaSnapshot.FindLost"/>).</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<SchemaSnapshot> BuildAsync(SchemaSnapshot? present, bool isPoll, CancellationToken cancellationToken)
    {
        // Both at once, on a connection each: Postgres needs most of the time of a start with thousands of tables for these two.
        var reading = CatalogReader.ReadAsync(dataSource, options.Catalog, cancellationToken);
        var finding = PolicyReads.ReadAsync(dataSource, reading, cancellationToken);
        await Task.WhenAll(reading, finding);
        var (catalog, policies) = (await reading, await finding);
        var secret = await InstallationSettings.ReadAsync(dataSource, "secret", cancellationToken);
        var epoch = await InstallationSettings.ReadAsync(dataSource, "epoch", cancellationToken);
        var fingerprint = ComputeFingerprint(catalog, policies, secret, epoch);
        var awaited = present?.FindLost(catalog, isPoll) ?? AwaitedTables.None;
        if (present?.Fingerprint == fingerprint && present.Awaited == awaited)
        {
            return present;
        }

        var database = UncollectedBuild.Run(catalog, options.Schema);
        var cursors = new CursorTokens(secret, epoch);
        return new SchemaSnapshot((present?.Version ?? 0) + 1, fingerprint, database, policies, cursors, options.Plans, options.Caches)
        {
            Awaited = awaited,
        };
    }

    private static string ComputeFingerprint(DatabaseCatalog catalog, PolicyReads policies, byte[] secret, byte[] epoch)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var others = policies.Tables.Where(catalog.Others.ContainsKey).Order().Select(oid => $"{oid} {catalog.Others[oid]}");
        hash.AppendData(Encoding.UTF8.GetBytes($"{catalog.Fingerprint} {policies.Fingerprint} {string.Join(',', others)} "));
        hash.AppendData(SHA256.HashData(secret));
        hash.AppendData(epoch);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
