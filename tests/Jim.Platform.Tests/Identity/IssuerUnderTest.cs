using System.Net;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Jim.Platform.Identity;
using Microsoft.IdentityModel.Tokens;

namespace Jim.Platform.Tests.Identity;

/// <summary>A client of an issuer over HTTP, as an app would call it: the same code for Keycloak and the development issuer.</summary>
internal sealed partial class IssuerUnderTest(string issuer) : IDisposable
{
    private readonly HttpClientHandler _handler = new() { AllowAutoRedirect = false, UseCookies = false };
    private HttpClient? _http;

    public string Issuer => issuer;

    public string Endpoint(string name) => $"{issuer}/protocol/openid-connect/{name}";

    public HttpClient Http => _http ??= new HttpClient(_handler);

    public IdentityOptions Options => new(issuer) { FetchDeadline = TimeSpan.FromSeconds(30) };

    public TokenValidator Validator(IdentityOptions? options = null, TimeProvider? timeProvider = null) =>
        new(options ?? Options, Keys(timeProvider ?? TimeProvider.System), timeProvider ?? TimeProvider.System);

    public JwksKeySource Keys(TimeProvider timeProvider) => new(Options, Http, timeProvider, NullLogger<JwksKeySource>.Instance);

    public Task<JsonObject> Password(string name) =>
        Granted([("grant_type", "password"), ("client_id", "jim-app"), ("username", name), ("password", name), ("scope", "openid")]);

    public Task<JsonObject> Service() => Granted([("grant_type", "client_credentials")], ("jim-service", "jim-service"));

    public async Task<JsonObject> Granted((string, string)[] form, (string, string)? basic = null)
    {
        var (status, answer) = await Token(form, basic);
        Assert.True(status == HttpStatusCode.OK, answer.ToJsonString());
        return answer;
    }

    public async Task<string> Refused((string, string)[] form, (string, string)? basic = null)
    {
        var (status, answer) = await Token(form, basic);
        return $"{(int)status} {(string?)answer["error"]}: {(string?)answer["error_description"]}";
    }

    public async Task<(HttpStatusCode Status, JsonObject Answer)> Token((string, string)[] form, (string Id, string Secret)? basic = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Endpoint("token")) { Content = Form(form) };
        if (basic is var (id, secret))
        {
            request.Headers.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{id}:{secret}")));
        }

        using var response = await Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.True(response.Headers.CacheControl?.NoStore, "tokens must not be stored by caches");
        return (response.StatusCode,
            JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!.AsObject(
            ));
    }

    /// <summary>
    /// Opens the page to log in, fills the form whatever its hidden fields are, and posts it; answers the address it was sent to.
    /// </summary>
    public async Task<Uri> LogIn(string name, string password, string challenge, string redirect)
    {
        using var page = await Http.GetAsync(new Uri(AuthorizeUrl(challenge, redirect)), TestContext.Current.CancellationToken);
        var html = await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(page.StatusCode == HttpStatusCode.OK, html);
        var action = new Uri(new Uri(issuer), WebUtility.HtmlDecode(FormAction().Match(html).Groups[1].Value));
        var hidden = HiddenField().Matches(html).Select(
            m => (WebUtility.HtmlDecode(m.Groups[1].Value), WebUtility.HtmlDecode(m.Groups[2].Value)));
        using var submit = new HttpRequestMessage(HttpMethod.Post, action)
        {
            Content = Form([.. hidden, ("username", name), ("password", password)]),
        };
        submit.Headers.TryAddWithoutValidation("Cookie", CookiesOf(page));
        using var answer = await Http.SendAsync(submit, TestContext.Current.CancellationToken);
        return answer.StatusCode == HttpStatusCode.Redirect
            ? answer.Headers.Location!
            : throw new InvalidOperationException(
                $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)}");
    }

    public string AuthorizeUrl(string challenge, string redirect, string client = "jim-app") =>
        $"{Endpoint("auth")}?client_id={client}&response_type=code&scope=openid&state=st%26te&nonce=n1"
        + $"&redirect_uri={Uri.EscapeDataString(redirect)}&code_challenge={challenge}&code_challenge_method=S256";

    public async Task<JsonObject> Get(string url)
    {
        using var response = await Http.GetAsync(new Uri(url), TestContext.Current.CancellationToken);
        response.EnsureSuccessStatusCode();
        return JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!.AsObject();
    }

    public static FormUrlEncodedContent Form((string Name, string Value)[] form) =>
        new(form.Select(f => KeyValuePair.Create(f.Name, f.Value)));

    public static (string Verifier, string Challenge) Pkce()
    {
        var verifier = Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(32));
        return (verifier, Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(verifier))));
    }

    public static string QueryOf(Uri uri, string name) =>
        uri.Query.TrimStart('?').Split('&').Select(p => p.Split('=', 2)).Where(p => p[0] == name).Select(p => Uri.UnescapeDataString(p[1]))
            .FirstOrDefault(
            string.Empty);

    /// <summary>By hand: Keycloak's cookies are Secure also over HTTP; browsers send them to loopback, .NET's container does not.</summary>
    private static string CookiesOf(HttpResponseMessage page) =>
        page.Headers.TryGetValues("Set-Cookie", out var cookies) ? string.Join("; ", cookies.Select(c => c.Split(';')[0])) : string.Empty;

    public void Dispose()
    {
        _http?.Dispose();
        _handler.Dispose();
    }

    [GeneratedRegex("<form[^>]*action=\"([^\"]+)\"")]
    private static partial Regex FormAction();

    [GeneratedRegex("<input type=\"hidden\"[^>]*name=\"([^\"]+)\" value=\"([^\"]*)\"")]
    private static partial Regex HiddenField();
}
