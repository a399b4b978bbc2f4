using System.Collections.Immutable;

namespace Jim.GraphQL.Language;

/// <summary>A value as written in a document (spec 2.10).</summary>
public abstract class ValueNode(SourceRange range) : SyntaxNode(range);

/// <summary><c>$name</c> used as a value.</summary>
public sealed class VariableNode(string name, SourceRange range) : ValueNode(range)
{
    public string Name { get; } = name;
}

/// <summary>An integer, kept as its text: 2.10.1 sets no size.</summary>
public sealed class IntValueNode(string text, SourceRange range) : ValueNode(range)
{
    public string Text { get; } = text;
}

/// <summary>A float, kept as its text.</summary>
public sealed class FloatValueNode(string text, SourceRange range) : ValueNode(range)
{
    public string Text { get; } = text;
}

/// <summary>A string with its escapes resolved; <see cref="Block"/> tells how it was written.</summary>
public sealed class StringValueNode(string value, bool block, SourceRange range) : ValueNode(range)
{
    public string Value { get; } = value;

    public bool Block { get; } = block;
}

public sealed class BooleanValueNode(bool value, SourceRange range) : ValueNode(range)
{
    public bool Value { get; } = value;
}

public sealed class NullValueNode(SourceRange range) : ValueNode(range);

public sealed class EnumValueNode(string name, SourceRange range) : ValueNode(range)
{
    public string Name { get; } = name;
}

public sealed class ListValueNode(ImmutableArray<ValueNode> items, SourceRange range) : ValueNode(range)
{
    public ImmutableArray<ValueNode> Items { get; } = items;
}

public sealed class ObjectValueNode(ImmutableArray<ObjectFieldNode> fields, SourceRange range) : ValueNode(range)
{
    public ImmutableArray<ObjectFieldNode> Fields { get; } = fields;
}

public sealed class ObjectFieldNode(NameNode name, ValueNode value, SourceRange range) : SyntaxNode(range)
{
    public NameNode Name { get; } = name;

    public ValueNode Value { get; } = value;
}
