using System.Text.Json;
using Jim.Postgres.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Jim.Platform.Identity;

/// <summary>
/// Asks the issuer again and again about everybody who keeps something open: that a user was disabled, has lost a role or that tokens were
/// declared void (not-before), issuers tell nobody. Each user is asked about every <see cref="Every"/>, so that questions are spread over
/// the time as the openings of sockets are.
/// </summary>
public sealed partial class RightsCheck(
    Revocations revocations, RevocationLog log, IssuerClient issuer, TimeProvider timeProvider, ILogger<RightsCheck> logger)
    : IDisposable
{
    /// <summary>Between two looks at the same user. With the pace of the loop and the issuer's answer less than five seconds.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(4);

    /// <summary>Users who are asked about at once.</summary>
    private const int AtOnce = 16;

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LogEvery = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, Look> _looks = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _free = new(AtOnce, AtOnce);
    private long? _logged;

    /// <summary>Asks until it is cancelled; it then returns without an exception.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            Begin(cancellationToken);
            await Task.Delay(Pace, timeProvider, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await Task.WhenAll(_looks.Values.Select(look => look.Running));
    }

    public void Dispose() => _free.Dispose();

    /// <summary>Begins the looks that are due. A user who is new comes at a random moment of the interval.</summary>
    private void Begin(CancellationToken cancellationToken)
    {
        var now = timeProvider.GetUtcNow();
        var open = revocations.Open.Where(o => o is { Token: not null, Caller.Subject: not null }).ToLookup(o => o.Caller.Subject!);
        foreach (var gone in _looks.Where(look => !open.Contains(look.Key) && look.Value.Running.IsCompleted).ToList())
        {
            _looks.Remove(gone.Key);
        }

        foreach (var tokens in open)
        {
            if (!_looks.TryGetValue(tokens.Key, out var look))
            {
                look = new Look { Due = now + (Every * Random.Shared.NextDouble()) };
                _looks.Add(tokens.Key, look);
            }

            if (look.Due <= now && look.Running.IsCompleted)
            {
                var due = look.Due;
                look.Due = now + Every;
                look.Running = RunAsync(tokens.Key, [.. tokens], look, due, cancellationToken);
            }
        }
    }

    private async Task RunAsync(
        string subject, ImmutableArray<OpenToken> tokens, Look look, DateTimeOffset due, CancellationToken cancellationToken)
    {
        await _free.WaitAsync(CancellationToken.None);
        try
        {
            await CheckAsync(subject, tokens, look, cancellationToken);
            if (timeProvider.GetUtcNow() - due is var took && took > Late)
            {
                Report($"it took {took.TotalSeconds:0.0} s to ask about a user");
            }
        }
        catch (Exception e) when (e is OperationCanceledException && cancellationToken.IsCancellationRequested)
        {
            // The process ends.
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or JsonException or InvalidDataException
            or InvalidOperationException or ArgumentException or UriFormatException or IOException)
        {
            Report(e is OperationCanceledException ? "it does not answer in time" : e.Message);
        }
        catch (Exception fault)
        {
            BackgroundFaults.Report(logger, "the checks of open tokens", fault);
        }
        finally
        {
            _free.Release();
        }
    }

    private async Task CheckAsync(
        string subject, ImmutableArray<OpenToken> tokens, Look look, CancellationToken cancellationToken)
    {
        var asked = timeProvider.GetUtcNow();
        var until = tokens.Max(t => t.Caller.IssuedAt) is { } last && last > asked ? last : asked; // the issuer's clock may be ahead
        foreach (var token in tokens.DistinctBy(t => t.Token))
        {
            // Inactive is also what has expired, and that is known here.
            if (token.Caller.ExpiresAt > timeProvider.GetUtcNow() && !await issuer.IsActiveAsync(token.Token!, cancellationToken))
            {
                // Only what was issued no later: a token that replaced this one may count.
                await log.RevokeAsync(new Revocation(subject, token.Caller.Session, token.Caller.IssuedAt ?? asked), cancellationToken);
            }
        }

        if (issuer.TellsRoles)
        {
            if (await issuer.ReadRolesAsync(subject, cancellationToken) is not { } roles)
            {
                await log.RevokeAsync(new Revocation(subject, null, until), cancellationToken);
                return;
            }

            await RevokeLostAsync(subject, tokens, look, roles, until, cancellationToken);
        }
    }

    /// <summary>
    /// Revokes the tokens with roles that the user no longer has. A role of a token that was given out after such a revocation, and that
    /// the user has not had since, is none of the user's: a mapper of the client puts it into each token, and it is left alone.
    /// </summary>
    private async Task RevokeLostAsync(
        string subject, ImmutableArray<OpenToken> tokens, Look look, ImmutableHashSet<string> roles, DateTimeOffset until,
        CancellationToken cancellationToken)
    {
        var named = tokens.SelectMany(t => t.Caller.Roles).ToHashSet(StringComparer.Ordinal);
        var lost = named.Where(role => !roles.Contains(role) && (look.Had.Contains(role) || !revocations.HasLost(subject, role)))
            .Order(StringComparer.Ordinal).ToImmutableArray();
        look.Had.Clear();
        look.Had.UnionWith(named.Where(roles.Contains));
        if (!lost.IsEmpty)
        {
            await log.RevokeAsync(new Revocation(subject, null, until) { Roles = lost }, cancellationToken);
        }
    }

    /// <summary>Once a minute at most.</summary>
    private void Report(string reason)
    {
        lock (_looks)
        {
            if (_logged is { } at && timeProvider.GetElapsedTime(at) < LogEvery)
            {
                return;
            }

            _logged = timeProvider.GetTimestamp();
        }

        Log.RightsNotChecked(logger, reason);
    }

    /// <summary>When a user is asked about next, and what was found the last time.</summary>
    private sealed class Look
    {
        public DateTimeOffset Due { get; set; }

        public Task Running { get; set; } = Task.CompletedTask;

        /// <summary>The roles of open tokens that the user had.</summary>
        public HashSet<string> Had { get; } = new(StringComparer.Ordinal);
    }

    private static partial class Log
    {
        [LoggerMessage(
            LogEvents.RightsNotChecked, LogLevel.Warning,
            "The issuer could not be asked in time whether open tokens still count; disabled users and removed roles are found later: "
            + "{Reason}")]
        public static partial void RightsNotChecked(ILogger logger, string reason);
    }
}
