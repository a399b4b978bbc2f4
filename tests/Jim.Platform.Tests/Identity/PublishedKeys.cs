using System.Net;

namespace Jim.Platform.Tests.Identity;

/// <summary>A made-up issuer's two documents, counted; can be down.</summary>
internal sealed class PublishedKeys(string issuer, params TestSigner[] signers) : HttpMessageHandler
{
    private int _reads;

    public IReadOnlyList<TestSigner> Signers { get; set; } = signers;

    public bool IsDown { get; set; }

    /// <summary>Where a read of the keys waits until released, when set.</summary>
    public Task? Gate { get; set; }

    public string? KeysUrl { get; set; }

    public List<Uri> Asked { get; } = [];

    /// <summary>Times the keys were read.</summary>
    public int Reads => Volatile.Read(ref _reads);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (IsDown)
        {
            throw new HttpRequestException("down");
        }

        Asked.Add(request.RequestUri!);
        if (request.RequestUri!.AbsolutePath.EndsWith("/.well-known/openid-configuration", StringComparison.Ordinal))
        {
            return Json(new JsonObject { ["issuer"] = issuer, ["jwks_uri"] = KeysUrl ?? $"{issuer}/certs" });
        }

        Interlocked.Increment(ref _reads);
        await (Gate ?? Task.CompletedTask).WaitAsync(cancellationToken);
        return Json(new JsonObject { ["keys"] = new JsonArray([.. Signers.Select(s => s.Jwk.DeepClone())]) });
    }

    private static HttpResponseMessage Json(JsonObject json) => new(HttpStatusCode.OK) { Content = new StringContent(json.ToJsonString()) };
}
