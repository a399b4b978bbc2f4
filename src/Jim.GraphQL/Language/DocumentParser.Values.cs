using System.Diagnostics;

namespace Jim.GraphQL.Language;

/// <summary>Parses the productions of values, arguments, directives and type references (spec 2.7, 2.10 - 2.13).</summary>
internal ref partial struct DocumentParser
{
    /// <summary>Arguments[Const] : ( Argument[?Const]+ )</summary>
    private ImmutableArray<ArgumentNode> ParseArguments(bool isConst)
    {
        if (!TrySkip(TokenKind.ParenLeft))
        {
            return [];
        }

        var mark = _nodes.Count;
        do
        {
            _nodes.Push(ParseArgument(isConst));
        }
        while (!TrySkip(TokenKind.ParenRight));

        return _nodes.Take<ArgumentNode>(mark);
    }

    /// <summary>Argument[Const] : Name : Value[?Const]</summary>
    private ArgumentNode ParseArgument(bool isConst)
    {
        var name = ParseName();
        Expect(TokenKind.Colon);
        var value = ParseValue(isConst);
        return new ArgumentNode(name, value, RangeFrom(name.Range.Start));
    }

    /// <summary>Directives[Const] : Directive[?Const]+, or none</summary>
    private ImmutableArray<DirectiveNode> ParseDirectives(bool isConst)
    {
        if (_token.Kind != TokenKind.At)
        {
            return [];
        }

        var mark = _nodes.Count;
        do
        {
            if (_nodes.Count - mark == _directivesMax)
            {
                SyntaxErrors.TooManyDirectives(_lexer.Text, _token.Start, _directivesMax);
            }

            _nodes.Push(ParseDirective(isConst));
        }
        while (_token.Kind == TokenKind.At);

        return _nodes.Take<DirectiveNode>(mark);
    }

    /// <summary>Directive[Const] : @ Name Arguments[?Const]?</summary>
    private DirectiveNode ParseDirective(bool isConst)
    {
        var start = _token.Start;
        Advance();
        var name = ParseName();
        var arguments = ParseArguments(isConst);
        return new DirectiveNode(name, arguments, RangeFrom(start));
    }

    /// <summary>
    /// Value[Const] : [~Const] Variable | IntValue | FloatValue | StringValue | BooleanValue | NullValue | EnumValue | ListValue |
    /// ObjectValue
    /// </summary>
    private ValueNode ParseValue(bool isConst)
    {
        switch (_token.Kind)
        {
            case TokenKind.Name:
                return ParseNamedValue();
            case TokenKind.Int:
            case TokenKind.Float:
                return ParseNumber();
            case TokenKind.String:
            case TokenKind.BlockString:
                return ParseString();
            case TokenKind.BracketLeft:
                return ParseList(isConst);
            case TokenKind.BraceLeft:
                return ParseObject(isConst);
            case TokenKind.Dollar:
                return isConst ? throw VariableInConst() : ParseVariable();
            case TokenKind.EndOfFile or TokenKind.Bang or TokenKind.Ampersand or TokenKind.ParenLeft or TokenKind.ParenRight
                or TokenKind.Spread or TokenKind.Colon or TokenKind.EqualsSign or TokenKind.At or TokenKind.BracketRight
                or TokenKind.Pipe or TokenKind.BraceRight or TokenKind.Comment:
                throw Unexpected();
            default:
                throw new UnreachableException(_token.Kind.ToString());
        }
    }

    /// <summary>BooleanValue : true | false; NullValue : null; EnumValue : any other Name</summary>
    private ValueNode ParseNamedValue()
    {
        var token = Expect(TokenKind.Name);
        var range = new SourceRange(token.Start, token.End);
        return _lexer.Slice(token) switch
        {
            var name when name.SequenceEqual("true"u8) => new BooleanValueNode(true, range),
            var name when name.SequenceEqual("false"u8) => new BooleanValueNode(false, range),
            var name when name.SequenceEqual("null"u8) => new NullValueNode(range),
            var name => new EnumValueNode(NameTable.Get(name), range),
        };
    }

    private ValueNode ParseNumber()
    {
        var token = Expect(_token.Kind);
        var text = NameTable.Get(_lexer.Slice(token));
        var range = new SourceRange(token.Start, token.End);
        return token.Kind == TokenKind.Int ? new IntValueNode(text, range) : new FloatValueNode(text, range);
    }

    private StringValueNode ParseString()
    {
        var token = Expect(_token.Kind);
        return new StringValueNode(_lexer.GetValue(token), token.Kind == TokenKind.BlockString, new SourceRange(token.Start, token.End));
    }

    /// <summary>ListValue[Const] : [ Value[?Const]* ]</summary>
    private ListValueNode ParseList(bool isConst)
    {
        Enter();
        var start = _token.Start;
        Advance();
        var mark = _nodes.Count;
        while (!TrySkip(TokenKind.BracketRight))
        {
            _nodes.Push(ParseValue(isConst));
        }

        Leave();
        return new ListValueNode(_nodes.Take<ValueNode>(mark), RangeFrom(start));
    }

    /// <summary>ObjectValue[Const] : { ObjectField[?Const]* }</summary>
    private ObjectValueNode ParseObject(bool isConst)
    {
        Enter();
        var start = _token.Start;
        Advance();
        var mark = _nodes.Count;
        while (!TrySkip(TokenKind.BraceRight))
        {
            _nodes.Push(ParseObjectField(isConst));
        }

        Leave();
        return new ObjectValueNode(_nodes.Take<ObjectFieldNode>(mark), RangeFrom(start));
    }

    /// <summary>ObjectField[Const] : Name : Value[?Const]</summary>
    private ObjectFieldNode ParseObjectField(bool isConst)
    {
        var name = ParseName();
        Expect(TokenKind.Colon);
        var value = ParseValue(isConst);
        return new ObjectFieldNode(name, value, RangeFrom(name.Range.Start));
    }

    /// <summary>Variable : $ Name</summary>
    private VariableNode ParseVariable()
    {
        var start = Expect(TokenKind.Dollar).Start;
        var name = Expect(TokenKind.Name);
        return new VariableNode(NameTable.Get(_lexer.Slice(name)), new SourceRange(start, name.End));
    }

    private GraphQLSyntaxException VariableInConst()
    {
        var dollar = Expect(TokenKind.Dollar);
        return _token.Kind == TokenKind.Name
            ? Fault(dollar, $"Unexpected variable \"${_lexer.GetValue(_token)}\" in constant value.")
            : Fault(dollar, "Unexpected \"$\".");
    }

    /// <summary>Type : NamedType | ListType | NonNullType</summary>
    private TypeNode ParseType()
    {
        var start = _token.Start;
        TypeNode type;
        if (_token.Kind == TokenKind.BracketLeft)
        {
            Enter();
            Advance();
            var item = ParseType();
            Expect(TokenKind.BracketRight);
            Leave();
            type = new ListTypeNode(item, RangeFrom(start));
        }
        else
        {
            type = ParseNamedType();
        }

        return TrySkip(TokenKind.Bang) ? new NonNullTypeNode(type, RangeFrom(start)) : type;
    }

    /// <summary>NamedType : Name</summary>
    private NamedTypeNode ParseNamedType()
    {
        var name = ParseName();
        return new NamedTypeNode(name, name.Range);
    }
}
