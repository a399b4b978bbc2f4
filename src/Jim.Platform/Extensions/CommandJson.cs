using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using System.Xml;
using Jim.Extensions;
using Jim.GraphQL.Coercion;
using Jim.GraphQL.Inputs;
using Jim.GraphQL.Types;

namespace Jim.Platform.Extensions;

/// <summary>The records of commands as JSON: as a coerced input becomes one, as a job stores it, and as its worker reads it.</summary>
internal static class CommandJson
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        NumberHandling = JsonNumberHandling.Strict,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
        Converters =
        {
            new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseUpper, allowIntegerValues: false), new DurationConverter(),
        },
    };

    /// <summary>The name of an enum's value in GraphQL and JSON.</summary>
    public static string NameOf(string value) => JsonNamingPolicy.SnakeCaseUpper.ConvertName(value);

    /// <summary>The JSON of a coerced input; null: the command has none.</summary>
    public static string Write(InputObject? input, InputShape shape)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            if (input is null)
            {
                json.WriteStartObject();
                json.WriteEndObject();
            }
            else
            {
                Write(json, input, shape);
            }
        }

        return Encoding.UTF8.GetString(bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
    }

    /// <summary>The record, made by its constructor.</summary>
    /// <exception cref="CommandException">It is none, or the constructor refuses it.</exception>
    public static object Read(string json, Type type)
    {
        try
        {
            return JsonSerializer.Deserialize(json, type, Options) ?? throw Refuse("The command is null.");
        }
        catch (JsonException e)
        {
            // The path is of names; the message may hold a value.
            throw Refuse($"The input is none of the command{(e.Path is { Length: > 2 } path ? $", at {path[2..]}" : string.Empty)}.");
        }
        catch (ArgumentException)
        {
            throw Refuse("The command does not take this input.");
        }
    }

    /// <summary>The payload of a job. A text in it, since <c>jsonb</c> would store other values than the client gave.</summary>
    /// <param name="due">When it was due by itself; null: somebody has sent it.</param>
    public static string WritePayload(string input, DateTimeOffset? due = null) =>
        JsonSerializer.Serialize(new Stored(input, due), JsonSerializerOptions.Web);

    /// <summary>The time for which it runs; null: somebody has sent it.</summary>
    public static DateTimeOffset? ReadDue(JsonElement payload) => ReadStored(payload)?.Due;

    /// <inheritdoc cref="Read(string, Type)"/>
    public static object ReadPayload(JsonElement payload, Type type)
    {
        return Read(ReadStored(payload)?.Input ?? throw Refuse("The job has no input."), type);
    }

    private static Stored? ReadStored(JsonElement payload)
    {
        try
        {
            return payload.Deserialize<Stored>(JsonSerializerOptions.Web);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static CommandException Refuse(string message) => new(ErrorTable.CommandInput.Code, message);

    private static void Write(Utf8JsonWriter json, object? value, InputShape shape)
    {
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case InputObject input:
                WriteMembers(json, input, (InputShape.Members)shape);
                break;
            case EnumValueDefinition one:
                json.WriteStringValue(one.Name);
                break;
            case byte[] bytes:
                json.WriteBase64StringValue(bytes);
                break;
            case ExactDecimal number:
                json.WriteRawValue(number.IsNumber ? number.Text : $"\"{number.Text}\"");
                break;
            case IsoDuration or Uri:
                json.WriteStringValue(value.ToString());
                break;
            case IEnumerable<object?> items when shape is InputShape.ListOf list:
                json.WriteStartArray();
                foreach (var item in items)
                {
                    Write(json, item, list.Item);
                }

                json.WriteEndArray();
                break;
            default:
                JsonSerializer.Serialize(json, value, value.GetType(), Options);
                break;
        }
    }

    private static void WriteMembers(Utf8JsonWriter json, InputObject input, InputShape.Members shape)
    {
        json.WriteStartObject();
        foreach (var member in shape.All)
        {
            // Null for what has a value of its own where it is left out means that.
            if (input.TryGet(member.Name, out var value) && (value is not null || member.AllowsNull))
            {
                json.WritePropertyName(member.Name);
                Write(json, value, member.Shape);
            }
        }

        json.WriteEndObject();
    }

    private sealed record Stored(string Input, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? Due);

    /// <summary>As GraphQL's <c>Duration</c>. One with months or years has no fixed length.</summary>
    private sealed class DurationConverter : JsonConverter<TimeSpan>
    {
        public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && IsoDuration.TryRead(reader.GetString()!, out var duration) && duration.Months == 0
                ? TimeSpan.FromDays(duration.Days) + TimeSpan.FromMicroseconds(duration.Microseconds)
                : throw new JsonException("no duration");

        public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) =>
            writer.WriteStringValue(XmlConvert.ToString(value));
    }
}
