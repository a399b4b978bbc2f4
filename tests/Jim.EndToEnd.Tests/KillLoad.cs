using System.Collections.Concurrent;
using System.Globalization;
using System.Net.WebSockets;
using System.Security.Cryptography;

namespace Jim.EndToEnd.Tests;

/// <summary>
/// Mixed load on gateways that may be gone at any moment, and what each client was told. Each client is a loop with a random generator of
/// its own; it asks a gateway that it draws, and where it cannot know what became of a request it asks again under the same id.
/// </summary>
internal sealed class KillLoad(IReadOnlyList<Uri> gateways, string token, CancellationToken stopping)
{
    private const string Create =
        "mutation($input: CreateDocumentInput!) { createDocument(input: $input) { document { id } errors { ... on Error { code } } } }";
    private const string Queue = "mutation($input: CreateDocumentInput!) @queued { createDocument(input: $input) { document { id } } }";
    private const string Update =
        "mutation($input: UpdateDocumentInput!) { updateDocument(input: $input) { document { id } errors { ... on Error { code } } } }";
    private const string Upload =
        "mutation($input: UploadFileInput!) { uploadFile(input: $input) { file { id } errors { ... on Error { message code } } } }";
    private const string Watch = "subscription($id: UUID!) { documents(where: { id: { eq: $id } }) { nodes { version } } }";

    /// <summary>A token of the development issuer holds for five minutes.</summary>
    private static readonly TimeSpan RenewEvery = TimeSpan.FromMinutes(1);

    /// <summary>Refusals that say that nothing was done or that nobody knows; the same id settles it.</summary>
    private static readonly string[] Retryable =
        ["JIM_DATABASE_UNAVAILABLE", "JIM_OVERLOADED", "JIM_CONFLICT", "JIM_SCHEMA_CHANGED", "JIM_RATE_LIMITED", "HC0045"];

    private volatile string _token = token;

    /// <summary>Rows that a client was told are there.</summary>
    public ConcurrentBag<Guid> Written { get; } = [];

    /// <summary>Rows that a client was told cannot be: each of them breaks a rule.</summary>
    public ConcurrentBag<Guid> Refused { get; } = [];

    /// <summary>Jobs that a client was told are queued, with the row that each makes.</summary>
    public ConcurrentBag<(Guid Job, Guid Row)> Queued { get; } = [];

    /// <summary>Jobs that a client was told of in place of its mutation's answer.</summary>
    public ConcurrentBag<Guid> Promised { get; } = [];

    /// <summary>Rows of jobs of which nobody heard whether they are queued.</summary>
    public ConcurrentBag<Guid> Unheard { get; } = [];

    /// <summary>Files that a client was told are kept, with their hash.</summary>
    public ConcurrentBag<(Guid File, string Sha256)> Kept { get; } = [];

    /// <summary>Documents that were counted up, with the version that the last acknowledged count gave.</summary>
    public ConcurrentDictionary<Guid, long> Counted { get; } = new();

    /// <summary>The version that each watcher was shown last.</summary>
    public ConcurrentDictionary<Guid, long> Seen { get; } = new();

    /// <summary>What was told that cannot be true; must stay empty.</summary>
    public ConcurrentBag<string> Lies { get; } = [];

    /// <summary>Until cancelled, gets new tokens for all clients, from an issuer that may be gone for a while.</summary>
    public async Task RenewAsync(Func<Task<string>> issue, CancellationToken cancellationToken)
    {
        for (var pause = RenewEvery; !cancellationToken.IsCancellationRequested;)
        {
            try
            {
                await Task.Delay(pause, cancellationToken);
                _token = await issue();
                pause = RenewEvery;
            }
            catch (Exception e) when (IsLost(e))
            {
                pause = TimeSpan.FromSeconds(1);
            }
        }
    }

    public async Task WriteAsync(Random random)
    {
        while (!stopping.IsCancellationRequested)
        {
            var id = Guid.NewGuid();
            if (random.Next(10) == 0)
            {
                await ExpectAsync(
                    random, new { input = new { id, title = "refused", status = "DRAFT", groupId = Guid.NewGuid() } }, Refused, id,
                    "JIM_FOREIGN_KEY");
            }
            else
            {
                await ExpectAsync(
                    random, new { input = new { id, title = "killed", status = "DRAFT" } }, Written, id, "done", "JIM_UNIQUE");
            }
        }
    }

    private async Task ExpectAsync(Random random, object variables, ConcurrentBag<Guid> outcome, Guid id, params string[] expected)
    {
        var told = await SettleAsync(random, Create, variables);
        if (expected.Contains(told))
        {
            outcome.Add(id);
        }
        else
        {
            Lies.Add($"a write that was to be {string.Join(" or ", expected)} was told {told}");
        }
    }

