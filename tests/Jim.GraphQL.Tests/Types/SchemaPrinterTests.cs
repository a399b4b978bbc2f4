using Jim.Conformance;
using Jim.GraphQL.Validation.Sdl;

namespace Jim.GraphQL.Tests.Types;

public sealed class SchemaPrinterTests
{
    private const string Sdl =
        """"
        schema {
          query: Root
          mutation: Change
        }

        type Root {
          "The thing."
          thing(id: ID!, kinds: [Kind!] = [A]): Thing @deprecated(reason: "use things")
          any: Either
        }

        type Change {
          add(input: ThingInput!): Thing!
        }

        type Another implements Node {
          id: ID!
        }

        type Thing implements Node & Named {
          id: ID!
          name: String @tag(name: "x")
        }

        interface Named {
          name: String
        }

        interface Node {
          id: ID!
        }

        union Either = Thing | Another

        input OneOfInput @oneOf {
          a: Int
          b: String
        }

        input ThingInput {
          name: String = "a \"quoted\" one" @deprecated(reason: "No longer supported")
        }

        """
        Two
        lines.
        """
        enum Kind {
          A
          B @deprecated(reason: "old")
        }

        scalar Date @specifiedBy(url: "https://example.org/date")

        directive @tag(name: String!) repeatable on FIELD_DEFINITION | OBJECT

        """";

    [Fact]
    public void Prints_what_it_was_built_from_in_order() =>
        Assert.Equal(Sdl, Print(SchemaBuilder.FromSdl(Sdl)), ignoreLineEndingDifferences: true);

    [Fact]
    public void Leaves_out_what_a_role_does_not_see()
    {
        var role = new RoleMask(2);
        var others = new RoleMask(1);
        var schema = SchemaBuilder.FromSdl(Sdl, builder =>
        {
            builder.Mutation!.VisibleTo = others;
            builder.Find<NamedTypeBuilder>("Another").VisibleTo = others;
            builder.Find<NamedTypeBuilder>("Named").VisibleTo = others;
            builder.Find<ObjectTypeBuilder>("Thing").Fields["name"].VisibleTo = others;
            builder.Query!.Fields["thing"].Arguments["kinds"].VisibleTo = others;
            builder.Find<EnumTypeBuilder>("Kind").Values["B"].VisibleTo = others;
            builder.Directives.Single(d => d.Name == "tag").VisibleTo = others;
        });

        var sdl = SchemaPrinter.Print(new SchemaView(schema, role));
        string[] hidden = ["Change", "Another", "Named", "name: String @tag", "kinds", "B @deprecated", "@tag"];
        Assert.All(hidden, name => Assert.DoesNotContain(name, sdl));
        Assert.Contains("union Either = Thing\n", sdl);
        Assert.Contains("Change", Print(schema));
    }

    [Fact]
    public void Prints_chosen_types_alone()
    {
        var view = new SchemaView(SchemaBuilder.FromSdl(Sdl), RoleMask.Everyone);
        var print = SchemaPrinter.Print(view, new HashSet<string> { "Either", "Node", "Nothing" });
        Assert.Equal("interface Node {\n  id: ID!\n}\n\nunion Either = Thing | Another\n", print);
    }

    [Fact]
    public void Every_schema_of_the_corpus_prints_a_valid_document_that_prints_the_same_again()
    {
        var schemas = SchemaLibrary.Load(Path.Combine(TestServices.Shared, "conformance"));
        foreach (var key in schemas.Keys)
        {
            var print = Print(schemas.Schema(key));
            var document = Parser.ParseDocument(print, ParserOptions.Unlimited);
            if (SdlValidator.Validate(schemas.Document(key)).Count == 0)
            {
                Assert.Empty(SdlValidator.Validate(document));
            }

            Assert.Equal(print, Print(SchemaBuilder.FromSdl(document)));
        }
    }

    private static string Print(Schema schema) => SchemaPrinter.Print(new SchemaView(schema, RoleMask.Everyone));
}
