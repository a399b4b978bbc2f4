namespace Jim.Platform.Requests;

/// <summary>The present snapshot. Replaced whole when the database's structure changes.</summary>
public sealed class SnapshotSource
{
    private volatile RequestSnapshot? _current;

    /// <summary>Throws where nothing was loaded yet; the gateway listens only afterwards.</summary>
    public RequestSnapshot Current => _current ?? throw new InvalidOperationException("The schema is not loaded yet.");

    public void Replace(RequestSnapshot snapshot) => _current = snapshot;
}
