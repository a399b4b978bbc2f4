using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Jim.GraphQL.Language;

/// <summary>
/// Collects the nodes of lists whose end was not parsed yet. The nodes of a list lie above the position at which the list began. At its end
/// they are taken off into an array of exactly that length, so that no memory is allocated beyond what the tree keeps. The memory of the
/// stack itself is rented from a pool.
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

    /// <summary>Takes the nodes above a position off the stack. All of them must be of type <typeparamref name="T"/>.</summary>
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

        // Copies the references as they are. Storing each element into a T[] would check its type again.
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
