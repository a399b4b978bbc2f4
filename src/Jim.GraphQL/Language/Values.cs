using System.Collections.Immutable;

namespace Jim.GraphQL.Language;

/// <summary>A value as written in a document (spec 2.10).</summary>
public abstract class ValueNode(SourceRange range) : SyntaxNode(range);

/// <summary><c>$name</c> used as a value.</summary>
public sealed class VariableNode(string name, SourceRange range) : ValueNode(range)
{
    /// <summary>The name without the dollar sign.</summary>
    public string Name { get; } = name;
}

/// <summary>An integer, kept as its text: 2.10.1 sets no size.</summary>
public sealed class IntValueNode(string text, SourceRange range) : ValueNode(range)
{
    /// <summary>The digits as written, with the sign.</summary>
    public string Text { get; } = text;
}

/// <summary>A float, kept as its text.</summary>
public sealed class FloatValueNode(string text, SourceRange range) : ValueNode(range)
{
    /// <summary>The number as written, sign, fraction and exponent.</summary>
    public string Text { get; } = text;
}

/// <summary>A string with its escapes resolved; <see cref="Block"/> tells how it was written.</summary>
public sealed class StringValueNode(string value, bool block, SourceRange range) : ValueNode(range)
{
    /// <summary>The text that is meant: escapes resolved, of a block string the common indentation and blank ends gone.</summary>
    public string Value { get; } = value;

    /// <summary>True for <c>"""</c>.</summary>
    public bool Block { get; } = block;
}

/// <summary><c>true</c> or <c>false</c> (spec 2.10.3, BooleanValue).</summary>
public sealed class BooleanValueNode(bool value, SourceRange range) : ValueNode(range)
{
    /// <summary>True for <c>true</c>.</summary>
    public bool Value { get; } = value;
}

/// <summary><c>null</c> as written (spec 2.10.5, NullValue); unlike a value that is absent.</summary>
public sealed class NullValueNode(SourceRange range) : ValueNode(range);

/// <summary>A bare name as a value (spec 2.10.6, EnumValue).</summary>
public sealed class EnumValueNode(string name, SourceRange range) : ValueNode(range)
{
    /// <summary>The name; never <c>true</c>, <c>false</c> or <c>null</c>.</summary>
    public string Name { get; } = name;
}

/// <summary><c>[1, 2]</c> (spec 2.10.7, ListValue).</summary>
public sealed class ListValueNode(ImmutableArray<ValueNode> items, SourceRange range) : ValueNode(range)
{
    /// <summary>The items in written order; may be empty.</summary>
    public ImmutableArray<ValueNode> Items { get; } = items;
}

/// <summary><c>{ a: 1 }</c> as a value (spec 2.10.8, ObjectValue).</summary>
public sealed class ObjectValueNode(ImmutableArray<ObjectFieldNode> fields, SourceRange range) : ValueNode(range)
{
    /// <summary>The fields in written order; may be empty, and may hold a name twice until validation (spec 5.6.3).</summary>
    public ImmutableArray<ObjectFieldNode> Fields { get; } = fields;
}

/// <summary><c>a: 1</c> of an input object (spec 2.10.8, ObjectField).</summary>
public sealed class ObjectFieldNode(NameNode name, ValueNode value, SourceRange range) : SyntaxNode(range)
{
    /// <summary>The field's name.</summary>
    public NameNode Name { get; } = name;

    /// <summary>The value as written; it may be or hold a variable.</summary>
    public ValueNode Value { get; } = value;
}
