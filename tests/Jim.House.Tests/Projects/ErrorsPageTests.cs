using Jim.Platform.Protocol;
using Jim.Server.Commands;

namespace Jim.House.Tests.Projects;

/// <summary>Every code that an error can carry stands on the page of errors, with what to do about it.</summary>
public sealed class ErrorsPageTests
{
    [Fact]
    public void The_page_of_errors_is_made_from_the_codes() => Assert.Equal(ErrorsPage.Render(), Repository.Read("docs/errors.md"));

    [Fact]
    public void Every_code_has_a_cure_and_every_cure_a_code()
    {
        Assert.Equal(ErrorTable.All.Select(row => row.Code).Distinct().Order(), ErrorCures.Codes.Order());
        Assert.All(ErrorCures.Codes, code => Assert.Matches("^[A-Z].+\\.$", ErrorCures.Find(code)!));
    }
}
