using Jim.Postgres.Catalog;
using Jim.Postgres.Operators;
using Jim.Postgres.Schema;

namespace Jim.Postgres.Tests.Schema;

public sealed class KitchenSinkTests
{
    private const string Page = "first: Int, after: String, last: Int, before: String";

    [Fact]
    public async Task A_table_gives_a_connection_and_a_field_for_each_unique_key()
    {
        var view = await AdminAsync();
        Assert.Equal(
            $"documents({Page}, where: DocumentFilterInput, order: [DocumentSortInput!]): DocumentsConnection",
            view.Sdl("Query", "documents"));
        Assert.Equal("documentById(id: UUID!): Document", view.Sdl("Query", "documentById"));
        Assert.Equal("userByEmail(email: String!): User", view.Sdl("Query", "userByEmail"));
        Assert.Equal(
            "membershipByUserIdAndGroupId(userId: UUID!, groupId: UUID!): Membership", view.Sdl("Query", "membershipByUserIdAndGroupId"));
        Assert.Equal("orderByTenantAndNumber(tenant: Int!, number: Int!): Order", view.Sdl("Query", "orderByTenantAndNumber"));
        Assert.True(view.Has("Query", "documentByOwnerIdAndTitle"));
        Assert.False(view.Has("Query", "documentByRank"));
        Assert.Equal(new ConnectionField(Find(await KitchenSink.Catalog, "public.documents")), view.Field("Query", "documents").Binding);
        Assert.Same(view.Field("Query", "documents"), view.Field("Subscription", "documents"));
        Assert.Same(view.Field("Query", "documentById"), view.Field("Subscription", "documentById"));
    }

    [Fact]
    public async Task The_languages_directives_are_defined_once()
    {
        var directives = (await AdminAsync()).Schema.Directives;
        Assert.All(BuiltInDirectives.All, d => Assert.Same(d, directives[d.Name]));
    }

    [Fact]
    public async Task Connections_have_HotChocolates_members()
    {
        var view = await AdminAsync();
        Assert.Equal("pageInfo edges nodes totalCount", view.Names("DocumentsConnection"));
        Assert.Equal("pageInfo: PageInfo!", view.Sdl("DocumentsConnection", "pageInfo"));
        Assert.Equal("edges: [DocumentsEdge!]", view.Sdl("DocumentsConnection", "edges"));
        Assert.Equal("nodes: [Document!]", view.Sdl("DocumentsConnection", "nodes"));
        Assert.Equal("totalCount: Int!", view.Sdl("DocumentsConnection", "totalCount"));
        Assert.Equal("node: Document!", view.Sdl("DocumentsEdge", "node"));
        Assert.Equal("hasNextPage hasPreviousPage startCursor endCursor", view.Names("PageInfo"));
        Assert.Equal(["listSize", "cost"], view.Field("Query", "documents").AppliedDirectives.Select(d => d.Name.Value));
    }

    [Fact]
    public async Task Columns_have_HotChocolates_scalars()
    {
        var view = await AdminAsync();
        var types = view.Object("Document").Fields.Where(f => f.Binding is ColumnField).ToDictionary(f => f.Name, f => f.Type.ToString());
        Assert.Equal(
            new Dictionary<string, string?>
            {
                ["id"] = "UUID!", ["ownerId"] = "UUID!", ["reviewerId"] = "UUID", ["title"] = "String!", ["kind"] = "OddKind",
                ["moods"] = "[Mood]!",
                ["tags"] = "[String]", ["numbers"] = "[Int]", ["meta"] = "Any", ["extra"] = "Any", ["sizeBytes"] = "Long!",
                ["rank"] = "Short",
                ["ratio"] = "Float", ["price"] = "Decimal", ["isPublic"] = "Boolean!", ["grade"] = "Int!", ["due"] = "LocalDate",
                ["atTime"] = "LocalTime", ["took"] = "Duration", ["hash"] = "Base64String", ["seenFrom"] = "String", ["valid"] = "String",
                ["searchable"] = "String", ["localAt"] = "DateTime", ["createdAt"] = "DateTime!", ["updatedAt"] = "DateTime!",
                ["version"] = "Long!", ["deletedAt"] = "DateTime",
            },
            types!);
        Assert.Equal("meta(path: String): Any", view.Sdl("Document", "meta"));
        Assert.Equal("home: String", view.Sdl("User", "home"));
        Assert.Equal("As others see it.", view.Field("User", "displayName").Description);
        Assert.Equal("People who may sign in.", view.Object("User").Description);
    }

