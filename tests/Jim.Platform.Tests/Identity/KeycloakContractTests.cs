namespace Jim.Platform.Tests.Identity;

public sealed class KeycloakContractTests : IssuerContract
{
    protected override string Address => TestServices.Issuer;
}
