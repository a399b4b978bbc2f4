using System.Globalization;
using Jim.GraphQL.Inputs;
using Jim.GraphQL.Json;
using Jim.GraphQL.Language;
using Jim.GraphQL.Limits;
using Jim.GraphQL.Validation;
using Jim.Platform.Cache;
using Jim.Platform.Files;
using Jim.Platform.Protocol;
using Jim.Platform.Requests;
using Jim.Postgres.Planning;
using Jim.Postgres.Running;
using Jim.Server.Http;
using Jim.Server.WebSockets;

namespace Jim.Server.Settings;

/// <summary>Every limit of Jim, from the options and code that hold them.</summary>
public static class LimitCatalog
{
    /// <summary>In the order of ARCHITECTURE.md's table "Limits": as a request meets them.</summary>
    public static ImmutableArray<Limit> All { get; } =
    [
        .. Read<GraphQLEndpointOptions>(), GraphQLRequestReader.Limit, IdempotencyKeyReader.Limit, IdempotentEffect.Limit,
        .. Read<ParserOptions>(), .. Read<ValidationOptions>(),
        .. Read<CoercionLimits>(), .. Read<RequestOptions>(), .. Read<PlanOptions>(), .. Read<PoolOptions>(), JsonBuffer.Limit,
        UploadMap.Limit, .. Read<FilesOptions>(), .. Read<SocketLimits>(), .. Read<StreamLimits>(), .. Read<UnsentLimits>(),
        .. Read<CacheOptions>(),
    ];

    /// <summary>The settings of those limits that a setting can change.</summary>
    public static IEnumerable<Setting> Settings =>
        from limit in All
        where limit.SettingName is not null
        select Setting.WholeNumber(
            BuildName(limit), limit.Default?.ToString(CultureInfo.InvariantCulture), limit.Meaning,
            (settings, value) => settings with { Limits = settings.Limits.With(limit.SettingName!, value) },
            most: limit.Default > int.MaxValue ? long.MaxValue : int.MaxValue);

    /// <summary>The name of the limit's variable, <c>JIM_LIMIT_…</c>. The limit must have a <see cref="Limit.SettingName"/>.</summary>
    public static string BuildName(Limit limit) => $"JIM_LIMIT_{limit.SettingName}";

    private static IEnumerable<Limit> Read<TOptions>()
        where TOptions : ILimited<TOptions> => [.. TOptions.Limits, .. TOptions.FixedLimits];
}
