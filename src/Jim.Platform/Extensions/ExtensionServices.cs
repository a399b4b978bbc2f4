using Jim.Extensions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Jim.Platform.Extensions;

/// <summary>
/// The services that the handlers of each extension are given: its own, and few of the server's. What else the server has is not for
/// them, above all not the connections of the login role.
/// </summary>
public sealed class ExtensionServices : IAsyncDisposable
{
    private readonly Dictionary<Extension, ServiceProvider> _providers = [];
    private readonly Dictionary<string, ServiceProvider> _byCommand = new(StringComparer.Ordinal);

    /// <exception cref="ExtensionException">A handler cannot be made.</exception>
    public ExtensionServices(ExtensionSet extensions, ILoggerFactory loggers, TimeProvider timeProvider, IConfiguration configuration)
    {
        foreach (var extension in extensions.All)
        {
            var services = new ServiceCollection().AddSingleton(loggers).AddSingleton(typeof(ILogger<>), typeof(Logger<>))
                .AddSingleton(timeProvider).AddSingleton(configuration);
            foreach (var command in extension.Commands)
            {
                services.AddScoped(command.Contract, command.Handler);
            }

            _providers.Add(extension, Build(extension, services));
            foreach (var command in extension.Commands)
            {
                _byCommand.Add(command.Name, _providers[extension]);
            }
        }
    }

    public AsyncServiceScope CreateScope(CommandDefinition command) => _byCommand[command.Name].CreateAsyncScope();

    public async ValueTask DisposeAsync()
    {
        foreach (var provider in _providers.Values)
        {
            await provider.DisposeAsync();
        }
    }

    private static ServiceProvider Build(Extension extension, IServiceCollection services)
    {
        try
        {
            if (extension.Services is { } type)
            {
                ((IExtension)Activator.CreateInstance(type)!).AddServices(services);
            }

            return services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            var reason = (e as AggregateException)?.InnerExceptions[0] ?? e;
            throw new ExtensionException(
                $"The services of {extension.Name} cannot be made: {(reason.InnerException ?? reason).Message} Register what its handlers "
                + "need in a class that implements IExtension.");
        }
    }
}
