using System.Globalization;

namespace Jim.EndToEnd.Tests;

/// <summary>Two gateways with trusted operations: one that takes other texts too, and one that takes nothing else.</summary>
public sealed class PersistedWorld : JimWorld
{
    public JimProcess Strict { get; private set; } = null!;

    public override string Issuer => $"{Address.AbsoluteUri.TrimEnd('/')}/realms/jim";

    public async Task<JimClient> AsStrictly(string user) => new(Strict.Address, await TokenAsync(user));

    public override async ValueTask DisposeAsync()
    {
        if (Strict is not null)
        {
            await Strict.DisposeAsync();
        }

        await base.DisposeAsync();
    }

    protected override async Task StartAsync()
    {
        var folder = Directory.CreateDirectory(Path.Combine(Data, "operations")).FullName;
        foreach (var (name, text) in new (string, string)[]
        {
            ("Me.graphql", "query Me { me { name } }"),
            ("Pair.gql", "query Name { me { name } }\nquery Subject { me { subject } }"),
            ("Some.graphql", "query Some($first: Int!) { documents(first: $first) { nodes { id } } }"),
            ("Create.graphql",
                "mutation Create($title: String!) { createDocument(input: { title: $title, status: DRAFT }) { document { title } } }"),
            ("Upload.graphql", "mutation Upload($file: Upload!) { uploadFile(input: { file: $file }) { file { name sizeBytes } } }"),
            ("Live.graphql", "subscription Live { documents(first: 1) { nodes { id } } }"),
            ("apollo.json", """
                {"format":"apollo-persisted-query-manifest","version":1,"operations":[
                  {"id":"3f1e6a3c9d1b","name":"Mine","type":"query","body":"query Mine { me { subject } }"}]}
                """),
        })
        {
            await File.WriteAllTextAsync(Path.Combine(folder, name), text);
        }

        Environment["JIM_OPERATIONS"] = folder;
        Gateway = await JimProcess.RunAsync(EnvironmentWith(("JIM_PROCESS", "gateway")));
        Strict = await JimProcess.RunAsync(EnvironmentWith(
            ("JIM_ONLY_PERSISTED", "on"), ("JIM_PROCESS", "gateway"), ("JIM_PUBLIC_URL", Environment["JIM_LISTEN"]),
            ("JIM_LISTEN", string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort.Next()}"))));
    }
}
