using Jim.Platform.Requests;

namespace Jim.Platform.Tests.Requests;

/// <summary>A queued mutation has the very variables that were sent, although its job is stored as <c>jsonb</c>.</summary>
public sealed class MutationPayloadTests
{
    [Theory]
    [InlineData("""{"f":-0.0,"g":-0}""")]
    [InlineData("""{"d":1.100,"e":1E+2,"long":12345678901234567890123456789012345678901234567890.10}""")]
    [InlineData("""{"json":{"b":1,  "a":2,"b":3}}""")]
    [InlineData("""{"t":"\u0000 \ud800 😀 \ud83d\ude00 \\ \""}""")]
    [InlineData("""{"infinity":"infinity","none":null,"list":[[],{}]}""")]
    public async Task Variables_come_back_as_they_were_sent(string variables)
    {
        await using var database = await TestDatabase.CreateAsync();
        var written = MutationPayload.Write(new GraphQLRequest
        {
            Query = Encoding.UTF8.GetBytes("mutation { f }"), Variables = JsonElement.Parse(variables),
        });
        await using var command = database.DataSource.CreateCommand("select $1::jsonb::text");
        command.Parameters.Add(new Npgsql.NpgsqlParameter { Value = written });
        using var stored = JsonDocument.Parse((string)(await command.ExecuteScalarAsync())!);
        Assert.Equal(variables, MutationPayload.Read(stored.RootElement).Variables!.Value.GetRawText());
    }

    [Fact]
    public void A_job_of_an_earlier_build_has_its_variables_as_an_object()
    {
        using var stored = JsonDocument.Parse("""{"query":"mutation { f }","variables":{"a":1}}""");
        Assert.Equal("""{"a":1}""", MutationPayload.Read(stored.RootElement).Variables!.Value.GetRawText());
    }

    [Fact]
    public void None_stay_none() => Assert.Null(MutationPayload.Read(
        JsonElement.Parse(MutationPayload.Write(new GraphQLRequest { Query = Encoding.UTF8.GetBytes("mutation { f }") }))).Variables);
}
