using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Jim.Platform.Identity;

/// <summary>The development issuer's RSA key, kept in a file so that tokens stay valid when the process is restarted.</summary>
public sealed class IssuerKey
{
    private const int Bits = 2048;

    private readonly JsonWebTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false };
    private readonly SigningCredentials _credentials;

    private IssuerKey(RSA rsa)
    {
        var parameters = rsa.ExportParameters(includePrivateParameters: false);
        Public = JsonWebKeyConverter.ConvertFromRSASecurityKey(new RsaSecurityKey(parameters));
        KeyId = Base64UrlEncoder.Encode(Public.ComputeJwkThumbprint());
        (Public.Kid, Public.Alg, Public.Use) = (KeyId, Algorithm, JsonWebKeyUseNames.Sig);
        _credentials = new SigningCredentials(new RsaSecurityKey(rsa) { KeyId = KeyId }, Algorithm);
        Jwk = new JsonObject
        {
            ["kid"] = KeyId,
            ["kty"] = Public.Kty,
            ["alg"] = Public.Alg,
            ["use"] = Public.Use,
            ["n"] = Public.N,
            ["e"] = Public.E,
        };
    }

    /// <summary>RFC 7638 thumbprint of the public key.</summary>
    public string KeyId { get; }

    /// <summary>RS256, as Keycloak's default.</summary>
    public string Algorithm { get; } = SecurityAlgorithms.RsaSha256;

    /// <summary>The public half, which verifies.</summary>
    public JsonWebKey Public { get; }

    /// <summary>The public half as a member of a JWKS document.</summary>
    public JsonObject Jwk { get; }

    /// <summary>A compact JWT of that payload. Under a lock, because <see cref="RSA"/> is not safe for several threads.</summary>
    public string Sign(JsonObject payload)
    {
        lock (_handler)
        {
            return _handler.CreateToken(payload.ToJsonString(), _credentials);
        }
    }

    /// <summary>
    /// The key in that file (PKCS#8, PEM, mode 0600), created there when there is none. Where several processes start at once, all use the
    /// key of the one that created the file. Throws <see cref="InvalidDataException"/> where the file holds something else.
    /// </summary>
    public static IssuerKey LoadOrCreate(string path)
    {
        if (!File.Exists(path))
        {
            Create(path);
        }

        var rsa = RSA.Create();
        try
        {
            rsa.ImportFromPem(File.ReadAllText(path));
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            throw new InvalidDataException($"{path} holds no RSA key. Delete it, and a new one is made; tokens by the old one end.", e);
        }

        return new IssuerKey(rsa);
    }

    private static void Create(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var unfinished = $"{path}.{Guid.NewGuid():N}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var rsa = RSA.Create(Bits))
        using (var file = new StreamWriter(unfinished, options))
        {
            file.WriteLine(rsa.ExportPkcs8PrivateKeyPem());
        }

        try
        {
            File.Move(unfinished, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(unfinished); // another process was first
        }
    }
}
