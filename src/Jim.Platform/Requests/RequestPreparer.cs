using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Jim.GraphQL.Execution;
using Jim.GraphQL.Inputs;
using Jim.GraphQL.Language;
using Jim.GraphQL.Operations;
using Jim.GraphQL.Validation;
using Jim.Platform.Persisted;
using Jim.Platform.Schemas;
using Jim.Postgres.Diagnostics;
using Jim.Postgres.Rights;
using Jim.Postgres.Running;

namespace Jim.Platform.Requests;

/// <summary>
/// The step "prepare" of a request: finds its text, parses and validates it, chooses the operation (GetOperation, spec 6.1), coerces the
/// variables (CoerceVariableValues, spec 6.1.2) and refuses what costs too much. No SQL of the operation runs.
/// </summary>
public sealed class RequestPreparer(
    SchemaOwner schemas, PersistedOperations persisted, UserProvisioner users, RateLimit rate, DatabaseTime time, RequestGuard guard,
    RequestOptions options)
{
    private readonly ExecutionOptions _propagating = BuildExecutionOptions(guard, ErrorHandling.Propagate);
    private readonly ExecutionOptions _withoutPropagation = BuildExecutionOptions(guard, ErrorHandling.Null);

    /// <summary>
    /// Prepares a request. Whatever is wrong with it is answered as <see cref="RefusedRequest"/>; nothing is thrown for it.
    /// </summary>
    public async ValueTask<PreparedRequest> PrepareAsync(GraphQLRequest request, Caller caller, CancellationToken cancellationToken)
    {
        using var step = JimTelemetry.Start(SpanNames.Prepare);
        try
        {
            if (FindRefusal(caller, isCounted: !request.Admitted) is { } refusal)
            {
                return RefusedRequest.For(request, refusal);
            }

            var resolved = await persisted.ResolveAsync(request, caller, cancellationToken);
            if (resolved is UnresolvedRequest unresolved)
            {
                return RefusedRequest.For(request, unresolved.Error);
            }

            await users.ProvisionAsync(caller);
            return await PrepareAsync((FoundRequest)resolved, caller, cancellationToken);
        }
        catch (Exception e) when (guard.Answer(e, cancellationToken) is { } answer)
        {
            return new RefusedRequest(request, answer);
        }
    }

    /// <summary>Admits a caller to what is no GraphQL request, as those are admitted. Null: it may run.</summary>
    public async ValueTask<RequestError?> AdmitAsync(Caller caller)
    {
        if (FindRefusal(caller, isCounted: true) is { } refusal)
        {
            return refusal;
        }

        await users.ProvisionAsync(caller);
        return null;
    }

    /// <summary>
    /// The same request on another snapshot of the schema. Throws <see cref="GraphQLException"/> where the operation cannot be
    /// chosen there.
    /// </summary>
    public PreparedRequest PrepareAgain(OperationInput first, SchemaSnapshot snapshot) =>
        TryPrepareDocument(first.Request, first.Caller, snapshot, out var document, out var errors)
            ? PrepareOperation(first.Request, first.Caller, snapshot, document, persistedHash: null)
            : RefusedRequest.Invalid(first.Request, errors);

    private RequestError? FindRefusal(Caller caller, bool isCounted) =>
        isCounted && !rate.Allows(caller) ? RequestErrors.TooManyRequests()
        : time.FindWait(caller.ShareKey) is { Ticks: > 0 } wait ? RequestErrors.TooMuchDatabaseTime(wait)
        : null;

    private async ValueTask<PreparedRequest> PrepareAsync(FoundRequest found, Caller caller, CancellationToken cancellationToken)
    {
        var (request, snapshot) = (found.Request, schemas.Current);
        if (!TryPrepareDocument(request, caller, snapshot, out var document, out var errors))
        {
            return RefusedRequest.Invalid(request, errors);
        }

        // Stored only after validation: texts that nobody can run would fill the store.
        if (found.NewHash is { } hash)
        {
            await persisted.StoreAsync(hash, request.Query, cancellationToken);
        }

        return PrepareOperation(request, caller, snapshot, document, found.NewHash);
    }

    private bool TryPrepareDocument(
        GraphQLRequest request, Caller caller, SchemaSnapshot snapshot, [NotNullWhen(true)] out PreparedDocument? document,
        out IReadOnlyList<GraphQLError> errors) =>
        snapshot.DocumentsFor(caller.Role).TryPrepare(
            request.Query, options.Parser, options.ValidationFor(caller.Role), out document, out errors);

    private PreparedRequest PrepareOperation(
        GraphQLRequest request, Caller caller, SchemaSnapshot snapshot, PreparedDocument document, string? persistedHash)
    {
        var operation = document.Open(request.OperationName);
        if (!VariableCoercion.Coerce(operation, request.Variables, out var variables, out var errors, request.Uploads, options.Coercion))
        {
            return RefusedRequest.Invalid(request, errors);
        }

        if (request.Uploads.Count > 0
            && CountFiles([.. request.Uploads.Values], variables.Values.Values) < request.Uploads.Count)
        {
            return RefusedRequest.For(request, RequestErrors.PlaceNotFilled());
        }

        // The cost counts the values that were sent: a page of 100 costs more than one of 10.
        var cost = snapshot.Costs.GetOrDerive(operation, variables);
        return CostAnalyzer.Refuse(cost, options.CostMax) is { } tooMuch
            ? RefusedRequest.Invalid(request, tooMuch)
            : CreateCase(
                new OperationInput(
                    request, caller, snapshot, operation, variables, request.ErrorsWithoutPropagation ? _withoutPropagation : _propagating),
                new PreparationResult(cost, persistedHash));
    }

    /// <summary>How many of the request's files stand in the values of its variables.</summary>
    private static int CountFiles(HashSet<object> files, IEnumerable<object?> values) =>
        values.Sum(value => value switch
        {
            null or string => 0,
            InputObject members => CountFiles(files, members.Fields.Select(member => member.Value)),
            object?[] items => CountFiles(files, items),
            _ => files.Contains(value) ? 1 : 0,
        });

    private static ExecutionOptions BuildExecutionOptions(RequestGuard guard, ErrorHandling errorHandling) =>
        new() { ErrorHandling = errorHandling, RootResolver = RootResolvers.ResolveAsync, OnUnexpected = guard.Report };

    private static PreparedRequest CreateCase(OperationInput input, PreparationResult result) => input.Operation.Kind switch
    {
        OperationKind.Query => new PreparedQuery(input, result, FindFirstPart(input)),
        OperationKind.Mutation => CreateMutation(input, result),
        OperationKind.Subscription => new PreparedSubscription(input, result),
        _ => throw new UnreachableException($"Unknown kind of operation: {input.Operation.Kind}."),
    };

    private static PreparedMutation CreateMutation(OperationInput input, PreparationResult result)
    {
        RequestWait.Read(input.Request); // refused before anything is stored
        return new PreparedMutation(input, result, QueuedDirective.Read(input), IdempotencyKeyReader.Read(input));
    }

    private static OperationPart? FindFirstPart(OperationInput input) =>
        input.Operation.IsIncremental
            && input.Snapshot.Parts.GetOrDerive(input.Operation, input.Variables) is { Parts.IsEmpty: false } first
            ? first
            : null;
}