    public async Task CountAsync(Random random, Guid id)
    {
        await SettleAsync(random, Create, new { input = new { id, title = "counted", status = "DRAFT" } });
        Counted[id] = 1;
        for (var version = 1L; !stopping.IsCancellationRequested; version++)
        {
            var title = string.Create(CultureInfo.InvariantCulture, $"counted {version}");
            var told = await SettleAsync(random, Update, new { input = new { id, title, ifVersion = version } });

            // Stale: an earlier try of this very count was committed, and its answer was lost.
            if (told is not ("done" or "JIM_STALE"))
            {
                Lies.Add($"count {version} was refused with {told}");
                return;
            }

            Counted[id] = version + 1;
        }
    }

    public async Task QueueAsync(Random random)
    {
        while (!stopping.IsCancellationRequested)
        {
            var id = Guid.NewGuid();
            var answer = await AskAsync(random, Queue, new { input = new { id, title = "queued", status = "DRAFT" } });
            if (Guid.TryParse((string?)answer?["extensions"]?["job"]?["id"], out var job))
            {
                Queued.Add((job, id));
            }
            else
            {
                Unheard.Add(id);
            }

            await PauseAsync(20);
        }
    }

    public async Task UploadAsync(Random random)
    {
        while (!stopping.IsCancellationRequested)
        {
            var bytes = new byte[random.Next(1, 300_000)];
            random.NextBytes(bytes);
            try
            {
                using var response = await Client(random).UploadAsync(new ByteArrayContent(bytes), "data.bin", Upload, []);
                var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync(CancellationToken.None));
                if (Guid.TryParse((string?)answer?["data"]?["uploadFile"]?["file"]?["id"], out var id))
                {
                    Kept.Add((id, Convert.ToHexStringLower(SHA256.HashData(bytes))));
                }
            }
            catch (Exception e) when (IsLost(e))
            {
                // Nobody was promised anything.
            }

            await PauseAsync(50);
        }
    }

    /// <summary>Watches a document until it has shown <paramref name="last"/>, through whatever gateway is there.</summary>
    public async Task WatchAsync(Random random, Guid id, Func<long?> last)
    {
        while (last() is not { } end || Seen.GetValueOrDefault(id) < end)
        {
            try
            {
                await using var live = await LiveClient.ConnectAsync(gateways[random.Next(gateways.Count)], _token);
                await live.SubscribeAsync("1", Watch, new JsonObject { ["id"] = id.ToString() });
                var shown = 0L;
                while ((last() is not { } known || shown < known) && await live.NextAsync(TimeSpan.FromSeconds(10)) is { } message)
                {
                    if ((long?)message["payload"]?["data"]?["documents"]?["nodes"]?.AsArray().FirstOrDefault()?["version"] is { } version)
                    {
                        if (version < shown)
                        {
                            Lies.Add($"a live query went from version {shown} back to {version}");
                        }

                        Seen[id] = shown = version;
                    }
                }
            }
            catch (Exception e) when (IsLost(e))
            {
                // Another gateway, or the same one once it is back.
            }

            await PauseAsync(200);
        }
    }

    private static bool IsLost(Exception e) =>
        e is HttpRequestException or IOException or OperationCanceledException or WebSocketException or JsonException
            or InvalidOperationException;

    /// <summary>Asks until the answer says what became of it: <c>done</c>, or the code of the refusal.</summary>
    private async Task<string> SettleAsync(Random random, string mutation, object variables)
    {
        while (true)
        {
            var answer = await AskAsync(random, mutation, variables);
            var payload = answer?["data"]?.AsObject().FirstOrDefault().Value;
            var code = (string?)(payload?["errors"]?.AsArray().FirstOrDefault()?["code"] ?? answer?["errors"]?[0]?["extensions"]?["code"]);
            if (payload?["document"] is not null || (code is not null && !Retryable.Contains(code)))
            {
                return code ?? "done";
            }

            if (Guid.TryParse((string?)answer?["extensions"]?["job"]?["id"], out var job))
            {
                Promised.Add(job);
            }

            await PauseAsync(50);
        }
    }

    /// <summary>The answer; null: there was none.</summary>
    private async Task<JsonNode?> AskAsync(Random random, string query, object variables)
    {
        try
        {
            return await Client(random).AskAsync(query, variables);
        }
        catch (Exception e) when (IsLost(e))
        {
            return null;
        }
    }

    private JimClient Client(Random random) => new(gateways[random.Next(gateways.Count)], _token);

    private static Task PauseAsync(int milliseconds) => Task.Delay(milliseconds, CancellationToken.None);
}
