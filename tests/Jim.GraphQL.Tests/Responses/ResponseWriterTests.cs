using Jim.GraphQL.Json;

namespace Jim.GraphQL.Tests.Responses;

public sealed class ResponseWriterTests
{
    [Fact]
    public void Members_stand_in_HotChocolates_order()
    {
        using var data = new JsonBuffer();
        data.WriteRaw("{\"a\":1}"u8);
        var error = new GraphQLError("<é>")
        {
            Code = "HC0051",
            Locations = [new SourceLocation(1, 2)],
            Path = ["a", 0],
            Extensions = [new("requestedItems", 500), new("names", new object?[] { "x", null, true })],
        };
        Assert.Equal(
            """{"errors":[{"message":"<é>","locations":[{"line":1,"column":2}],"path":["a",0],"extensions":"""
            + """{"code":"HC0051","requestedItems":500,"names":["x",null,true]}}],"data":{"a":1},"extensions":{"cursor":"abc"}}""",
            Engine.Respond(data, [error], """{"cursor":"abc"}"""));
    }

    [Fact]
    public void A_request_error_has_no_data() =>
        Assert.Equal("""{"errors":[{"message":"no"}]}""", Engine.Respond(null, [new GraphQLError("no")]));
}
