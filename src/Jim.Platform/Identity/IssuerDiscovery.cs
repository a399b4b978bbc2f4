using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Jim.Platform.Identity;

/// <summary>Reads the issuer's discovery document (OpenID Connect Discovery 1.0, section 4), and what it leads to.</summary>
internal sealed class IssuerDiscovery(IdentityOptions options, HttpClient http)
{
    private const int DocumentBytesMax = 256 * 1024;

    /// <exception cref="HttpRequestException">The issuer does not answer.</exception>
    /// <exception cref="InvalidDataException">The document is that of another issuer.</exception>
    public async Task<OpenIdConnectConfiguration> ReadAsync(CancellationToken cancellationToken)
    {
        var discovery = OpenIdConnectConfiguration.Create(await GetAsync(options.DiscoveryUrl, cancellationToken));
        if (discovery.Issuer != options.Issuer)
        {
            throw new InvalidDataException("the discovery document names another issuer");
        }

        return options.AcceptsDevelopmentIssuer || !discovery.AdditionalData.ContainsKey(DevelopmentIssuer.DiscoveryMark)
            ? discovery
            : throw new InvalidDataException("it is the development issuer of a Jim, which gives everybody a token");
    }

    /// <summary>
    /// The address of an endpoint that the document names. Where the document was read from another address than the issuer's
    /// (<c>OIDC_METADATA_URL</c>), its endpoints are asked there too: Keycloak names its public address, which may not be reachable from
    /// here.
    /// </summary>
    /// <param name="name">The member of the document.</param>
    /// <exception cref="InvalidDataException">The document does not name it.</exception>
    public Uri Reach(string? endpoint, string name)
    {
        var address = new Uri(string.IsNullOrEmpty(endpoint)
            ? throw new InvalidDataException($"the discovery document has no {name}")
            : endpoint);
        return options.MetadataUrl is not null && HasSameOrigin(address, new Uri(options.Issuer))
            ? new Uri(new Uri(options.DiscoveryUrl.GetLeftPart(UriPartial.Authority)), address.PathAndQuery)
            : address;
    }

    /// <summary>The text at an address, which must not be long.</summary>
    /// <exception cref="HttpRequestException">It cannot be read.</exception>
    public async Task<string> GetAsync(Uri url, CancellationToken cancellationToken)
    {
        using var response = await http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        return await ReadAsync(response, cancellationToken);
    }

    /// <inheritdoc cref="GetAsync"/>
    public static async Task<string> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        response.EnsureSuccessStatusCode();
        await response.Content.LoadIntoBufferAsync(DocumentBytesMax, cancellationToken);
        return await response.Content.ReadAsStringAsync(cancellationToken);
    }

    private static bool HasSameOrigin(Uri a, Uri b) => a.GetLeftPart(UriPartial.Authority) == b.GetLeftPart(UriPartial.Authority);
}
