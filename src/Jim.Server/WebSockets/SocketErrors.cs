using Jim.GraphQL.Errors;

namespace Jim.Server.WebSockets;

/// <summary>Errors of the socket transport.</summary>
public static class SocketErrors
{
    public static GraphQLError TooManySubscriptions(int most) => new("This socket has as many operations as it may. Complete one first.")
    {
        Code = "JIM_TOO_MANY_SUBSCRIPTIONS", Extensions = [new("subscriptionsMax", most)],
    };
}
