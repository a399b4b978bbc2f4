using Jim.Postgres.Rights;

namespace Jim.Platform.Identity;

/// <summary>A token by which a socket or stream is open. Disposing it ends the watching only.</summary>
public sealed class OpenToken : IDisposable
{
    private readonly Action _tell;
    private readonly Action<OpenToken> _leave;
    private readonly Lock _telling = new();
    private bool _isOver;

    internal OpenToken(Caller caller, string? token, Action tell, Action<OpenToken> leave) =>
        (Caller, Token, _tell, _leave) = (caller, token, tell, leave);

    /// <summary>Whom the token names.</summary>
    public Caller Caller { get; }

    /// <summary>The token itself; null: nobody asks the issuer about it.</summary>
    public string? Token { get; }

    /// <summary>Tells that the token was revoked. False: that was told before, or nobody wants to know any more.</summary>
    internal bool TryEnd()
    {
        lock (_telling)
        {
            if (_isOver)
            {
                return false;
            }

            _isOver = true;
            _tell();
        }

        _leave(this);
        return true;
    }

    public void Dispose()
    {
        lock (_telling)
        {
            _isOver = true;
        }

        _leave(this);
    }
}
