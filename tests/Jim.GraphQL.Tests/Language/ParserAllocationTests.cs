using System.Reflection;
using System.Runtime.CompilerServices;

namespace Jim.GraphQL.Tests.Language;

/// <summary>Parsing allocates the tree and nothing else: not a byte, once the names are known.</summary>
public sealed class ParserAllocationTests
{
    [Theory]
    [MemberData(nameof(Documents.Cases), MemberType = typeof(Documents))]
    public void Allocates_nothing_but_the_tree(string name)
    {
        var bytes = Documents.Read(name);
        var tree = SizeOf(Parser.ParseDocument(bytes), new HashSet<object>(ReferenceEqualityComparer.Instance));
        var least = long.MaxValue;

        // Other tests at the same time may push names out of the table: the least of many rounds counts.
        for (var round = 0; round < 2_000 && least != tree; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            Parser.ParseDocument(bytes);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(tree, least);
    }

    [Fact]
    public void The_lexer_allocates_nothing()
    {
        var bytes = Documents.Read("kitchen-sink");
        Lex(bytes);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Lex(bytes);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static void Lex(byte[] bytes)
    {
        var lexer = new Lexer(bytes);
        while (lexer.Next().Kind != TokenKind.EndOfFile)
        {
        }
    }

    /// <summary>
    /// Bytes of an object of the tree and of all that it alone holds. Names and numbers are shared strings of the name table.
    /// </summary>
    private static long SizeOf(object node, HashSet<object> seen)
    {
        if (!seen.Add(node))
        {
            return 0;
        }

        var size = ShallowSize(node);
        foreach (var property in node.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            switch (property.GetValue(node))
            {
                case SyntaxNode or Source:
                    size += SizeOf(property.GetValue(node)!, seen);
                    break;
                case string text when node is StringValueNode && text.Length > 0:
                    size += (22 + (2 * text.Length) + 7) / 8 * 8;
                    break;
                case System.Collections.IDictionary:
                    break; // made from the tree when somebody asks for it
                case System.Collections.IEnumerable nodes and not string when property.PropertyType.IsGenericType:
                    var items = nodes.Cast<SyntaxNode>().ToList();
                    size += items.Count == 0 ? 0 : 24 + (8L * items.Count);
                    size += items.Sum(i => SizeOf(i, seen));
                    break;
            }
        }

        return size;
    }

    private static long ShallowSize(object node)
    {
        RuntimeHelpers.GetUninitializedObject(node.GetType());
        var before = GC.GetAllocatedBytesForCurrentThread();
        RuntimeHelpers.GetUninitializedObject(node.GetType());
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
