using System.Collections.Immutable;

namespace Jim.GraphQL.Language;

/// <summary>A parsed document: executable definitions, type system definitions, or both (spec 2.2).</summary>
public sealed class DocumentNode(Source source, ImmutableArray<DefinitionNode> definitions) : SyntaxNode(new SourceRange(0, source.Length))
{
    public Source Source { get; } = source;

    public ImmutableArray<DefinitionNode> Definitions { get; } = definitions;
}

public abstract class DefinitionNode(SourceRange range) : SyntaxNode(range);

public enum OperationKind
{
    Query,
    Mutation,
    Subscription,
}

public sealed class OperationDefinitionNode(
    OperationKind kind, NameNode? name, StringValueNode? description, ImmutableArray<VariableDefinitionNode> variables,
    ImmutableArray<DirectiveNode> directives, SelectionSetNode selectionSet, SourceRange range) : DefinitionNode(range)
{
    public OperationKind Kind { get; } = kind;

    public NameNode? Name { get; } = name;

    /// <summary>Descriptions on executable definitions (September 2025).</summary>
    public StringValueNode? Description { get; } = description;

    public ImmutableArray<VariableDefinitionNode> Variables { get; } = variables;

    public ImmutableArray<DirectiveNode> Directives { get; } = directives;

    public SelectionSetNode SelectionSet { get; } = selectionSet;
}

public sealed class VariableDefinitionNode(
    VariableNode variable, TypeNode type, ValueNode? defaultValue, StringValueNode? description,
    ImmutableArray<DirectiveNode> directives, SourceRange range) : SyntaxNode(range)
{
    public VariableNode Variable { get; } = variable;

    public TypeNode Type { get; } = type;

    public ValueNode? DefaultValue { get; } = defaultValue;

    public StringValueNode? Description { get; } = description;

    public ImmutableArray<DirectiveNode> Directives { get; } = directives;
}

public sealed class FragmentDefinitionNode(
    NameNode name, NamedTypeNode typeCondition, StringValueNode? description, ImmutableArray<DirectiveNode> directives,
    SelectionSetNode selectionSet, SourceRange range) : DefinitionNode(range)
{
    public NameNode Name { get; } = name;

    public NamedTypeNode TypeCondition { get; } = typeCondition;

    public StringValueNode? Description { get; } = description;

    public ImmutableArray<DirectiveNode> Directives { get; } = directives;

    public SelectionSetNode SelectionSet { get; } = selectionSet;
}

public sealed class SelectionSetNode(ImmutableArray<SelectionNode> selections, SourceRange range) : SyntaxNode(range)
{
    public ImmutableArray<SelectionNode> Selections { get; } = selections;
}

public abstract class SelectionNode(ImmutableArray<DirectiveNode> directives, SourceRange range) : SyntaxNode(range)
{
    public ImmutableArray<DirectiveNode> Directives { get; } = directives;
}

public sealed class FieldNode(
    NameNode? alias, NameNode name, ImmutableArray<ArgumentNode> arguments, ImmutableArray<DirectiveNode> directives,
    SelectionSetNode? selectionSet, SourceRange range) : SelectionNode(directives, range)
{
    public NameNode? Alias { get; } = alias;

    public NameNode Name { get; } = name;

    public ImmutableArray<ArgumentNode> Arguments { get; } = arguments;

    public SelectionSetNode? SelectionSet { get; } = selectionSet;

    /// <summary>The key in the response: the alias, else the name (spec 2.7).</summary>
    public string ResponseName => (Alias ?? Name).Value;
}

public sealed class FragmentSpreadNode(NameNode name, ImmutableArray<DirectiveNode> directives, SourceRange range)
    : SelectionNode(directives, range)
{
    public NameNode Name { get; } = name;
}

public sealed class InlineFragmentNode(
    NamedTypeNode? typeCondition, ImmutableArray<DirectiveNode> directives, SelectionSetNode selectionSet, SourceRange range)
    : SelectionNode(directives, range)
{
    public NamedTypeNode? TypeCondition { get; } = typeCondition;

    public SelectionSetNode SelectionSet { get; } = selectionSet;
}

public sealed class ArgumentNode(NameNode name, ValueNode value, SourceRange range) : SyntaxNode(range)
{
    public NameNode Name { get; } = name;

    public ValueNode Value { get; } = value;
}

public sealed class DirectiveNode(NameNode name, ImmutableArray<ArgumentNode> arguments, SourceRange range) : SyntaxNode(range)
{
    public NameNode Name { get; } = name;

    public ImmutableArray<ArgumentNode> Arguments { get; } = arguments;
}
