using Jim.Platform.Identity;

namespace Jim.Platform.Tests.Identity;

/// <summary>Production takes no keys of a development issuer, whatever its address looks like.</summary>
public sealed class DevelopmentIssuerRefusedTests(DevelopmentIssuerHost host) : IClassFixture<DevelopmentIssuerHost>
{
    [Theory]
    [InlineData(true, null)]
    [InlineData(false, "JIM_ISSUER_UNREACHABLE")]
    public async Task Its_discovery_document_tells_what_it_is(bool accepts, string? code)
    {
        var options = new IdentityOptions(host.Issuer.Issuer) { AcceptsDevelopmentIssuer = accepts };
        using var http = new HttpClient();
        var keys = new JwksKeySource(options, http, TimeProvider.System, NullLogger<JwksKeySource>.Instance);
        var validator = new TokenValidator(options, keys, TimeProvider.System);

        var result = await validator.ValidateAsync(host.Issuer.MintFor("alice"), TestContext.Current.CancellationToken);
        Assert.Equal(code, result.Refusal?.Code);
    }
}
