namespace Jim.Postgres.Catalog;

/// <summary>What tells whether the catalog was written.</summary>
/// <param name="Snapshot">
/// <c>pg_current_snapshot()</c> when it was read: the same text as long as no transaction that writes has ended.
/// </param>
/// <param name="Text">Another text whenever the catalog may have changed.</param>
public sealed record CatalogState(string Snapshot, string Text);