    [Fact]
    public async Task Enum_values_are_bound_to_their_labels()
    {
        var view = await AdminAsync();
        Assert.True(view.TryGetType("Mood", out var mood));
        Assert.Equal(
            [("SAD", "sad"), ("IN_BETWEEN", "in between"), ("HAPPY", "Happy"), ("HAPPY_2", "happy")],
            ((EnumType)mood).Values.Select(v => (v.Name, (string)v.Binding!)));
        Assert.Equal("status: StatusEnum!", view.Sdl("Story", "status"));
    }

    [Fact]
    public async Task Foreign_keys_lead_both_ways_under_one_name_each()
    {
        var view = await AdminAsync();
        var catalog = await KitchenSink.Catalog;
        Assert.Equal("owner: User", view.Sdl("Document", "owner"));
        Assert.Equal("reviewer: User", view.Sdl("Document", "reviewer"));
        Assert.Equal(
            "id email displayName profile mood lastMood home badge documentsByOwner documentsByReviewer folders friendshipsByFriend "
                + "friendshipsByUser "
            + "memberships orders setting userGroups auditDocuments usersThroughFriendshipsByUser usersThroughFriendshipsByFriend groups",
            view.Names("User"));
        Assert.Equal("badge: Badge", view.Sdl("User", "badge"));
        Assert.Equal("setting: Setting", view.Sdl("User", "setting"));
        Assert.Equal("id parentId name owner ownerId userByOwnerId parent folders", view.Names("Folder"));
        Assert.Equal("tenant number line product amount order", view.Names("OrderLine"));
        var join = Find(catalog, "public.user_groups");
        var groups = new ConnectionField(
            Find(catalog, "public.groups"), join.ForeignKeys.Single(f => f.To.Name == "users"),
            join.ForeignKeys.Single(f => f.To.Name == "groups"));
        Assert.Equal(groups, view.Field("User", "groups").Binding);
        Assert.False(view.Has("Group", "usersThroughMemberships"));
    }

    [Fact]
    public async Task Filters_reach_columns_operators_and_related_rows()
    {
        var view = await AdminAsync();
        Assert.StartsWith(
            "and: [DocumentFilterInput!], or: [DocumentFilterInput!], id: UuidOperationFilterInput, ownerId: UuidOperationFilterInput, ",
            view.Sdl("DocumentFilterInput"));
        var filter = view.Input("DocumentFilterInput").Fields;
        Assert.Equal("NullableOfOddKindOperationFilterInput", filter["kind"].Type.ToString());
        Assert.Equal("ListMoodOperationFilterInput", filter["moods"].Type.ToString());
        Assert.Equal("ListStringOperationFilterInput", filter["tags"].Type.ToString());
        Assert.Equal("UserFilterInput", filter["owner"].Type.ToString());
        Assert.Equal(new OperatorInput(RowOperators.IsNull), filter["isNull"].Binding);
        Assert.Equal("ListFilterInputTypeOfJimFileFilterInput", filter["jimFiles"].Type.ToString());
        Assert.IsType<ChildrenFilter>(filter["jimFiles"].Binding);
        Assert.True(Assert.IsType<ParentFilter>(view.Input("UserFilterInput").Fields["badge"].Binding).Reverse);
        Assert.Equal(
            "all: JimFileFilterInput, none: JimFileFilterInput, some: JimFileFilterInput, any: Boolean",
            view.Sdl("ListFilterInputTypeOfJimFileFilterInput"));
        Assert.Equal("and_", view.Input("WeirdTableFilterInput").Fields.Single(f => f.Binding is ColumnFilter { Column.Name: "and" }).Name);
    }

