namespace Jim.Server.Http;

/// <summary>To whom the page of GraphiQL is sent (<c>JIM_GRAPHIQL</c>).</summary>
public enum GraphiQLMode
{
    /// <summary>To everybody where everybody may read the schema, as in development; else to nobody.</summary>
    Development,

    /// <summary>To everybody. The page holds no schema, and opens after a sign-in with the database role <c>jim_admin</c>.</summary>
    SignIn,

    /// <summary>To nobody.</summary>
    Off,
}
