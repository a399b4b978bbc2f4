using Microsoft.Extensions.DependencyInjection;

namespace Jim.Extensions;

/// <summary>
/// Registers what the handlers of an assembly need. An assembly has at most one class of this interface, with a constructor that takes
/// nothing; where its handlers need nothing of their own, it has none.
/// </summary>
public interface IExtension
{
    /// <summary>
    /// Called once in each worker, at its start. The services are those of this assembly alone; each run of a handler is a scope.
    /// </summary>
    void AddServices(IServiceCollection services);
}
