namespace Jim.GraphQL.Validation.Sdl;

/// <summary>One rule for type system documents, named as in the reference implementation.</summary>
internal interface ISdlRule
{
    void Check(SdlContext context);
}
