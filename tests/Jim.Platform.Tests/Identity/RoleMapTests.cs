using Jim.Platform.Identity;

namespace Jim.Platform.Tests.Identity;

public sealed class RoleMapTests
{
    [Fact]
    public void The_default_is_written_as_it_is_read()
    {
        Assert.Equal("jim-admin:jim_admin,jim-service:jim_service", RoleMap.Default.ToString());
        Assert.Equal(RoleMap.Default.Pairs, RoleMap.Parse(RoleMap.Default.ToString().Split(',')).Pairs);
    }

    [Fact]
    public void Each_database_role_is_listed_once_after_those_of_users_and_anonymous_callers() => Assert.Equal(
        ["jim_anonymous", "jim_user", "app_manager"],
        RoleMap.Parse(["manager:app_manager", "boss : app_manager", "reader:jim_user"]).DatabaseRoles);

    [Theory]
    [InlineData("manager", "has 'manager', which is no pair: write realm-role:database_role")]
    [InlineData("manager:", "has 'manager:', which is no pair")]
    [InlineData(":app_manager", "has ':app_manager', which is no pair")]
    [InlineData("manager:a1234567890123456789012345678901234567890123456789012345678901234", "which is no pair")]
    [InlineData("manager:jim_anonymous", "jim_anonymous is the role of requests without a token")]
    public void A_malformed_pair_is_named_with_what_to_write(string pair, string message) => Assert.Contains(
        message, Assert.Throws<FormatException>(() => RoleMap.Parse(["jim-admin:jim_admin", pair])).Message, StringComparison.Ordinal);

    [Fact]
    public void A_realm_role_that_is_named_twice_or_too_many_roles_are_refused()
    {
        Assert.Throws<FormatException>(() => RoleMap.Parse(["manager:app_a", "manager:app_b"]));
        Assert.Equal(64, RoleMap.Parse(Enumerable.Range(0, 62).Select(i => $"r{i}:d{i}")).DatabaseRoles.Length);
        Assert.Throws<FormatException>(() => RoleMap.Parse(Enumerable.Range(0, 63).Select(i => $"r{i}:d{i}")));
    }
}
