using System.Collections;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace CharityLedger.Server.Tests.Fuzzing;

/// <summary>
/// Makes requests from the records in which the host reads them: every member by its type and name, so that most of them can be
/// carried out. What is optional is left out more often than not.
/// </summary>
internal sealed class Wishes(Known known, IReadOnlyList<string> federations, Random random)
{
    private const string Day = "2026-03-02";

    private static readonly Dictionary<string, string[]> Texts = new(StringComparer.OrdinalIgnoreCase)
    {
        ["channel"] = ["bank", "cash", "alipay", "wechat"], ["currency"] = ["USD"], ["rate"] = ["7.1"], ["value"] = ["50000", "3", "05-31"],
        ["row"] = ["disclosure.major_asset", "fundraising.cost_cap"], ["code"] = ["51010126"], ["accountHolder"] = ["江城市慈善总会"],
        ["sha256"] = [Town.Digest], ["photo"] = [Town.Digest], ["document"] = [Town.Digest], ["password"] = ["a sentence that nobody guesses"],
        ["mediaType"] = ["text/plain"], ["bucket"] = ["general"], ["region"] = ["江城市"], ["purpose"] = ["助学", "赈灾"], ["restriction"] = ["助学"],
        ["toPurpose"] = ["助学"], ["name"] = ["坏公司", "某公司", "王小明"], ["names"] = ["坏公司"], ["fund"] = [],
        ["paper"] = [Town.Digest], ["campaign"] = [], ["creditCode"] = [], ["relatedParty"] = [], ["namedAccount"] = [],
    };

    private static readonly Dictionary<string, string> Days = new(StringComparer.OrdinalIgnoreCase)
    {
        ["endsOn"] = "2026-12-31", ["validTo"] = "2026-12-31", ["dueOn"] = "2026-04-30", ["until"] = "2027-12-31", ["validFrom"] = "2026-01-01",
        ["month"] = "2026-01-01", ["filedOn"] = "2026-02-10", ["usableFrom"] = "2026-03-01",
    };

    private readonly NullabilityInfoContext nullability = new();
    private int made;

    /// <summary>A request of a type.</summary>
    public JsonNode Of(Type type) => Object(type)!;

    /// <summary>The JSON of a value of a type.</summary>
    /// <param name="type">The type.</param>
    /// <param name="name">The member that has it.</param>
    public JsonNode? Value(Type type, string name)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        if (plain == typeof(string)) return Text(name);
        if (plain == typeof(DateOnly)) return Days.GetValueOrDefault(name, Day);
        if (plain == typeof(bool)) return random.Next(5) == 0 || name is "passed";
        if (plain == typeof(int)) return Number(name);
        if (plain == typeof(long)) return name.Contains("quantity", StringComparison.OrdinalIgnoreCase) ? 1 + random.Next(3)
            : name is "creditFen" or "debitFen" or "costFen" or "feeFen" or "costBudgetFen" ? 0 : 100 + random.Next(900);
        if (plain.IsEnum) return Word(plain);
        if (typeof(IEnumerable).IsAssignableFrom(plain))
        {
            var item = plain.GetGenericArguments()[0];
            return new JsonArray([.. Enumerable.Range(0, 1 + random.Next(2)).Select(_ => Value(item, name))]);
        }

        return Object(plain);
    }

    private JsonObject Object(Type type)
    {
        var members = new JsonObject();
        // What is asked again has the body of what was asked for; mostly a payment.
        if (type == typeof(JsonElement)) return Object(typeof(Disbursements.MakePayment.Request));
        var constructor = type.GetConstructors().OrderByDescending(c => c.GetParameters().Length).First();
        foreach (var parameter in constructor.GetParameters())
        {
            if (parameter.HasDefaultValue && random.Next(4) != 0) continue;
            if (nullability.Create(parameter).ReadState == NullabilityState.Nullable && random.Next(5) != 0) continue;
            var name = JsonNamingPolicy.CamelCase.ConvertName(parameter.Name!);
            members[name] = Value(parameter.ParameterType, name);
        }

        return members;
    }

    private JsonNode? Text(string name)
    {
        if (name is "partner" or "to" && random.Next(4) != 0) return federations[^1];
        if (name is "federation") return federations[random.Next(federations.Count)];
        if (known.One(name, random) is { } one && random.Next(8) != 0) return one;
        if (name.StartsWith("to", StringComparison.Ordinal) && known.One(name[2..].ToLowerInvariant(), random) is { } other) return other;
        if (Texts.TryGetValue(name, out var words) && words.Length > 0) return words[random.Next(words.Length)];
        return name is "fund" or "campaign" or "project" or "user" or "trust" or "list" or "id" or "party" or "part" or "indicator" or "milestone"
            ? FormattableString.Invariant($"{name}-{++made}")
            : FormattableString.Invariant($"文字{++made}");
    }

    private int Number(string name) => name switch
    {
        "year" or "fromYear" => 2026,
        "toYear" => 2027,
        "settlor" or "payYears" => 1,
        _ => random.Next(1, 100),
    };

    private JsonNode? Word(Type type)
    {
        var members = type.GetFields(BindingFlags.Public | BindingFlags.Static);
        var member = members[random.Next(members.Length)];
        return member.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name ?? JsonNamingPolicy.SnakeCaseLower.ConvertName(member.Name);
    }
}
