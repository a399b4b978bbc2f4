using System.Runtime.CompilerServices;

namespace Jim.GraphQL.Language;

/// <summary>
/// A recursive descent parser that looks one token ahead and has one method for each production of the grammar (spec appendix C). This part
/// of the class parses the document and has the steps that all productions use.
/// </summary>
internal ref partial struct DocumentParser
{
    /// <summary>
    /// Up to this nesting the remaining stack is not checked, because every stack is large enough for it; few documents nest deeper.
    /// </summary>
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
    /// Definition : ExecutableDefinition | TypeSystemDefinition | TypeSystemExtension. A description is allowed before each of them except
    /// an extension and the shorthand form of a query.
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

    /// <summary>Moves to the next token that is not a comment.</summary>
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

    /// <summary>The range from the first byte of a node to the end of the last token that was consumed.</summary>
    private readonly SourceRange RangeFrom(int start) => new(start, _lastEnd);

    /// <summary>
    /// Counts one more level of nesting. A document that is too deep for the stack is an error even when the limit is off, so it cannot
    /// crash the process.
    /// </summary>
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
