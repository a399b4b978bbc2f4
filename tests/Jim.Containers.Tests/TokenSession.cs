namespace Jim.Containers.Tests;

/// <summary>
/// A user who stays: where an update takes longer than a token lives, which a busy machine decides, a new one is asked for in time. May be
/// used by several clients at once.
/// </summary>
internal sealed class TokenSession(ContainerStack stack, string user)
{
    private static readonly TimeSpan renewed = TimeSpan.FromMinutes(1); // a token of the realm lives for 5
    private readonly Lock _gate = new();
    private Task<JimClient>? _client;
    private long _asked;

    public Task<JimClient> ClientAsync()
    {
        lock (_gate)
        {
            if (_client is null || TimeProvider.System.GetElapsedTime(_asked) > renewed)
            {
                (_client, _asked) = (stack.As(user), TimeProvider.System.GetTimestamp());
            }

            return _client;
        }
    }
}
