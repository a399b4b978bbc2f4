using Jim.Postgres.Schema;

namespace Jim.Postgres.Tests.Schema;

public sealed class NamingTests
{
    [Theory]
    [InlineData("owner_id", "ownerId")]
    [InlineData("OwnerId", "ownerId")]
    [InlineData("OWNER_ID", "ownerId")]
    [InlineData("ownerID", "ownerID")]
    [InlineData("ID", "id")]
    [InlineData("IOFile", "ioFile")]
    [InlineData("FOo", "fOo")]
    [InlineData("FOOBarBaz", "fooBarBaz")]
    [InlineData("__x", "x")]
    [InlineData("1st place", "_1stPlace")]
    [InlineData("it's \"odd\"", "itSOdd")]
    [InlineData("größe", "gru00f6u00dfe")]
    [InlineData("%", "u0025")]
    public void Fields_are_camel_case(string column, string field) => Assert.Equal(field, Naming.Field(column));

    [Theory]
    [InlineData("document_events", "DocumentEvent", "documentEvents")]
    [InlineData("people", "Person", "people")]
    [InlineData("statuses", "Status", "statuses")]
    [InlineData("status", "Status", "statuses")]
    [InlineData("address", "Address", "addresses")]
    [InlineData("order_status_history", "OrderStatusHistory", "orderStatusHistories")]
    [InlineData("boxes", "Box", "boxes")]
    [InlineData("analyses", "Analysis", "analyses")]
    [InlineData("metadata", "Metadata", "metadata")]
    [InlineData("news", "News", "news")]
    [InlineData("UserProfiles", "UserProfile", "userProfiles")]
    public void Tables_become_singular_types_and_plural_fields(string table, string type, string field)
    {
        var names = RowNames.ForTable(table);
        Assert.Equal((type, field), (names.Type, names.Many));
    }

    [Theory]
    [InlineData("in_review", "IN_REVIEW")]
    [InlineData("InReview", "IN_REVIEW")]
    [InlineData("in review", "IN_REVIEW")]
    [InlineData("StringGUID", "STRING_GUID")]
    [InlineData("IPAddress", "IP_ADDRESS")]
    [InlineData("FOOBAR", "FOOBAR")]
    [InlineData("Level1", "LEVEL1")]
    [InlineData("1st", "_1ST")]
    [InlineData("", "_")]
    public void Labels_become_upper_snake_case(string label, string value) => Assert.Equal(value, Naming.EnumValue(label));
}
