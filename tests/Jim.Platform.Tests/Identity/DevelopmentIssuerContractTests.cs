namespace Jim.Platform.Tests.Identity;

public sealed class DevelopmentIssuerContractTests(DevelopmentIssuerHost host) : IssuerContract, IClassFixture<DevelopmentIssuerHost>
{
    protected override string Address => host.Issuer.Issuer;
}