    [Fact]
    public async Task Operation_filters_have_HotChocolates_members_and_those_of_ours()
    {
        var view = await AdminAsync();
        Assert.Equal(
            "and: [StringOperationFilterInput!], or: [StringOperationFilterInput!], eq: String, neq: String, contains: String, "
                + "ncontains: String, "
            + "in: [String], nin: [String], startsWith: String, nstartsWith: String, endsWith: String, nendsWith: String, "
            + "icontains: String, istartsWith: String, ieq: String, search: String",
            view.Sdl("StringOperationFilterInput"));
        Assert.Equal(
            "eq: Long, neq: Long, in: [Long], nin: [Long], gt: Long, ngt: Long, gte: Long, ngte: Long, lt: Long, nlt: Long, lte: "
                + "Long, nlte: Long",
            view.Sdl("LongOperationFilterInput"));
        Assert.Equal("eq: Boolean, neq: Boolean", view.Sdl("BooleanOperationFilterInput"));
        Assert.Equal("eq: Mood, neq: Mood, in: [Mood!], nin: [Mood!]", view.Sdl("MoodOperationFilterInput"));
        Assert.Equal("eq: Mood, neq: Mood, in: [Mood], nin: [Mood]", view.Sdl("NullableOfMoodOperationFilterInput"));
        Assert.Equal(
            "contains: Any, containedBy: Any, hasKey: String, hasKeys: [String!], path: [JsonPathFilterInput!], isNull: Boolean",
            view.Sdl("JsonOperationFilterInput"));
        Assert.Equal(
            "path: String!, eq: Any, neq: Any, gt: Any, gte: Any, lt: Any, lte: Any, in: [Any], contains: Any, isNull: Boolean",
            view.Sdl("JsonPathFilterInput"));
    }

    [Fact]
    public async Task Order_reaches_sortable_columns_and_parents()
    {
        var sort = (await AdminAsync()).Input("DocumentSortInput").Fields;
        Assert.Equal("SortEnumType", sort["title"].Type.ToString());
        Assert.Equal("UserSortInput", sort["owner"].Type.ToString());
        foreach (var unsorted in (string[])["meta", "tags", "valid", "searchable", "jimFiles"])
        {
            Assert.False(sort.TryGet(unsorted, out _), unsorted);
        }
    }

    [Fact]
    public async Task Mutations_follow_the_conventions()
    {
        var view = await AdminAsync();
        Assert.Equal("createDocument(input: CreateDocumentInput!): CreateDocumentPayload!", view.Sdl("Mutation", "createDocument"));
        Assert.StartsWith("id: UUID, ownerId: UUID!, reviewerId: UUID, title: String!, ", view.Sdl("CreateDocumentInput"));
        Assert.StartsWith("id: UUID!, ifVersion: Long, ownerId: UUID, reviewerId: UUID, title: String, ", view.Sdl("UpdateDocumentInput"));
        Assert.Equal("id: UUID!, ifVersion: Long", view.Sdl("DeleteDocumentInput"));
        foreach (var managed in (string[])["version", "createdAt", "updatedAt", "deletedAt"])
        {
            Assert.False(view.Input("CreateDocumentInput").Fields.TryGet(managed, out _), managed);
        }

        Assert.Equal("userId: UUID!, theme: String", view.Sdl("CreateSettingInput"));
        Assert.Equal(
            "tenant: Int!, number: Int!, line: Int!, product: String, amount: Int, newTenant: Int, newNumber: Int, newLine: Int",
            view.Sdl("UpdateOrderLineInput"));
        Assert.Equal("documentId: UUID!, note: String", view.Sdl("CreateDocumentChangeInput"));
        Assert.Equal("document errors", view.Names("UpdateDocumentPayload"));
        Assert.Equal("errors: [UpdateDocumentError!]", view.Sdl("UpdateDocumentPayload", "errors"));
        Assert.True(view.TryGetType("UpdateDocumentError", out var union));
        Assert.Equal(
            "UniqueError ForeignKeyError CheckError NotNullError StaleError NotFoundError SkippedError RaisedError",
            string.Join(' ', ((UnionType)union).Members.Select(m => m.Name)));
        Assert.Equal("message code field constraint", view.Names("UniqueError"));
        string[] absent =
            ["createLogLine", "createCountry", "deleteCountry", "createActiveUser", "updateFriendship", "createJimFile"];
        foreach (var none in absent)
        {
            Assert.False(view.Has("Mutation", none), none);
        }
    }

