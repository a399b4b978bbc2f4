using System.Buffers;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Jim.GraphQL.Language;

/// <summary>
/// The nodes of lists that are not closed yet. A list's nodes lie above its mark and are cut off into an array of just their number, so
/// that lists cost no more than the tree keeps. The stack itself is pooled.
/// </summary>
internal struct NodeStack() : IDisposable
{
    private SyntaxNode[] _nodes = ArrayPool<SyntaxNode>.Shared.Rent(256);
    private int _highest;

    public int Count { get; private set; }

    public void Push(SyntaxNode node)
    {
        if (Count == _nodes.Length)
        {
            Grow();
        }

        _nodes[Count++] = node;
    }

    /// <summary>Takes the nodes above the mark off the stack. All of them were pushed as <typeparamref name="T"/>.</summary>
    public ImmutableArray<T> Take<T>(int mark)
        where T : SyntaxNode
    {
        if (Count == mark)
        {
            return [];
        }

        var nodes = _nodes.AsSpan(mark, Count - mark);
        _highest = Math.Max(_highest, Count);
        Count = mark;
        var array = new T[nodes.Length];

        // A copy of references as such: element-wise stores into T[] would check each type again.
        nodes.CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.As<T, SyntaxNode>(ref MemoryMarshal.GetArrayDataReference(array)), array.Length));
        return ImmutableCollectionsMarshal.AsImmutableArray(array);
    }

    public void Dispose()
    {
        Array.Clear(_nodes, 0, Math.Max(_highest, Count));
        ArrayPool<SyntaxNode>.Shared.Return(_nodes);
        _nodes = [];
    }

    private void Grow()
    {
        var larger = ArrayPool<SyntaxNode>.Shared.Rent(_nodes.Length * 2);
        _nodes.AsSpan(0, Count).CopyTo(larger);
        Array.Clear(_nodes);
        ArrayPool<SyntaxNode>.Shared.Return(_nodes);
        _nodes = larger;
    }
}
