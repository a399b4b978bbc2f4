namespace Jim.GraphQL.Language;

/// <summary>A value as written in a document (spec 2.10).</summary>
public abstract class ValueNode(SourceRange range) : SyntaxNode(range);

/// <summary><c>$name</c> used as a value.</summary>
public sealed class VariableNode(string name, SourceRange range) : ValueNode(range)
{
    /// <summary>The name without the dollar sign.</summary>
    public string Name { get; } = name;
}

/// <summary>An integer (spec 2.10.1, IntValue). It is kept as text because the grammar does not limit its size.</summary>
public sealed class IntValueNode(string text, SourceRange range) : ValueNode(range)
{
    /// <summary>The digits as written, with the sign.</summary>
    public string Text { get; } = text;
}

/// <summary>A number with a fraction or an exponent (spec 2.10.2, FloatValue), kept as text.</summary>
public sealed class FloatValueNode(string text, SourceRange range) : ValueNode(range)
{
    /// <summary>The number as written, sign, fraction and exponent.</summary>
    public string Text { get; } = text;
}

/// <summary>A string (spec 2.10.4, StringValue). <see cref="Block"/> says in which of its two forms it was written.</summary>
public sealed class StringValueNode(string value, bool block, SourceRange range) : ValueNode(range)
{
    /// <summary>
    /// The value of the string: with escape sequences replaced, and for a block string without common indentation and blank lines at its
    /// ends.
    /// </summary>
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

/// <summary>The literal <c>null</c> (spec 2.10.5, NullValue), which is different from a value that is absent.</summary>
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
    /// <summary>The fields in written order. May be empty; before validation a name may occur twice (spec 5.6.3).</summary>
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