    [Fact]
    public async Task Taken_names_yield_to_ones_with_the_schema_in_front()
    {
        var view = await AdminAsync();
        foreach (var type in (string[])["AuditDocument", "PublicError", "PublicQuery", "DocumentChange", "Story"])
        {
            Assert.NotNull(view.Object(type));
        }

        // The team's table keeps the plain name, and Jim's own has the longer one.
        Assert.Equal("public.files", view.Object("File").Binding!.ToString());
        Assert.Equal("jim.files", view.Object("JimFile").Binding!.ToString());
        Assert.Equal("url: String!", view.Sdl("JimFile", "url"));
        Assert.False(view.TryGetType("Hidden", out _));
    }

    [Fact]
    public async Task A_role_sees_what_its_grants_let_it_read_and_write()
    {
        var schema = await KitchenSink.BuildAsync();
        var user = schema.ViewFor("jim_user");
        Assert.Equal("id name state documentId document url", user.Names("JimFile"));
        Assert.Equal("id: UUID!, name: String", user.Sdl("UpdateJimFileInput"));
        Assert.Equal("id: UUID!, displayName: String, profile: Any", user.Sdl("UpdateUserInput"));
        Assert.False(user.Has("Mutation", "createUser"));
        Assert.False(user.Has("Mutation", "deleteJimFile"));
        // INSERT without SELECT: the payload tells errors only, and nobody reads badges back.
        Assert.Equal("errors", user.Names("CreateBadgePayload"));
        Assert.False(user.TryGetType("Badge", out _));
        Assert.False(user.Has("User", "badge"));
        // SELECT without the foreign key's column: no way to the parent, and none back.
        Assert.Equal("id note", user.Names("DocumentChange"));
        Assert.False(user.Has("Document", "documentChanges"));
        Assert.False(
            user.Input("DocumentFilterInput").Fields is var f && f.TryGet("documentChanges", out var w) && user.Sees(w.VisibleTo));

        var anonymous = schema.ViewFor("jim_anonymous");
        Assert.Equal("activeUsers countries countryByCode", anonymous.Names("Query"));
        Assert.False(anonymous.TryGetType("Mutation", out _));
        Assert.False(anonymous.TryGetType("Badge", out _));
        Assert.False(anonymous.TryGetType("DocumentFilterInput", out _));
        Assert.False(anonymous.Sees(schema.Schema.Directives["queued"].VisibleTo));
        Assert.True(user.Sees(schema.Schema.Directives["queued"].VisibleTo));
    }

    [Fact]
    public async Task Extensions_add_fields_before_the_schema_is_frozen()
    {
        var options = SchemaOptions.Default.Extend(s =>
        {
            var me = new ObjectTypeBuilder("Me");
            me.Fields.Add(new FieldBuilder("user", s.FindRows("public", "users")!));
            s.Add(s.Query, new FieldBuilder("me", me) { VisibleTo = s.FindMask("jim_user") });
            var field = s.AddMutation(
                "uploadFile", [new InputValueBuilder("name", s.FindRows("jim", "files")!.Fields["name"].Type)],
                [new FieldBuilder("file", s.FindRows("jim", "files")!)], [s.Errors.NotFound, s.Errors.Get("FileTooLargeError")]);
            field.VisibleTo = s.FindMask("jim_user");
        });
        var catalog = await KitchenSink.Catalog;
        var schema = DatabaseSchema.Build(catalog, options);
        var user = schema.ViewFor("jim_user");
        Assert.Equal("me: Me", user.Sdl("Query", "me"));
        Assert.Equal("uploadFile(input: UploadFileInput!): UploadFilePayload!", user.Sdl("Mutation", "uploadFile"));
        Assert.Equal("message code", user.Names("FileTooLargeError"));
        Assert.False(schema.ViewFor("jim_anonymous").TryGetType("Me", out _));
    }

    private static async Task<SchemaView> AdminAsync() => (await KitchenSink.BuildAsync()).ViewFor("jim_admin");

    private static Relation Find(DatabaseCatalog catalog, string name) => catalog.Relations.Single(r => r.ToString() == name);
}
