using System.Runtime.CompilerServices;

namespace Jim.GraphQL.Language;

/// <summary>
/// Recursive descent over the lexer's tokens, one token ahead, one method per production of the grammar (spec appendix C). This part: the
/// document and the steps that all productions share.
/// </summary>
internal ref partial struct DocumentParser
{
    /// <summary>Nesting that any stack holds, so that usual documents never ask.</summary>
    private const int DepthUnchecked = 100;

    private readonly int _tokensMax;
    private readonly int _fieldsMax;
    private readonly int _directivesMax;
    private readonly int _depthMax;
    private Lexer _lexer;
    private NodeStack _nodes;
    private Token _token;
    private int _lastEnd;
    private int _tokens;
    private int _fields;
    private int _depth;

    public DocumentParser(ReadOnlySpan<byte> utf8, ParserOptions options)
    {
        if (utf8.Length > (options.DocumentBytesMax ?? int.MaxValue))
        {
            SyntaxErrors.TooLarge(options.DocumentBytesMax!.Value);
        }

        _tokensMax = options.TokensMax ?? int.MaxValue;
        _fieldsMax = options.FieldsMax ?? int.MaxValue;
        _directivesMax = options.DirectivesPerPlaceMax ?? int.MaxValue;
        _depthMax = options.DepthMax ?? int.MaxValue;
        _lexer = new Lexer(utf8);
        _nodes = new NodeStack();
    }

    public void Dispose() => _nodes.Dispose();

    /// <summary>Document : Definition+</summary>
    public DocumentNode ParseDocument(Source source)
    {
        Advance();
        var mark = _nodes.Count;
        do
        {
            _nodes.Push(ParseDefinition());
        }
        while (_token.Kind != TokenKind.EndOfFile);

        return new DocumentNode(source, _nodes.Take<DefinitionNode>(mark));
    }

    public ValueNode ParseWholeValue(bool isConst)
    {
        Advance();
        var value = ParseValue(isConst);
        Expect(TokenKind.EndOfFile);
        return value;
    }

    public TypeNode ParseWholeType()
    {
        Advance();
        var type = ParseType();
        Expect(TokenKind.EndOfFile);
        return type;
    }

    /// <summary>
    /// Definition : ExecutableDefinition | TypeSystemDefinition | TypeSystemExtension. A description may stand before any but an anonymous
    /// query's short form and an extension.
    /// </summary>
    private DefinitionNode ParseDefinition()
    {
        var start = _token;
        var description = ParseDescription();
        if (_token.Kind == TokenKind.BraceLeft)
        {
            return description is null
                ? ParseShortQuery()
                : throw Fault(start, "Unexpected description, descriptions are not supported on shorthand queries.");
        }

        if (_token.Kind != TokenKind.Name)
        {
            throw Unexpected();
        }

        return ParseExecutableDefinition(start.Start, description)
            ?? ParseTypeSystemDefinition(start.Start, description, isExtension: false)
            ?? (description is not null
                ? throw Fault(start, "Unexpected description, only GraphQL definitions support descriptions.")
                : IsKeyword("extend"u8) ? ParseTypeSystemExtension() : throw Unexpected());
    }

    /// <summary>Description : StringValue</summary>
    private StringValueNode? ParseDescription() => _token.Kind is TokenKind.String or TokenKind.BlockString ? ParseString() : null;

    /// <summary>Name</summary>
    private NameNode ParseName()
    {
        var token = Expect(TokenKind.Name);
        return new NameNode(NameTable.Get(_lexer.Slice(token)), new SourceRange(token.Start, token.End));
    }

    /// <summary>Makes the next token that is no comment the current one.</summary>
    private void Advance()
    {
        _lastEnd = _token.End;
        do
        {
            _token = _lexer.Next();
        }
        while (_token.Kind == TokenKind.Comment);

        if (_token.Kind != TokenKind.EndOfFile && ++_tokens > _tokensMax)
        {
            SyntaxErrors.TooManyTokens(_lexer.Text, _token.Start, _tokensMax);
        }
    }

    private bool TrySkip(TokenKind kind)
    {
        if (_token.Kind != kind)
        {
            return false;
        }

        Advance();
        return true;
    }

    private Token Expect(TokenKind kind)
    {
        var token = _token;
        if (token.Kind != kind)
        {
            throw Expected(kind.Describe());
        }

        Advance();
        return token;
    }

    private readonly bool IsKeyword(ReadOnlySpan<byte> keyword) =>
        _token.Kind == TokenKind.Name && _lexer.Slice(_token).SequenceEqual(keyword);

    private bool TrySkipKeyword(ReadOnlySpan<byte> keyword)
    {
        if (!IsKeyword(keyword))
        {
            return false;
        }

        Advance();
        return true;
    }

    /// <summary>From a node's first byte to the end of the last token taken.</summary>
    private readonly SourceRange RangeFrom(int start) => new(start, _lastEnd);

    /// <summary>One nesting deeper. Whatever the limit says, the stack's end is an error and not a crash.</summary>
    private void Enter()
    {
        if (++_depth > _depthMax || (_depth > DepthUnchecked && !RuntimeHelpers.TryEnsureSufficientExecutionStack()))
        {
            SyntaxErrors.TooDeep(_lexer.Text, _token.Start, _depth - 1);
        }
    }

    private void Leave() => _depth--;

    private readonly GraphQLSyntaxException Unexpected() => Fault(_token, $"Unexpected {_lexer.Describe(_token)}.");

    private readonly GraphQLSyntaxException Expected(string what) => Fault(_token, $"Expected {what}, found {_lexer.Describe(_token)}.");

    private readonly GraphQLSyntaxException Fault(Token token, string message) =>
        SyntaxErrors.At(_lexer.Text, token.Start, $"Syntax Error: {message}");
}
