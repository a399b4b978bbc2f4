using Jim.Postgres.Planning.Mutations;
using Jim.Postgres.Schema;

namespace Jim.Postgres.Tests.Planning;

public sealed class WriteKindTests
{
    [Fact]
    public void Every_kind_of_mutation_has_a_write_of_its_own() =>
        Assert.Distinct(Enum.GetValues<MutationKind>().Select(WriteKind.Find));

    [Fact]
    public void A_kind_without_a_write_is_no_other_kind() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => WriteKind.Find(Enum.GetValues<MutationKind>().Max() + 1));
}
